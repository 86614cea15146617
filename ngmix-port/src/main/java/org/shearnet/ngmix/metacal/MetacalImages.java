package org.shearnet.ngmix.metacal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * Makes the images of metacalibration: deconvolve the PSF, shear, convolve with a target PSF.
 *
 * <p>Reference: E. Sheldon and E. Huff (2017), ApJ 841, 24, arXiv:1702.02601; fixed noise: section 4 there. In k space
 * the image of type t is I(B_t k) T(k)/P(B_t k), read off one transform of the padded stamp by quintic interpolation;
 * all that depends on the PSF alone is kept for the stamps that share it (the same {@link Observation} object). Holds
 * buffers: one object a thread.
 *
 * <p>Longer than other classes: its steps share buffers from the first transform to the last.
 */
public final class MetacalImages {
    private static final int LEAST_GRID = 128;
    private static final int INTERPOLANT_RANGE = 15;
    /** Side that a smaller stamp counts as (pixels): interpolation reaches beyond the transform of fewer. */
    private static final int SMALLEST = 8;

    private static final int PADDING = 4;

    /** Real and imaginary part of the image and of the noise at the sheared places. */
    private static final int READ = 4;

    /** Real and imaginary part of the multipliers of the image and of the noise. */
    private static final int PER_TYPE = 4;

    private final MetacalOptions options;
    private int ny;
    private int nx;
    private int n;
    private int lanes;
    private KSampler sampler;
    private KImage galaxy;
    private KImage noise;
    private KImage.Workspace workspace;
    private LaneFft inverse;
    private double[][] read;
    private double[][] outRe;
    private double[][] outIm;
    private double[] rowRe;
    private double[] rowIm;

    private Observation lastPsf;
    private Jacobian lastJacobian;
    private Multipliers multipliers;
    private List<Observation> targetImages;
    private ImageNoise unshearedNoise;

    /**
     * A maker for one thread.
     *
     * @param options all knobs
     */
    public MetacalImages(MetacalOptions options) {
        this.options = options;
    }

    /** {@return the knobs in use} */
    public MetacalOptions options() {
        return options;
    }

    /**
     * The images, in the order of the options' types, each with its PSF's image.
     *
     * @param observation an image without masked pixels, its PSF, and where noise is to be fixed a noise image
     * @return null where the PSF cannot be deconvolved
     */
    public List<Observation> make(Observation observation) {
        Observation psf = observation
                .psf()
                .orElseThrow(() -> new IllegalArgumentException("metacalibration needs the image of a PSF"));
        boolean fix = options.fixNoise();
        if (fix && observation.noise().isEmpty()) {
            throw new IllegalArgumentException("fixed noise needs a noise image");
        }
        resize(observation.ny(), observation.nx());
        if (!prepare(psf, observation.jacobian())) {
            return null;
        }
        double[] noiseImage = fix ? observation.noise().get() : null;
        KImage.load(observation.image(), galaxy, noiseImage, noise, ny, nx, workspace);
        combine(fix);
        double[] weight = fix ? halved(observation.weight()) : observation.weight();
        List<Observation> out = new ArrayList<>();
        for (int t = 0; t < options.types().size(); t++) {
            out.add(Observation.of(ny, nx, transformBack(t), weight, observation.jacobian())
                    .withPsf(targetImages.get(t)));
        }
        return out;
    }

    /**
     * {@return a noise image to fix noise with, for an observation that brings none: white noise of its weights'
     * variances}
     *
     * @param observation the image, its weights and its PSF
     * @param random the object's own stream
     */
    public static double[] whiteNoise(Observation observation, RandomStream random) {
        return FilledPixels.noise(observation, random);
    }

    /** {@return the target as a mixture, after {@link #make}; null where it is no Gaussian} */
    public GMix targetMixture() {
        double sigma = multipliers.sigma();
        return Double.isNaN(sigma) ? null : MixtureModel.GAUSS.mixture(0, 0, 0, 0, 2 * sigma * sigma, 1);
    }

    /** {@return the noise of the unsheared image, after {@link #make}; null where that was not asked for} */
    public ImageNoise unshearedNoise() {
        return unshearedNoise;
    }

    /** {@return sigma of the Gaussian target (arcsec), dilated, after {@link #make}; NaN where it is no Gaussian} */
    public double targetSigma() {
        return multipliers.sigma();
    }

    private static double[] halved(double[] weight) {
        double[] out = weight.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= 0.5;
        }
        return out;
    }

    /**
     * {@return about how much memory a maker takes for images of a size (bytes); those of a PSF count by {@code
     * psfSide}}
     *
     * @param ny rows
     * @param nx columns
     * @param psfSide side of the PSF's image (pixels)
     * @param types number of images made of each
     */
    public static long bytes(int ny, int nx, int psfSide, int types) {
        int side = Math.max(ny, nx);
        long size = paddedSize(side);
        long n = gridSize(side);
        long psfSize = paddedSize(psfSide);
        long ownWorkspace = size == psfSize ? 0 : KImage.Workspace.bytes(psfSize, psfSide);
        long grids = (READ + (PER_TYPE + 2L) * types) * n * (n / 2 + 1) + 2 * n * ny;
        return 2 * KImage.bytes(size)
                + KImage.Workspace.bytes(size, ny)
                + KImage.bytes(psfSize)
                + ownWorkspace
                + Double.BYTES * grids;
    }

    private static int paddedSize(int side) {
        return LaneFft.goodSize(PADDING * Math.max(SMALLEST, side));
    }

    private static int gridSize(int side) {
        return Math.min(paddedSize(side), LaneFft.goodSize(Math.max(LEAST_GRID, side + 2 * INTERPOLANT_RANGE)));
    }

    private void resize(int newNy, int newNx) {
        if (newNy == ny && newNx == nx) {
            return;
        }
        ny = newNy;
        nx = newNx;
        int size = paddedSize(Math.max(ny, nx));
        n = gridSize(Math.max(ny, nx));
        lanes = n / 2 + 1;
        sampler = new KSampler(n, size);
        galaxy = new KImage(size, sampler.deal());
        noise = new KImage(size, sampler.deal());
        workspace = new KImage.Workspace(size);
        inverse = new LaneFft(n);
        int types = options.types().size();
        read = new double[READ][n * lanes];
        outRe = new double[types][n * lanes];
        outIm = new double[types][n * lanes];
        rowRe = new double[n * ny];
        rowIm = new double[n * ny];
        lastPsf = null;
    }

    private boolean prepare(Observation psf, Jacobian jacobian) {
        if (psf == lastPsf && jacobian.sameScaleAs(lastJacobian)) {
            return multipliers != null;
        }
        lastPsf = psf;
        lastJacobian = jacobian;
        multipliers = null;
        if (!psf.isUsable()) {
            return false;
        }
        int size = paddedSize(Math.max(psf.ny(), psf.nx()));
        KSampler psfSampler = size == galaxy.size() ? sampler : new KSampler(n, size);
        KImage image = new KImage(size, psfSampler.deal());
        KImage.Workspace w = size == galaxy.size() ? workspace : new KImage.Workspace(size);
        KImage.load(psf.image(), image, null, null, psf.ny(), psf.nx(), w);
        PsfSpectrum spectrum = new PsfSpectrum(psf, image);
        if (!(spectrum.flux() > 0)) {
            return false;
        }
        double sigma = spectrum.targetSigma(options.target());
        if (!(options.target() instanceof TargetPsf.Dilate) && !(sigma > 0 && sigma <= Double.MAX_VALUE)) {
            return false;
        }
        double[] offset = {(nx - 1) / 2.0 - nx / 2, (ny - 1) / 2.0 - ny / 2};
        multipliers = new Multipliers(n, ShearedGrid.world(jacobian), offset, spectrum, sigma, options, psfSampler);
        targetImages = targetImages(psf, spectrum);
        int unsheared = options.types().indexOf(MetacalType.NOSHEAR);
        unshearedNoise = unsheared < 0 ? null : new ImageNoise(multipliers, n, unsheared, options.fixNoise());
        return true;
    }

    private List<Observation> targetImages(Observation psf, PsfSpectrum spectrum) {
        Jacobian j = psf.jacobian().withOrigin((psf.ny() - 1) / 2.0, (psf.nx() - 1) / 2.0);
        List<Observation> out = new ArrayList<>();
        if (!Double.isNaN(multipliers.sigma())) {
            double[] image = targetMixture().withFlux(multipliers.targetFlux()).image(psf.ny(), psf.nx(), j);
            Observation one = Observation.of(psf.ny(), psf.nx(), image, psf.weight(), j);
            for (int t = 0; t < options.types().size(); t++) {
                out.add(one);
            }
            return out;
        }
        // the dilated PSF: the same operation without a deconvolution, that is, on the image of a point
        MetacalImages point = new MetacalImages(options.withFixNoise(false));
        point.resize(psf.ny(), psf.nx());
        KSampler own = new KSampler(point.n, spectrum.image().size());
        Multipliers target = Multipliers.dilatedTarget(point.n, spectrum, options, own);
        for (int t = 0; t < options.types().size(); t++) {
            point.outRe[t] = target.re[t];
            point.outIm[t] = target.im[t];
            out.add(Observation.of(psf.ny(), psf.nx(), point.transformBack(t), psf.weight(), psf.jacobian()));
        }
        return out;
    }

    private void combine(boolean fix) {
        int types = options.types().size();
        for (int t = 0; t < types; t++) {
            Arrays.fill(outRe[t], 0);
            Arrays.fill(outIm[t], 0);
        }
        List<double[]> done = new ArrayList<>();
        for (int t = 0; t < 2 * types; t++) {
            boolean ofNoise = t >= types;
            if (ofNoise && !fix) {
                break;
            }
            double[] b = ofNoise ? multipliers.noiseMatrix[t - types] : multipliers.matrix[t];
            if (done.stream().noneMatch(d -> ShearedGrid.same(d, b))) {
                done.add(b);
                readAt(b, fix);
            }
        }
    }

    /** Reads the image, the noise or both at B k and adds them to all types that need them there. */
    private void readAt(double[] b, boolean fix) {
        boolean ofImage = false;
        boolean ofNoise = false;
        for (int t = 0; t < outRe.length; t++) {
            ofImage |= ShearedGrid.same(multipliers.matrix[t], b);
            ofNoise |= fix && ShearedGrid.same(multipliers.noiseMatrix[t], b);
        }
        if (ofImage && ofNoise) {
            sampler.sample(new KImage[] {galaxy, noise}, b, multipliers.end, read);
        } else if (ofImage) {
            sampler.sample(new KImage[] {galaxy}, b, multipliers.end, read);
        } else {
            sampler.sample(new KImage[] {noise}, b, multipliers.end, new double[][] {read[2], read[3]});
        }
        for (int t = 0; t < outRe.length; t++) {
            if (ofImage && ShearedGrid.same(multipliers.matrix[t], b)) {
                addProduct(read[0], read[1], multipliers.re[t], multipliers.im[t], outRe[t], outIm[t]);
            }
            if (fix && ShearedGrid.same(multipliers.noiseMatrix[t], b)) {
                addProduct(read[2], read[3], multipliers.noiseRe[t], multipliers.noiseIm[t], outRe[t], outIm[t]);
            }
        }
    }

    private void addProduct(double[] ar, double[] ai, double[] br, double[] bi, double[] re, double[] im) {
        for (int row = 0; row < n; row++) {
            int from = Math.floorMod(row - n / 2, n) * lanes;
            addProduct(ar, ai, br, bi, re, im, from, from + multipliers.end[row]);
        }
    }

    private static void addProduct(
            double[] ar, double[] ai, double[] br, double[] bi, double[] re, double[] im, int from, int to) {
        for (int i = from; i < to; i++) {
            re[i] += ar[i] * br[i] - ai[i] * bi[i];
            im[i] += ar[i] * bi[i] + ai[i] * br[i];
        }
    }

    private double[] transformBack(int t) {
        // over ky, with the sign of an inverse
        inverse.transform(outIm[t], outRe[t], lanes);
        double[] re = outRe[t];
        double[] im = outIm[t];
        int pairs = (ny + 1) / 2;
        double norm = 1.0 / ((double) n * n);
        for (int p = 0; p < pairs; p++) {
            int first = Math.floorMod(p - ny / 2, n) * lanes;
            boolean two = p + pairs < ny;
            int second = two ? Math.floorMod(p + pairs - ny / 2, n) * lanes : first;
            double f = two ? norm : 0;
            for (int k = 0; k < lanes; k++) {
                double ar = norm * re[first + k];
                double ai = norm * im[first + k];
                double br = f * re[second + k];
                double bi = f * im[second + k];
                boolean real = k == 0 || k == n / 2;
                rowRe[k * pairs + p] = real ? ar : ar - bi;
                rowIm[k * pairs + p] = real ? br : ai + br;
                if (!real) {
                    rowRe[(n - k) * pairs + p] = ar + bi;
                    rowIm[(n - k) * pairs + p] = br - ai;
                }
            }
        }
        inverse.transform(rowIm, rowRe, pairs);
        double[] image = new double[ny * nx];
        for (int x = 0; x < nx; x++) {
            int at = Math.floorMod(x - nx / 2, n) * pairs;
            for (int p = 0; p < pairs; p++) {
                image[p * nx + x] = rowRe[at + p];
                if (p + pairs < ny) {
                    image[(p + pairs) * nx + x] = rowIm[at + p];
                }
            }
        }
        return image;
    }
}
