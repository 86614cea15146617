package org.shearnet.estimate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.galaxysim.profile.Resampling;
import org.shearnet.galaxysim.psf.PsfexModel;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

/** Images of a PSFEx model at positions of its exposure, on the exposure's pixels, the centre in the middle. For one thread. */
public final class PsfexImages {

    private final Path path;
    private final PsfexModel model;
    private final Renderer renderer = new Renderer();
    private final int side;
    /** Pixels of which a model is drawn: the exposure's, or finer ones. */
    private final StampGrid grid;
    /** From the finer pixels to the exposure's; null where there are none. */
    private final Resampling resampling;

    /**
     * Reads a model.
     *
     * @param sampling what its images are to hold
     * @throws BadDataException where the file is none
     */
    public PsfexImages(Path path, PsfSampling sampling) {
        this.path = path;
        model = PsfexModel.read(path);
        side = model.side();
        int finer = sampling == PsfSampling.POINTS ? 1 : model.samplesAPixel();
        int points = finer * (side - 1) + 1;
        grid = new StampGrid(points, points, 1.0 / finer, PixelResponse.INCLUDED);
        resampling = finer == 1 ? null : new Resampling(points, points, new double[] {finer, 0, 0, finer}, sampling);
    }

    /** Rows and columns of an image. */
    public int side() {
        return side;
    }

    /**
     * The PSF at a position, [side*side]; NaN where the position is no number.
     *
     * @param x column, 1 the centre of the first pixel
     * @param y row
     * @param where what a complaint says of the position
     * @throws BadDataException where the position lies far outside the image that the model was fitted in
     */
    public double[] at(double x, double y, String where) {
        double[] image = new double[side() * side()];
        if (!Double.isFinite(x) || !Double.isFinite(y)) {
            Arrays.fill(image, Double.NaN);
            return image;
        }
        if (!model.covers(x, y)) {
            throw new BadDataException(String.format(
                    Locale.ROOT,
                    "%s: position x = %.1f, y = %.1f (pixels) lies far outside the image that %s was fitted in",
                    where,
                    x,
                    y,
                    path));
        }
        double[] drawn = resampling == null ? image : new double[grid.size()];
        renderer.draw(model.at(x, y, 1), null, grid, drawn);
        if (resampling != null) {
            resampling.apply(drawn, image);
        }
        return image;
    }
}
