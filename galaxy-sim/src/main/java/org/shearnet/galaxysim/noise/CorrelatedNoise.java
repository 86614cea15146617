package org.shearnet.galaxysim.noise;

import java.util.Map;
import org.shearnet.galaxysim.render.Fft;

/**
 * Stationary Gaussian noise of a given correlation function, as that of coadded or resampled images: white noise in Fourier
 * space times the root of the power spectrum, on a torus large enough that a stamp's edges know nothing of each other.
 */
public final class CorrelatedNoise implements Noise {

    private final int nx;
    private final int ny;
    private final Fft fft;
    private final double variance;
    private final double[] amplitude;

    /**
     * @param correlation at (dx, dy), [2 reach + 1][2 reach + 1] about the middle
     */
    private CorrelatedNoise(double[] correlation, int reach, int nx, int ny) {
        this.nx = nx;
        this.ny = ny;
        int width = 2 * reach + 1;
        variance = correlation[reach * width + reach];
        if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the variance of noise must be positive, not " + variance);
        }
        int n = Fft.goodSize(Math.max(Math.max(nx, ny) + reach, width));
        fft = new Fft(n);
        double[][] re = new double[n][n];
        double[][] im = new double[n][n];
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                re[Math.floorMod(dy, n)][Math.floorMod(dx, n)] = 0.5
                        * (correlation[(reach + dy) * width + reach + dx]
                                + correlation[(reach - dy) * width + reach - dx]);
            }
        }
        double[][] power = transform(re, im);
        amplitude = new double[n * n];
        double sum = 0;
        for (int i = 0; i < n * n; i++) {
            // Estimated spectra may dip below zero.
            double p = Math.max(0, power[i / n][i % n]);
            sum += p;
            amplitude[i] = Math.sqrt(p) / n;
        }
        double missing = Math.sqrt(variance * n * n / sum);
        for (int i = 0; i < n * n; i++) {
            amplitude[i] *= missing;
        }
    }

    private CorrelatedNoise(CorrelatedNoise other, double variance) {
        nx = other.nx;
        ny = other.ny;
        fft = other.fft;
        this.variance = variance;
        amplitude = other.amplitude.clone();
        double factor = Math.sqrt(variance / other.variance);
        for (int i = 0; i < amplitude.length; i++) {
            amplitude[i] *= factor;
        }
    }

    /**
     * {@return noise from a correlation function}
     *
     * @param correlation covariance of pixels (counts^2) at a distance from the middle, [height][width], both odd
     * @param width columns of the image given
     * @param height its rows
     * @param nx columns of the stamps it is for
     * @param ny rows
     */
    public static CorrelatedNoise ofCorrelation(double[] correlation, int width, int height, int nx, int ny) {
        if (width % 2 == 0 || height % 2 == 0 || correlation.length != width * height) {
            throw new IllegalArgumentException(
                    "a correlation function has an odd number of columns and rows, not " + width + " and " + height);
        }
        int reach = Math.max(width, height) / 2;
        double[] square = new double[(2 * reach + 1) * (2 * reach + 1)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                square[(y + reach - height / 2) * (2 * reach + 1) + x + reach - width / 2] = correlation[y * width + x];
            }
        }
        return new CorrelatedNoise(square, reach, nx, ny);
    }

    /**
     * {@return noise like an image of noise without objects: mean products of its pixels, its mean taken off}
     *
     * @param image [height][width]
     * @param width columns of the image given
     * @param height its rows
     * @param reach largest distance along an axis that pixels are correlated over
     * @param nx columns of the stamps it is for
     * @param ny rows
     */
    public static CorrelatedNoise ofImage(double[] image, int width, int height, int reach, int nx, int ny) {
        if (reach < 0 || 2 * reach >= Math.min(width, height)) {
            throw new IllegalArgumentException("an image of " + width + " x " + height
                    + " is too small for correlations over " + reach + " pixels");
        }
        double mean = 0;
        for (double value : image) {
            mean += value / image.length;
        }
        int size = 2 * reach + 1;
        double[] correlation = new double[size * size];
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                double sum = 0;
                int left = Math.max(0, -dx);
                int right = Math.min(width, width - dx);
                for (int y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
                    for (int x = left; x < right; x++) {
                        sum += (image[y * width + x] - mean) * (image[(y + dy) * width + x + dx] - mean);
                    }
                }
                correlation[(dy + reach) * size + dx + reach] =
                        sum / ((width - Math.abs(dx)) * (double) (height - Math.abs(dy)));
            }
        }
        return new CorrelatedNoise(correlation, reach, nx, ny);
    }

    /**
     * {@return the same correlations at another variance (counts^2)}
     *
     * @param wanted that variance (counts^2)
     */
    public CorrelatedNoise withVariance(double wanted) {
        if (!(wanted > 0 && wanted < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the variance of noise must be positive, not " + wanted);
        }
        return new CorrelatedNoise(this, wanted);
    }

    /** Real part of the transform in two dimensions, [y][x] to [kx][ky] and [kx][ky] to [y][x]. */
    private double[][] transform(double[][] re, double[][] im) {
        int n = fft.size();
        double[][] workRe = new double[n][n];
        double[][] workIm = new double[n][n];
        fft.transform(re, im, workRe, workIm, n, n);
        boolean odd = (fft.passes() & 1) == 1;
        double[][] gr = odd ? workRe : re;
        double[][] gi = odd ? workIm : im;
        double[][] tr = new double[n][n];
        double[][] ti = new double[n][n];
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                tr[x][y] = gr[y][x];
                ti[x][y] = gi[y][x];
            }
        }
        double[][] sr = odd ? re : workRe;
        double[][] si = odd ? im : workIm;
        fft.transform(tr, ti, sr, si, n, n);
        return odd ? sr : tr;
    }

    @Override
    public void addTo(RandomStream random, double[] image, int count) {
        if (count != nx * ny) {
            throw new IllegalArgumentException("this noise is for stamps of " + nx + " x " + ny + ", not " + count);
        }
        int n = fft.size();
        double[][] re = new double[n][n];
        double[][] im = new double[n][n];
        for (int i = 0; i < n * n; i++) {
            re[i / n][i % n] = amplitude[i] * random.nextGaussian();
            im[i / n][i % n] = amplitude[i] * random.nextGaussian();
        }
        double[][] field = transform(re, im);
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                image[y * nx + x] += field[y][x];
            }
        }
    }

    @Override
    public double variance(double expected) {
        return variance;
    }

    @Override
    public double commonSigma() {
        return Math.sqrt(variance);
    }

    @Override
    public Map<String, Object> cards() {
        return Map.of("NOISETYP", "CORRELATED");
    }
}
