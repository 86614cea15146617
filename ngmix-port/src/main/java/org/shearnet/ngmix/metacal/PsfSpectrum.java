package org.shearnet.ngmix.metacal;

import org.shearnet.ngmix.moments.MatchedGaussian;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/**
 * The transform of a PSF's image with what metacalibration derives from it: how far out in k it can be divided by, and
 * the size of a Gaussian to convolve with.
 *
 * <p>The image is taken for samples of a function interpolated by Lanczos' kernel of order 15; its transform is cut in k
 * where five rings in a row stay below 1e-3 of the flux. Both are GalSim's defaults, so that images agree with NGMix's.
 */
final class PsfSpectrum {
    private static final double MAXK_THRESHOLD = 1e-3;
    private static final int RINGS_BELOW = 5;
    private static final double FOLDING_THRESHOLD = 5e-3;
    private static final double INTERPOLANT_RANGE = 15;
    private static final double ADAPTIVE_TOLERANCE = 1e-7;
    private static final int ADAPTIVE_ROUNDS = 200;

    private final Observation psf;
    private final KImage image;
    private final double flux;
    private final double maxK;
    private final double stepK;

    /** @param image holds the PSF's transform already */
    PsfSpectrum(Observation psf, KImage image) {
        this.psf = psf;
        this.image = image;
        double sum = 0;
        for (double d : psf.image()) {
            sum += d;
        }
        flux = sum;
        double[] scale = ShearedGrid.singularValues(ShearedGrid.world(psf.jacobian()));
        maxK = ringBelow() * 2 * Math.PI / image.size() / scale[0];
        stepK = Math.PI / (scale[1] * Math.hypot(enclosingRadius() + 0.5, INTERPOLANT_RANGE));
    }

    /** The transform in the layout that a sampler reads: this one, or the same image transformed again. */
    KImage imageFor(KSampler sampler) {
        if (sampler.deal() == image.deal()) {
            return image;
        }
        KImage dealt = new KImage(image.size(), sampler.deal());
        KImage.load(psf.image(), dealt, null, null, psf.ny(), psf.nx(), new KImage.Workspace(image.size()));
        return dealt;
    }

    Observation psf() {
        return psf;
    }

    KImage image() {
        return image;
    }

    double flux() {
        return flux;
    }

    /** Largest k divided by (1/arcsec). */
    double maxK() {
        return maxK;
    }

    private int ringBelow() {
        int half = image.size() / 2;
        double limit = MAXK_THRESHOLD * MAXK_THRESHOLD * flux * flux;
        int last = 0;
        for (int ring = 1; ring <= half; ring++) {
            if (anyAbove(ring, limit)) {
                last = ring;
            } else if (ring - last >= RINGS_BELOW) {
                break;
            }
        }
        return last + 1;
    }

    private boolean anyAbove(int ring, double limit) {
        for (int k = -ring; k <= ring; k++) {
            boolean above = power(ring, k) > limit || k >= 0 && (power(k, ring) > limit || power(k, -ring) > limit);
            if (above) {
                return true;
            }
        }
        return false;
    }

    private double power(int kx, int ky) {
        int c = kx + KImage.PAD;
        int at = image.row(ky) * image.width() + c / image.deal();
        double re = image.re(c % image.deal())[at];
        double im = image.im(c % image.deal())[at];
        return re * re + im * im;
    }

    /** Half side (pixels) of the square about the middle pixel that holds all but half a per cent of the flux. */
    private int enclosingRadius() {
        int ny = psf.ny();
        int nx = psf.nx();
        int cy = ny / 2;
        int cx = nx / 2;
        double sum = 0;
        int last = Math.max(Math.max(cy, ny - 1 - cy), Math.max(cx, nx - 1 - cx));
        for (int r = 0; r <= last; r++) {
            for (int y = Math.max(0, cy - r); y <= Math.min(ny - 1, cy + r); y++) {
                boolean edge = Math.abs(y - cy) == r;
                for (int x = Math.max(0, cx - r); x <= Math.min(nx - 1, cx + r); x++) {
                    if (edge || Math.abs(x - cx) == r) {
                        sum += psf.image()[y * nx + x];
                    }
                }
            }
            if (sum > (1 - FOLDING_THRESHOLD) * flux) {
                return r;
            }
        }
        return last;
    }

    /**
     * Size of the target before its dilation.
     *
     * @return sigma (arcsec); NaN where the PSF gives none, or the target is no Gaussian
     */
    double targetSigma(TargetPsf target) {
        if (target instanceof TargetPsf.Analytic a) {
            return a.sigma();
        }
        if (target instanceof TargetPsf.FitGauss) {
            return fittedSigma();
        }
        if (target instanceof TargetPsf.Gauss) {
            return coveredSigma();
        }
        return target instanceof TargetPsf.AzimuthalGauss ? azimuthalSigma() : Double.NaN;
    }

    private double fittedSigma() {
        MatchedGaussian m = new MatchedGaussian();
        double t0 = 8 * psf.jacobian().area();
        if (!m.find(psf, t0, ADAPTIVE_TOLERANCE, ADAPTIVE_ROUNDS)) {
            return Double.NaN;
        }
        double t = m.vv() + m.uu();
        double e = Math.hypot(m.uu() - m.vv(), 2 * m.vu()) / t;
        double dilation = Math.min(1.1, 1 + 2 * (Math.sqrt(1 + e) - 1));
        return Math.sqrt(0.5 * t * dilation);
    }

    /** Real part of the transform at a sky frequency (1/arcsec). */
    private double real(double[] toPixel, double ku, double kv) {
        double kx = toPixel[0] * ku + toPixel[1] * kv;
        double ky = toPixel[2] * ku + toPixel[3] * kv;
        if (!(Math.abs(kx) <= Math.PI * 1.02 && Math.abs(ky) <= Math.PI * 1.02)) {
            return 0;
        }
        // about the PSF's own centre, wherever in its image that lies
        double phase = kx * (jacobian().col0() - (psf.nx() - 1) / 2.0)
                + ky * (jacobian().row0() - (psf.ny() - 1) / 2.0);
        double[] f = image.at(kx, ky);
        double atCentre = f[0] * Math.cos(phase) - f[1] * Math.sin(phase);
        return atCentre * Lanczos15.at(kx) * Lanczos15.at(ky);
    }

    private double coveredSigma() {
        double[] toPixel = ShearedGrid.transpose(ShearedGrid.world(psf.jacobian()));
        double dk = stepK / 4;
        double least = Double.POSITIVE_INFINITY;
        int shells = (int) Math.ceil(maxK / dk) + 1;
        for (int shell = 0; shell <= shells && least > (double) shell * shell; shell++) {
            for (int i = -shell; i <= shell + 1; i++) {
                for (int j = -shell; j <= shell + 1; j++) {
                    double square = label(i, j);
                    boolean inShell = square >= (double) shell * shell && square < (shell + 1.0) * (shell + 1.0);
                    if (inShell && square < least && real(toPixel, i * dk, j * dk) < 0.01 * flux) {
                        least = square;
                    }
                }
            }
        }
        return Math.sqrt(-2 * Math.log(3e-3) / (least * dk * dk));
    }

    /** Squared distance of a grid point of k from the middle, as NGMix counts it: from half a step off. */
    private static double label(int i, int j) {
        return (i - 0.5) * (i - 0.5) + (j - 0.5) * (j - 0.5);
    }

    private double azimuthalSigma() {
        double[] toPixel = ShearedGrid.transpose(ShearedGrid.world(psf.jacobian()));
        double dk = stepK / 4;
        double limit = 3e-2 * flux;
        double before = flux;
        int shells = (int) Math.ceil(maxK / dk) + 1;
        for (int shell = 1; shell <= shells; shell++) {
            double sum = 0;
            int count = 0;
            for (int i = -shell; i <= shell + 1; i++) {
                for (int j = -shell; j <= shell + 1; j++) {
                    if (Math.round(Math.sqrt(label(i, j))) == shell) {
                        sum += real(toPixel, i * dk, j * dk);
                        count++;
                    }
                }
            }
            double mean = sum / count;
            if (mean < limit) {
                double low = Math.log(Math.max(mean, 1e-6 * flux));
                double part = (Math.log(before) - Math.log(limit)) / (Math.log(before) - low);
                double crossing = (shell - 1 + part) * dk;
                return Math.sqrt(-2 * Math.log(9e-3)) / crossing;
            }
            before = mean;
        }
        return Double.NaN;
    }

    /** Jacobian of the PSF's image. */
    Jacobian jacobian() {
        return psf.jacobian();
    }
}
