package org.shearnet.galaxysim.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.profile.Box;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Transform;

/**
 * Draws profiles onto pixels: one per thread, as it owns its buffers.
 *
 * <p>The transform is evaluated on a half plane, row by row; wave numbers beyond the pixels' Nyquist frequency are wrapped
 * onto the grid, which is what sampling does to them; then come an inverse Fourier transform along each column and one along
 * pairs of rows. Size and cut-off follow from the {@link RenderAccuracy}. A profile with neither PSF nor pixel is sampled
 * directly.
 *
 * <p>Implementation note: the same method as GalSim's (Rowe et al. 2015, A&amp;C 10, 121, arXiv:1407.7676), but the grid is
 * chosen by the surface brightness that would fold into the stamp, not by the flux that would fold anywhere.
 */
public final class Renderer {

    private static final int LARGEST_SHARED = 512;
    private static final int MOST_SHARED = 24;
    private static final int BOUND_POINTS = 28;
    private static final double BOUND_DECADES = 3.3;

    /** Of the integral of |F| in the last unit of ln k, in units of the truncation: above it the integral has not ended. */
    private static final double TAIL = 3;

    private final RenderAccuracy accuracy;
    private final HalfPlane plane = new HalfPlane();
    private final List<PsfGrid> grids = new ArrayList<>();
    private LightProfile lastPsf;
    private boolean held;
    private List<Band> bands = List.of();

    /** With the default accuracy. */
    public Renderer() {
        this(RenderAccuracy.DEFAULT);
    }

    public Renderer(RenderAccuracy accuracy) {
        this.accuracy = accuracy;
    }

    public RenderAccuracy accuracy() {
        return accuracy;
    }

    /**
     * Draws a galaxy seen through a PSF, centred on the stamp at ((nx - 1) / 2, (ny - 1) / 2).
     *
     * @param galaxy what to draw (lengths in arcsec)
     * @param psf convolved with it, or null
     * @param pixel whether to convolve with the pixel
     * @param nx columns
     * @param ny rows
     * @param pixelScale side of a pixel (arcsec)
     * @param out flux in each pixel, [ny][nx] row by row; overwritten
     * @throws FftLimitException where the transform would exceed the accuracy's limit
     */
    public void draw(
            LightProfile galaxy,
            LightProfile psf,
            PixelResponse pixel,
            int nx,
            int ny,
            double pixelScale,
            double[] out) {
        draw(galaxy, psf, pixel, nx, ny, pixelScale, 0, 0, out);
    }

    /** As above, with the profile's origin moved by an offset in pixels from the centre of the stamp. */
    public void draw(
            LightProfile galaxy,
            LightProfile psf,
            PixelResponse pixel,
            int nx,
            int ny,
            double pixelScale,
            double offsetX,
            double offsetY,
            double[] out) {
        if (nx < 1 || ny < 1 || out.length < nx * ny) {
            throw new IllegalArgumentException("no room for " + nx + " x " + ny + " pixels in " + out.length);
        }
        if (!(pixelScale > 0 && pixelScale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("pixel scale must be positive, not " + pixelScale);
        }
        if (psf == null && pixel == PixelResponse.INCLUDED && galaxy.hasXValue()) {
            sample(galaxy, nx, ny, pixelScale, offsetX, offsetY, out);
            return;
        }
        List<LightProfile> parts = new ArrayList<>(3);
        parts.add(galaxy);
        if (psf != null) {
            parts.add(psf);
        }
        if (pixel == PixelResponse.CONVOLVE) {
            parts.add(Box.pixel(pixelScale));
        }
        transform(new Convolution(parts), galaxy, psf, pixel, nx, ny, pixelScale, offsetX, offsetY, out);
    }

    /** As above, on pixels mapped to the sky by a Jacobian. */
    public void draw(
            LightProfile galaxy,
            LightProfile psf,
            PixelResponse pixel,
            int nx,
            int ny,
            PixelMap map,
            double offsetX,
            double offsetY,
            double[] out) {
        draw(map.toPixels(galaxy), psf == null ? null : map.toPixels(psf), pixel, nx, ny, 1, offsetX, offsetY, out);
    }

    /** As the first, in single precision. */
    public void draw(
            LightProfile galaxy,
            LightProfile psf,
            PixelResponse pixel,
            int nx,
            int ny,
            double pixelScale,
            float[] out) {
        double[] wide = new double[nx * ny];
        draw(galaxy, psf, pixel, nx, ny, pixelScale, wide);
        for (int i = 0; i < wide.length; i++) {
            out[i] = (float) wide[i];
        }
    }

    private static void sample(
            LightProfile profile, int nx, int ny, double scale, double offsetX, double offsetY, double[] out) {
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                out[y * nx + x] = scale
                        * scale
                        * profile.xValue(
                                (x - 0.5 * (nx - 1) - offsetX) * scale, (y - 0.5 * (ny - 1) - offsetY) * scale);
            }
        }
    }

    private void transform(
            Convolution whole,
            LightProfile galaxy,
            LightProfile psf,
            PixelResponse pixel,
            int nx,
            int ny,
            double scale,
            double offsetX,
            double offsetY,
            double[] out) {
        if (whole.flux() == 0) {
            Arrays.fill(out, 0, nx * ny, 0);
            return;
        }
        if (!held) {
            bands = choose(whole, nx, ny, scale, offsetX, offsetY);
        }
        boolean again = psf != null && psf == lastPsf;
        lastPsf = psf;
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            if (band.width() > 0 && band.height() > 0) {
                PsfGrid shared = again ? shared(psf, pixel, scale, band) : null;
                Spectrum spectrum = Spectrum.of(shared == null ? whole : galaxy);
                spectrum.shift(
                        (0.5 * (nx - 1) + offsetX - band.left()) * scale,
                        (0.5 * (ny - 1) + offsetY - band.bottom()) * scale);
                plane.draw(spectrum, shared, band, scale, out, nx, i > 0);
            }
        }
    }

    /** The tabulated transform of a PSF that is drawn with again and again, or null. */
    private PsfGrid shared(LightProfile psf, PixelResponse pixel, double scale, Band band) {
        double step = 2 * Math.PI / (band.size() * scale);
        int reach = (int) Math.ceil(band.maxK() / step);
        if (reach > LARGEST_SHARED) {
            return null;
        }
        for (PsfGrid grid : grids) {
            if (grid.serves(psf, pixel, step, reach)) {
                return grid;
            }
        }
        Spectrum spectrum =
                Spectrum.of(pixel == PixelResponse.CONVOLVE ? new Convolution(List.of(psf, Box.pixel(scale))) : psf);
        if (!spectrum.isReal() || !spectrum.isCostly()) {
            return null;
        }
        PsfGrid grid = new PsfGrid(psf, pixel, spectrum, step, reach + reach / 4);
        if (grids.size() == MOST_SHARED) {
            grids.remove(0);
        }
        grids.add(grid);
        return grid;
    }

    /** Keeps the grid of the last image for the next ones: for differences between nearly equal images. */
    void holdGrid(boolean hold) {
        held = hold;
    }

    /** The bands that a galaxy is drawn in. */
    List<Band> plan(LightProfile galaxy, LightProfile psf, int nx, int ny, double pixelScale) {
        return choose(new Convolution(List.of(galaxy, psf, Box.pixel(pixelScale))), nx, ny, pixelScale, 0, 0);
    }

    private List<Band> choose(Convolution whole, int nx, int ny, double scale, double offsetX, double offsetY) {
        double cap = whole.maxK(accuracy.maxKThreshold());
        if (cap == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a point source without PSF and pixel cannot be drawn");
        }
        double[] integral = new double[BOUND_POINTS];
        double maxK = cutOff(whole, cap, integral);
        double peak = integral[BOUND_POINTS - 1] * roundness(whole) / (2 * Math.PI);
        double brightness = 0.25 * accuracy.folding() * peak;
        double half = 0.5 * (Math.max(nx, ny) - 1) + Math.max(Math.abs(offsetX), Math.abs(offsetY));
        int size = size(Math.max(whole.extent(brightness) / scale + half, Math.max(nx, ny)));
        // Where nothing but the threshold ends the integral, the corners beyond the circle count too.
        double tail = cap * cap * whole.kBound(cap) / integral[BOUND_POINTS - 1];
        boolean square = tail > TAIL * accuracy.truncation();
        maxK = square ? cap : maxK;
        double side = maxK * scale * size / Math.PI;
        if (!(side <= MOST_FOLDS * accuracy.maximumFftSize())) {
            throw new FftLimitException(String.format(
                    java.util.Locale.ROOT,
                    "drawing needs %.3g wave numbers along an axis, more than the limit of %.3g: the object is too small for its"
                            + " pixels, or its edge too sharp",
                    side,
                    (double) MOST_FOLDS * accuracy.maximumFftSize()));
        }
        Band one = new Band(size, maxK, square, 0, Double.POSITIVE_INFINITY, 0, 0, nx, ny);
        double x = 0.5 * (nx - 1) + offsetX;
        double y = 0.5 * (ny - 1) + offsetY;
        return BandPlan.of(whole, accuracy, one, brightness, nx, ny, scale, x, y);
    }

    /** Wave numbers beyond the pixels' own are folded back; so many times the largest transform takes minutes a stamp. */
    private static final int MOST_FOLDS = 4;

    private int size(double period) {
        if (!(period <= accuracy.maximumFftSize())) {
            throw new FftLimitException(String.format(
                    "drawing needs a Fourier transform of %.0f points a side, more than the limit of %d: the object is too large"
                            + " for its pixels",
                    period, accuracy.maximumFftSize()));
        }
        return Fft.closeSize((int) Math.ceil(period));
    }

    /** Wave number beyond which the rest of the integral of |F| k dk is negligible; fills in the running integral. */
    private double cutOff(LightProfile whole, double cap, double[] integral) {
        double ratio = Math.pow(10, BOUND_DECADES / (BOUND_POINTS - 1));
        double logStep = Math.log(ratio);
        double k = cap * Math.pow(10, -BOUND_DECADES);
        double sum = 0.5 * k * k * whole.kBound(k);
        double last = 0;
        for (int i = 0; i < BOUND_POINTS; i++) {
            double value = k * k * whole.kBound(k);
            sum += 0.5 * logStep * (value + last);
            integral[i] = sum;
            last = value;
            k *= ratio;
        }
        double target = sum * (1 - accuracy.truncation());
        int i = BOUND_POINTS - 1;
        while (i > 0 && integral[i - 1] > target) {
            i--;
        }
        double share = i == 0 ? 1 : (target - integral[i - 1]) / (integral[i] - integral[i - 1]);
        k = cap * Math.pow(ratio, i - (BOUND_POINTS - 1) - 1 + share);
        return Math.min(cap, k);
    }

    /** Smallest minor over major axis among the parts: the bound above overestimates the peak by no more than its inverse. */
    static double roundness(Convolution whole) {
        double q = 1;
        for (LightProfile part : whole.items()) {
            if (part instanceof Transform t) {
                q = Math.min(q, t.minor() / t.major());
            }
        }
        return q;
    }
}
