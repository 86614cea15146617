package org.shearnet.train;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.shearnet.data.Change;
import org.shearnet.data.StampSource;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.net.engine.Shape;

/**
 * The June-2025 population in closed form: sheared Gaussians under a Gaussian PSF, the pixel taken as one more Gaussian
 * of its variance. Enough for tests of training, without a renderer.
 */
public class GaussianStamps implements StampSource {

    private static final double PIXEL = 0.141;
    private static final double PSF_SIGMA = 0.25;

    private final int size;

    public GaussianStamps(int size) {
        this.size = size;
    }

    @Override
    public Shape stamp() {
        return new Shape(size, size, 1);
    }

    @Override
    public Shape psf() {
        return new Shape(size, size, 1);
    }

    @Override
    public double pixelScale() {
        return PIXEL;
    }

    @Override
    public Painter painter() {
        return new Painter() {
            @Override
            public double[] truth(long galaxy) {
                return paint(galaxy, Change.NONE, null);
            }

            @Override
            public double[] paint(long galaxy, Change change, double[] image) {
                UniformRandomProvider random = random(galaxy, 0);
                ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
                double g1;
                double g2;
                do {
                    g1 = 0.26 * normal.sample();
                    g2 = 0.26 * normal.sample();
                } while (Math.hypot(g1, g2) >= 1);
                double sigma;
                do {
                    sigma = Math.abs(0.5 * normal.sample());
                } while (sigma <= PIXEL);
                double flux = 1 + 4 * random.nextDouble();
                double dx = 0.4 * random.nextDouble() - 0.2;
                double dy = 0.4 * random.nextDouble() - 0.2;
                Shear shear = new Shear(g1, g2);
                double amount = change.amount();
                switch (change.kind()) {
                    case SHEAR_1 -> shear = shear.then(new Shear(amount, 0));
                    case SHEAR_2 -> shear = shear.then(new Shear(0, amount));
                    case SHIFT_X -> dx += amount * PIXEL;
                    case SHIFT_Y -> dy += amount * PIXEL;
                    default -> {
                        // the PSF stays round here
                    }
                }
                if (image != null) {
                    draw(image, shear.g1(), shear.g2(), sigma, flux, dx, dy);
                }
                double[] truth = new double[Label.values().length];
                Arrays.fill(truth, Double.NaN);
                truth[Label.G1.ordinal()] = shear.g1();
                truth[Label.G2.ordinal()] = shear.g2();
                truth[Label.SIGMA.ordinal()] = sigma;
                truth[Label.HALF_LIGHT_RADIUS.ordinal()] = sigma * Math.sqrt(2 * Math.log(2));
                truth[Label.FLUX.ordinal()] = flux;
                return truth;
            }

            @Override
            public void paintPsf(long galaxy, Change change, double[] image) {
                draw(image, 0, 0, 0, 1, 0, 0);
            }

            @Override
            public void addNoise(long galaxy, long realisation, double noise, double[] image) {
                ZigguratSampler.NormalizedGaussian normal =
                        ZigguratSampler.NormalizedGaussian.of(random(galaxy, 1 + realisation));
                for (int p = 0; p < image.length; p++) {
                    image[p] += noise * normal.sample();
                }
            }
        };
    }

    private void draw(double[] image, double g1, double g2, double sigma, double flux, double dx, double dy) {
        double scale = sigma * sigma / (1 - g1 * g1 - g2 * g2);
        double round = PSF_SIGMA * PSF_SIGMA + PIXEL * PIXEL / 12;
        double xx = scale * ((1 + g1) * (1 + g1) + g2 * g2) + round;
        double yy = scale * ((1 - g1) * (1 - g1) + g2 * g2) + round;
        double xy = scale * 2 * g2;
        double det = xx * yy - xy * xy;
        double norm = flux * PIXEL * PIXEL / (2 * Math.PI * Math.sqrt(det));
        double centre = 0.5 * (size - 1);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double u = (x - centre) * PIXEL - dx;
                double v = (y - centre) * PIXEL - dy;
                double chi2 = (yy * u * u - 2 * xy * u * v + xx * v * v) / det;
                image[y * size + x] = norm * Math.exp(-0.5 * chi2);
            }
        }
    }

    private static UniformRandomProvider random(long galaxy, long purpose) {
        // one number is spread over the whole state; small numbers in an array of them are not
        return RandomSource.L64_X128_MIX.create(galaxy * 1_000_003 + purpose);
    }
}
