package org.shearnet.galaxysim.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.profile.Box;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.LightProfile;

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

    /** With the default accuracy. */
    public Renderer() {
        this(RenderAccuracy.DEFAULT);
    }

    /**
     * A renderer for one thread.
     *
     * @param accuracy how closely to draw
     */
    public Renderer(RenderAccuracy accuracy) {
        this.accuracy = accuracy;
    }

    /** {@return how closely it draws} */
    public RenderAccuracy accuracy() {
        return accuracy;
    }

    /**
     * Draws a galaxy seen through a PSF, centred on the stamp at ((nx - 1) / 2, (ny - 1) / 2).
     *
     * @param galaxy what to draw (lengths in arcsec)
     * @param psf convolved with it, or null
     * @param grid the pixels
     * @return the stamp
     * @throws FftLimitException where the transform would exceed the accuracy's limit
     */
    public Stamp draw(LightProfile galaxy, LightProfile psf, StampGrid grid) {
        double[] values = new double[grid.size()];
        draw(galaxy, psf, grid, values);
        return new Stamp(grid, values);
    }

    /**
     * As above, into an array.
     *
     * @param galaxy what to draw
     * @param psf what it is seen through, or null
     * @param grid the pixels
     * @param out flux in each pixel, [ny][nx] row by row; overwritten
     */
    public void draw(LightProfile galaxy, LightProfile psf, StampGrid grid, double[] out) {
        draw(galaxy, psf, grid, 0, 0, out);
    }

    /**
     * As above, with the profile's origin moved by an offset in pixels from the centre of the stamp.
     *
     * @param galaxy what to draw
     * @param psf what it is seen through, or null
     * @param grid the pixels
     * @param offsetX of the galaxy's origin from the centre along x (arcsec)
     * @param offsetY along y (arcsec)
     * @param out filled with the flux in each pixel (counts), [ny*nx]
     */
    public void draw(
            LightProfile galaxy, LightProfile psf, StampGrid grid, double offsetX, double offsetY, double[] out) {
        requireRoom(grid, out);
        if (Subject.isPlain(galaxy, psf, grid)) {
            sample(galaxy, grid, offsetX, offsetY, out);
            return;
        }
        Subject subject = Subject.of(galaxy, psf, grid, offsetX, offsetY);
        if (isDark(subject, out)) {
            return;
        }
        transform(subject, choose(subject), out);
    }

    /**
     * Draws centred on the stamp by a plan.
     *
     * @param galaxy what to draw
     * @param psf what it is seen through, or null
     * @param plan that of a nearly equal galaxy under the same PSF
     * @param out filled with the flux in each pixel (counts), [ny*nx]
     */
    public void draw(LightProfile galaxy, LightProfile psf, DrawPlan plan, double[] out) {
        requireRoom(plan.grid(), out);
        if (Subject.isPlain(galaxy, psf, plan.grid())) {
            sample(galaxy, plan.grid(), 0, 0, out);
            return;
        }
        Subject subject = Subject.of(galaxy, psf, plan.grid(), 0, 0);
        if (!isDark(subject, out)) {
            transform(subject, plan.partitions(), out);
        }
    }

    /**
     * Says that the next galaxy's PSF is that of many. Its transform is tabulated then from the first of them on, and each comes out to the
     * same bit whichever is drawn first.
     *
     * @param psf what many are seen through; null where the next has one of its own, whatever was drawn before
     */
    public void shares(LightProfile psf) {
        lastPsf = psf;
    }

    /**
     * {@return how a galaxy is drawn centred on a stamp, for differences between images that are nearly equal}
     *
     * @param galaxy what to draw
     * @param psf what all of them are seen through, or null
     * @param grid the pixels
     */
    public DrawPlan plan(LightProfile galaxy, LightProfile psf, StampGrid grid) {
        if (Subject.isPlain(galaxy, psf, grid)) {
            return new DrawPlan(grid, List.of());
        }
        Subject subject = Subject.of(galaxy, psf, grid, 0, 0);
        shares(psf);
        return new DrawPlan(grid, subject.whole().flux() == 0 ? List.of() : choose(subject));
    }

    private static void requireRoom(StampGrid grid, double[] out) {
        if (out.length < grid.size()) {
            throw new IllegalArgumentException(
                    "no room for " + grid.nx() + " x " + grid.ny() + " pixels in " + out.length);
        }
    }

    private static boolean isDark(Subject subject, double[] out) {
        if (subject.whole().flux() != 0) {
            return false;
        }
        Arrays.fill(out, 0, subject.grid().size(), 0);
        return true;
    }

    private static void sample(LightProfile profile, StampGrid grid, double offsetX, double offsetY, double[] out) {
        double scale = grid.pixelScale();
        for (int y = 0; y < grid.ny(); y++) {
            for (int x = 0; x < grid.nx(); x++) {
                out[y * grid.nx() + x] = scale
                        * scale
                        * profile.xValue(
                                (x - 0.5 * (grid.nx() - 1) - offsetX) * scale,
                                (y - 0.5 * (grid.ny() - 1) - offsetY) * scale);
            }
        }
    }

    private void transform(Subject subject, List<KPartition> partitions, double[] out) {
        LightProfile psf = subject.psf();
        double scale = subject.grid().pixelScale();
        boolean again = psf != null && psf == lastPsf;
        lastPsf = psf;
        for (int i = 0; i < partitions.size(); i++) {
            KPartition partition = partitions.get(i);
            if (partition.width() > 0 && partition.height() > 0) {
                PsfGrid shared = again ? shared(psf, subject.grid(), partition) : null;
                Spectrum spectrum = Spectrum.of(shared == null ? subject.whole() : subject.galaxy());
                spectrum.shift(
                        (subject.column() - partition.left()) * scale, (subject.row() - partition.bottom()) * scale);
                plane.draw(
                        spectrum, shared, partition, scale, out, subject.grid().nx(), i > 0);
            }
        }
    }

    /** The tabulated transform of a PSF that is drawn with again and again, or null. */
    private PsfGrid shared(LightProfile psf, StampGrid pixels, KPartition partition) {
        double scale = pixels.pixelScale();
        double step = 2 * Math.PI / (partition.size() * scale);
        int reach = (int) Math.ceil(partition.maxK() / step);
        if (reach > LARGEST_SHARED) {
            return null;
        }
        for (PsfGrid grid : grids) {
            if (grid.serves(psf, pixels, step, reach)) {
                return grid;
            }
        }
        Spectrum spectrum = Spectrum.of(
                pixels.pixel() == PixelResponse.CONVOLVE ? new Convolution(List.of(psf, Box.pixel(scale))) : psf);
        if (!spectrum.isCostly()) {
            return null;
        }
        PsfGrid grid = new PsfGrid(psf, pixels, spectrum, step, reach + reach / 4);
        if (grids.size() == MOST_SHARED) {
            grids.remove(0);
        }
        grids.add(grid);
        return grid;
    }

    private List<KPartition> choose(Subject subject) {
        Convolution whole = subject.whole();
        int nx = subject.grid().nx();
        int ny = subject.grid().ny();
        double scale = subject.grid().pixelScale();
        double cap = whole.maxK(accuracy.maxKThreshold());
        if (cap == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a point source without PSF and pixel cannot be drawn");
        }
        double[] integral = new double[BOUND_POINTS];
        double maxK = cutOff(whole, cap, integral);
        double peak = integral[BOUND_POINTS - 1] * whole.roundness() / (2 * Math.PI);
        double brightness = 0.25 * accuracy.folding() * peak;
        double half = 0.5 * (Math.max(nx, ny) - 1) + Math.max(Math.abs(subject.offsetX()), Math.abs(subject.offsetY()));
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
        KPartition one = new KPartition(size, maxK, square, 0, Double.POSITIVE_INFINITY, 0, 0, nx, ny);
        return KPartitions.of(subject, accuracy, one, brightness);
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
}
