package org.shearnet.estimate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.psf.PsfexModel;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

/** Images of a PSFEx model at positions of its exposure, on the exposure's pixels, the centre in the middle. For one thread. */
public final class PsfexImages {

    private final Path path;
    private final PsfexModel model;
    private final Renderer renderer = new Renderer();
    private final StampGrid grid;

    /**
     * Reads a model.
     *
     * @throws BadDataException where the file is none
     */
    public PsfexImages(Path path) {
        this.path = path;
        model = PsfexModel.read(path);
        grid = new StampGrid(model.side(), model.side(), 1, PixelResponse.INCLUDED);
    }

    /** Rows and columns of an image. */
    public int side() {
        return grid.nx();
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
        renderer.draw(model.at(x, y, 1), null, grid, image);
        return image;
    }
}
