package org.shearnet.galaxysim.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final RenderAccuracy accuracy;
    private final Map<Integer, Fft> transforms = new HashMap<>();
    private double[][] re = new double[0][];
    private double[][] im = new double[0][];
    private double[][] workRe = new double[0][];
    private double[][] workIm = new double[0][];
    private double[] rowRe = new double[0];
    private double[] rowIm = new double[0];
    private final List<PsfGrid> grids = new ArrayList<>();
    private LightProfile lastPsf;
    private boolean held;
    private int heldSize;
    private double heldMaxK;
    private boolean heldSquare;

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
            chooseGrid(whole, nx, ny, scale, offsetX, offsetY);
        }
        double step = 2 * Math.PI / (heldSize * scale);
        PsfGrid shared = psf == null ? null : shared(psf, pixel, scale, step, (int) Math.ceil(heldMaxK / step));
        Spectrum spectrum = Spectrum.of(shared == null ? whole : galaxy);
        spectrum.shift((0.5 * (nx - 1) + offsetX) * scale, (0.5 * (ny - 1) + offsetY) * scale);
        int columns = fill(spectrum, shared, heldSize, step, heldMaxK);
        invert(heldSize, columns, nx, ny, out);
    }

    /** The tabulated transform of a PSF that is drawn with again and again, or null. */
    private PsfGrid shared(LightProfile psf, PixelResponse pixel, double scale, double step, int reach) {
        boolean again = psf == lastPsf;
        lastPsf = psf;
        if (!again || reach > LARGEST_SHARED) {
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

    private void chooseGrid(Convolution whole, int nx, int ny, double scale, double offsetX, double offsetY) {
        double cap = whole.maxK(accuracy.maxKThreshold());
        if (cap == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a point source without PSF and pixel cannot be drawn");
        }
        double[] integral = new double[BOUND_POINTS];
        heldMaxK = cutOff(whole, cap, integral);
        heldSquare = heldMaxK == cap;
        double peak = integral[BOUND_POINTS - 1] * roundness(whole) / (2 * Math.PI);
        double half = 0.5 * (Math.max(nx, ny) - 1) + Math.max(Math.abs(offsetX), Math.abs(offsetY));
        double period = whole.extent(0.25 * accuracy.folding() * peak) / scale + half;
        heldSize = size(Math.max(period, Math.max(nx, ny)));
    }

    private int size(double period) {
        if (!(period <= accuracy.maximumFftSize())) {
            throw new FftLimitException(String.format(
                    "drawing needs a Fourier transform of %.0f points a side, more than the limit of %d: the object is too large"
                            + " for its pixels",
                    period, accuracy.maximumFftSize()));
        }
        return Fft.goodSize((int) Math.ceil(period));
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
        k = cap;
        for (int i = BOUND_POINTS - 1; i > 0 && integral[i - 1] > target; i--) {
            k /= ratio;
        }
        return Math.min(cap, k);
    }

    /** Smallest minor over major axis among the parts: the bound above overestimates the peak by no more than its inverse. */
    private static double roundness(Convolution whole) {
        double q = 1;
        for (LightProfile part : whole.items()) {
            if (part instanceof Transform t) {
                q = Math.min(q, t.minor() / t.major());
            }
        }
        return q;
    }

    /** Up to a multiple of eight: whole vectors, no remainder. */
    private static int padded(int width) {
        return width + 7 & ~7;
    }

    private void reserve(int n, int columns) {
        int width = padded(columns);
        if (re.length < n || re[0].length < width) {
            int rows = Math.max(n, re.length);
            int wide = Math.max(width, re.length == 0 ? 0 : re[0].length);
            re = new double[rows][wide];
            im = new double[rows][wide];
            workRe = new double[rows][wide];
            workIm = new double[rows][wide];
        }
    }

    /** Evaluates the half plane and wraps it; returns the number of columns that are not zero. */
    private int fill(Spectrum spectrum, PsfGrid shared, int n, double step, double maxK) {
        int half = n / 2;
        int reach = (int) Math.ceil(maxK / step);
        boolean wraps = reach >= half;
        int columns = wraps ? half + 1 : reach + 1;
        reserve(n, half + 1);
        if (rowRe.length < reach + 1) {
            rowRe = new double[reach + 1];
            rowIm = new double[reach + 1];
        }
        spectrum.prepare(step, reach + 1, reach);
        for (int row = 0; row < n; row++) {
            Arrays.fill(re[row], 0, padded(columns), 0);
            Arrays.fill(im[row], 0, padded(columns), 0);
        }
        for (int row = -reach; row <= reach; row++) {
            double rest = Math.sqrt(Math.max(0, maxK * maxK - row * step * row * step));
            int count = heldSquare ? reach + 1 : Math.min(reach, (int) (rest / step) + 1) + 1;
            double[] factor = shared == null ? null : shared.row(row);
            int target = Math.floorMod(row, n);
            if (!wraps) {
                if (!spectrum.row(row, count, re[target], im[target], factor)) {
                    Arrays.fill(im[target], 0, count, 0);
                }
                continue;
            }
            if (!spectrum.row(row, count, rowRe, rowIm, factor)) {
                Arrays.fill(rowIm, 0, count, 0);
            }
            wrap(target, count, n);
        }
        return columns;
    }

    /** Adds a row of the half plane to the grid, and the mirror image of what lies beyond it. */
    private void wrap(int target, int count, int n) {
        int half = n / 2;
        int mirror = (n - target) % n;
        double[] tr = re[target];
        double[] ti = im[target];
        int direct = Math.min(count, half + 1);
        for (int i = 0; i < direct; i++) {
            tr[i] += rowRe[i];
            ti[i] += rowIm[i];
        }
        for (int i = half; i < count; i++) {
            int column = i % n;
            if (column <= half && i > half) {
                tr[column] += rowRe[i];
                ti[column] += rowIm[i];
            }
            if (column >= half || column == 0) {
                re[mirror][(n - column) % n] += rowRe[i];
                im[mirror][(n - column) % n] -= rowIm[i];
            }
        }
    }

    /** Inverse transform of the half plane, of which the first ny rows and nx columns are wanted. */
    private void invert(int n, int columns, int nx, int ny, double[] out) {
        Fft fft = transforms.computeIfAbsent(n, Fft::new);
        fft.transform(re, im, workRe, workIm, padded(columns));
        boolean odd = (fft.passes() & 1) == 1;
        double[][] gr = odd ? workRe : re;
        double[][] gi = odd ? workIm : im;
        double[][] zr = odd ? re : workRe;
        double[][] zi = odd ? im : workIm;
        int pairs = (ny + 1) / 2;
        // Two real rows a, b as one complex row a + i b.
        int half = n / 2;
        for (int pair = 0; pair < pairs; pair++) {
            double[] ar = gr[2 * pair];
            double[] ai = gi[2 * pair];
            double[] br = gr[Math.min(2 * pair + 1, n - 1)];
            double[] bi = gi[Math.min(2 * pair + 1, n - 1)];
            zr[0][pair] = ar[0];
            zi[0][pair] = br[0];
            for (int k = 1; k < columns; k++) {
                if (k == half) {
                    zr[k][pair] = ar[k];
                    zi[k][pair] = br[k];
                } else {
                    zr[k][pair] = ar[k] - bi[k];
                    zi[k][pair] = ai[k] + br[k];
                    zr[n - k][pair] = ar[k] + bi[k];
                    zi[n - k][pair] = br[k] - ai[k];
                }
            }
        }
        for (int k = columns; k <= n - columns; k++) {
            Arrays.fill(zr[k], 0, pairs, 0);
            Arrays.fill(zi[k], 0, pairs, 0);
        }
        double[][] sr = odd ? workRe : re;
        double[][] si = odd ? workIm : im;
        for (int k = 0; k < n; k++) {
            Arrays.fill(zr[k], pairs, padded(pairs), 0);
            Arrays.fill(zi[k], pairs, padded(pairs), 0);
        }
        fft.transform(zr, zi, sr, si, padded(pairs));
        double[][] xr = odd ? sr : zr;
        double[][] xi = odd ? si : zi;
        double norm = 1.0 / ((double) n * n);
        for (int x = 0; x < nx; x++) {
            double[] even = xr[x];
            double[] uneven = xi[x];
            for (int pair = 0; pair < pairs; pair++) {
                out[2 * pair * nx + x] = norm * even[pair];
                if (2 * pair + 1 < ny) {
                    out[(2 * pair + 1) * nx + x] = norm * uneven[pair];
                }
            }
        }
    }
}
