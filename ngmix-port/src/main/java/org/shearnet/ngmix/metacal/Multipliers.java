package org.shearnet.ngmix.metacal;

/**
 * What the transform of an image is multiplied by for each metacalibration type: the target PSF over the PSF, at the
 * sheared place, with the phases that put images on their true centres.
 *
 * <p>Arrays are [type][n (n/2 + 1)]; row ky at (ky mod n). The noise image goes through the same operation turned by 90
 * degrees and back, which in k space is a turn of the multiplier and of the shear.
 *
 * <p>Longer than other classes: its passes over k share buffers.
 */
final class Multipliers {
    /** GalSim divides by no less than this fraction of the PSF's flux. */
    private static final double LEAST_DIVISOR = 1e-5;
    /** Points that matter less than this, relative to the largest multiplier, are left out. */
    private static final double NEGLIGIBLE = 1e-8;

    private static final double[] UNIT = {1, 0, 0, 1};

    private final int n;
    private final int lanes;
    private final PsfSpectrum psf;
    private final KImage psfImage;
    private final double[] toSky;
    private final double sigma;
    /** Flux of the target. */
    private final double targetFlux;

    private final MetacalOptions options;
    final double[][] re;
    final double[][] im;
    final double[][] noiseRe;
    final double[][] noiseIm;
    /** Where the image is read for each type. */
    final double[][] matrix;
    /** Where the noise is read for each type. */
    final double[][] noiseMatrix;
    /** Points that matter in each row, by ky + n/2. */
    final int[] end;

    /** Points of each row that may be within maxK for any shear. */
    private final int[] reach;

    private final double[] p0;
    private final double[] p1;

    /**
     * @param n size of the grid in k
     * @param world pixels to sky of the galaxy's image
     * @param offset true centre of the galaxy's image less its middle pixel, (x, y)
     */
    Multipliers(
            int n, double[] world, double[] offset, PsfSpectrum psf, double sigma, MetacalOptions options, KSampler s) {
        this(n, world, psf, sigma, options, s);
        double[] toPixel = ShearedGrid.transpose(world);
        double[] toPsfPixel = ShearedGrid.transpose(ShearedGrid.world(psf.jacobian()));
        double[] gauss = Double.isNaN(sigma) ? null : gaussian();
        for (int t = 0; t < re.length; t++) {
            double[] inSky = ShearedGrid.multiply(galaxyShear(t), toSky);
            matrix[t] = ShearedGrid.multiply(toPixel, inSky);
            noiseMatrix[t] = ShearedGrid.turned(matrix[t]);
            divide(t, inSky, ShearedGrid.multiply(toPsfPixel, inSky), s);
            if (gauss == null) {
                timesDilated(t, toPsfPixel, s);
            } else {
                for (int i = 0; i < gauss.length; i++) {
                    re[t][i] *= gauss[i];
                    im[t][i] *= gauss[i];
                }
            }
        }
        findEnds();
        for (int t = 0; t < re.length; t++) {
            if (options.fixNoise()) {
                turn(t);
                shift(noiseRe[t], noiseIm[t], noiseMatrix[t], offset);
            }
            shift(re[t], im[t], matrix[t], offset);
        }
    }

    /** The dilated target alone, for drawing it: {@link #re} and {@link #im} of each type. */
    static Multipliers dilatedTarget(int n, PsfSpectrum psf, MetacalOptions options, KSampler s) {
        double[] world = ShearedGrid.world(psf.jacobian());
        Multipliers m = new Multipliers(n, world, psf, Double.NaN, options, s);
        double[] offset = centre(psf);
        for (int t = 0; t < m.re.length; t++) {
            java.util.Arrays.fill(m.reach, m.lanes);
            java.util.Arrays.fill(m.re[t], 1);
            m.timesDilated(t, ShearedGrid.transpose(world), s);
            m.phase(m.re[t], m.im[t], -offset[0], -offset[1]);
        }
        return m;
    }

    private Multipliers(
            int n, double[] world, PsfSpectrum psf, double sigma, MetacalOptions options, KSampler sampler) {
        this.n = n;
        this.psf = psf;
        psfImage = psf.imageFor(sampler);
        this.options = options;
        lanes = n / 2 + 1;
        toSky = ShearedGrid.inverse(ShearedGrid.transpose(world));
        this.sigma = sigma * (1 + 2 * options.step());
        targetFlux =
                options.target() instanceof TargetPsf.Analytic a && !Double.isNaN(a.flux()) ? a.flux() : psf.flux();
        int count = options.types().size();
        re = new double[count][n * lanes];
        im = new double[count][n * lanes];
        noiseRe = new double[count][];
        noiseIm = new double[count][];
        matrix = new double[count][];
        noiseMatrix = new double[count][];
        end = new int[n];
        reach = reach();
        p0 = new double[n * lanes];
        p1 = new double[n * lanes];
    }

    private double[] galaxyShear(int t) {
        MetacalType type = options.types().get(t);
        return type.shearsPsf() ? UNIT : ShearedGrid.shear(type.g1(options.step()), type.g2(options.step()));
    }

    private double[] targetShear(int t) {
        MetacalType type = options.types().get(t);
        return type.shearsPsf() ? ShearedGrid.shear(type.g1(options.step()), type.g2(options.step())) : UNIT;
    }

    double sigma() {
        return sigma;
    }

    /** Frequencies of the grid to those of the sky, {xx, xy, yx, yy}. */
    double[] toSky() {
        return toSky;
    }

    double targetFlux() {
        return targetFlux;
    }

    private double step() {
        return 2 * Math.PI / n;
    }

    private int[] reach() {
        double most = psf.maxK() * (1 + 2 * options.step());
        int[] out = new int[n];
        for (int row = 0; row < n; row++) {
            double ky = (row - n / 2) * step();
            for (int i = lanes; i > 0 && out[row] == 0; i--) {
                double kx = (i - 1) * step();
                double u = toSky[0] * kx + toSky[1] * ky;
                double v = toSky[2] * kx + toSky[3] * ky;
                out[row] = u * u + v * v <= most * most ? i : 0;
            }
        }
        return out;
    }

    private double[] gaussian() {
        double[] out = new double[n * lanes];
        double a = -0.5 * sigma * sigma;
        for (int row = 0; row < n; row++) {
            double ky = (row - n / 2) * step();
            int at = Math.floorMod(row - n / 2, n) * lanes;
            for (int i = 0; i < lanes; i++) {
                double kx = i * step();
                double u = toSky[0] * kx + toSky[1] * ky;
                double v = toSky[2] * kx + toSky[3] * ky;
                out[at + i] = targetFlux * Math.exp(a * (u * u + v * v));
            }
        }
        return out;
    }

    private void samplePsf(double[] psfMatrix, KSampler s) {
        s.sample(new KImage[] {psfImage}, psfMatrix, reach, new double[][] {p0, p1});
        double[] offset = centre(psf);
        // the phase of the PSF's own centre, at the place that is read
        phase(
                p0,
                p1,
                psfMatrix[0] * offset[0] + psfMatrix[2] * offset[1],
                psfMatrix[1] * offset[0] + psfMatrix[3] * offset[1]);
    }

    /** Where the PSF's centre lies, its Jacobian's origin, less the middle pixel, (x, y). */
    private static double[] centre(PsfSpectrum psf) {
        return new double[] {
            psf.jacobian().col0() - psf.image().nx() / 2,
            psf.jacobian().row0() - psf.image().ny() / 2
        };
    }

    private void divide(int t, double[] inSky, double[] psfMatrix, KSampler s) {
        samplePsf(psfMatrix, s);
        double least = LEAST_DIVISOR * psf.flux();
        double maxSquare = psf.maxK() * psf.maxK();
        for (int row = 0; row < n; row++) {
            double ky = (row - n / 2) * step();
            int at = Math.floorMod(row - n / 2, n) * lanes;
            for (int i = 0; i < reach[row]; i++) {
                double kx = i * step();
                double u = inSky[0] * kx + inSky[1] * ky;
                double v = inSky[2] * kx + inSky[3] * ky;
                double pr = p0[at + i];
                double pi = p1[at + i];
                double power = pr * pr + pi * pi;
                if (u * u + v * v > maxSquare) {
                    re[t][at + i] = 0;
                    im[t][at + i] = 0;
                } else if (power < 16 * least * least && small(power, psfMatrix, kx, ky, least)) {
                    re[t][at + i] = lanczos(psfMatrix, kx, ky) / least;
                    im[t][at + i] = 0;
                } else {
                    re[t][at + i] = pr / power;
                    im[t][at + i] = -pi / power;
                }
            }
        }
    }

    private static boolean small(double power, double[] m, double kx, double ky, double least) {
        double l = lanczos(m, kx, ky);
        return power * l * l < least * least;
    }

    private static double lanczos(double[] m, double kx, double ky) {
        return Lanczos15.at(m[0] * kx + m[1] * ky) * Lanczos15.at(m[2] * kx + m[3] * ky);
    }

    private void timesDilated(int t, double[] toPsfPixel, KSampler s) {
        double dilation = 1 + 2 * options.step();
        double[] stretch = {dilation, 0, 0, dilation};
        double[] at0 = ShearedGrid.multiply(stretch, ShearedGrid.multiply(targetShear(t), toSky));
        double[] psfMatrix = ShearedGrid.multiply(toPsfPixel, at0);
        samplePsf(psfMatrix, s);
        for (int row = 0; row < n; row++) {
            double ky = (row - n / 2) * step();
            int at = Math.floorMod(row - n / 2, n) * lanes;
            for (int i = 0; i < reach[row]; i++) {
                double kx = i * step();
                double x = psfMatrix[0] * kx + psfMatrix[1] * ky;
                double y = psfMatrix[2] * kx + psfMatrix[3] * ky;
                double f = Lanczos15.at(x) * Lanczos15.at(y) * pixel(kx, ky) / pixel(x, y);
                double tr = f * p0[at + i];
                double ti = f * p1[at + i];
                double mr = re[t][at + i];
                double mi = im[t][at + i];
                re[t][at + i] = mr * tr - mi * ti;
                im[t][at + i] = mr * ti + mi * tr;
            }
        }
    }

    private static double pixel(double kx, double ky) {
        return Lanczos15.sinc(kx / (2 * Math.PI)) * Lanczos15.sinc(ky / (2 * Math.PI));
    }

    private void findEnds() {
        double largest = 0;
        for (int t = 0; t < re.length; t++) {
            for (int i = 0; i < re[t].length; i++) {
                largest = Math.max(largest, re[t][i] * re[t][i] + im[t][i] * im[t][i]);
            }
        }
        double limit = NEGLIGIBLE * NEGLIGIBLE * largest;
        for (int row = 0; row < n; row++) {
            int ky = row - n / 2;
            for (int t = 0; t < re.length; t++) {
                for (int i = lanes - 1; i >= end[row]; i--) {
                    int at = Math.floorMod(ky, n) * lanes + i;
                    int turned = turnedIndex(i, ky);
                    boolean matters = power(t, at) > limit || options.fixNoise() && power(t, turned) > limit;
                    if (matters) {
                        end[row] = i + 1;
                    }
                }
            }
        }
    }

    private double power(int t, int at) {
        return re[t][at] * re[t][at] + im[t][at] * im[t][at];
    }

    /** Index of (ky, -kx), or of its mirror image where ky is negative. */
    private int turnedIndex(int kx, int ky) {
        return ky >= 0 ? Math.floorMod(-kx, n) * lanes + ky : Math.floorMod(kx, n) * lanes - ky;
    }

    private void turn(int t) {
        noiseRe[t] = new double[n * lanes];
        noiseIm[t] = new double[n * lanes];
        for (int row = 0; row < n; row++) {
            int ky = row - n / 2;
            int at = Math.floorMod(ky, n) * lanes;
            for (int kx = 0; kx < end[row]; kx++) {
                int from = turnedIndex(kx, ky);
                noiseRe[t][at + kx] = re[t][from];
                noiseIm[t][at + kx] = ky >= 0 ? im[t][from] : -im[t][from];
            }
        }
    }

    /** Phase (B k - k).offset: read about the true centre, written about the middle pixel. */
    private void shift(double[] r, double[] i, double[] b, double[] offset) {
        phase(r, i, b[0] * offset[0] + b[2] * offset[1] - offset[0], b[1] * offset[0] + b[3] * offset[1] - offset[1]);
    }

    private void phase(double[] r, double[] i, double perX, double perY) {
        if (perX == 0 && perY == 0) {
            return;
        }
        double[] cos = new double[lanes];
        double[] sin = new double[lanes];
        for (int kx = 0; kx < lanes; kx++) {
            cos[kx] = Math.cos(perX * kx * step());
            sin[kx] = Math.sin(perX * kx * step());
        }
        for (int row = 0; row < n; row++) {
            int ky = row - n / 2;
            int at = Math.floorMod(ky, n) * lanes;
            double c0 = Math.cos(perY * ky * step());
            double s0 = Math.sin(perY * ky * step());
            for (int kx = 0; kx < lanes; kx++) {
                double c = c0 * cos[kx] - s0 * sin[kx];
                double s = s0 * cos[kx] + c0 * sin[kx];
                double a = r[at + kx];
                double b = i[at + kx];
                r[at + kx] = a * c - b * s;
                i[at + kx] = a * s + b * c;
            }
        }
    }
}
