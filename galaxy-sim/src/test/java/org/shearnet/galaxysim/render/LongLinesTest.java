package org.shearnet.galaxysim.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;

/** Highly elongated galaxies far longer than the stamp, whose images are known in closed form. */
class LongLinesTest {

    private static final double SCALE = 0.141;
    private static final double PSF_SIGMA = 0.25;

    /** A Gaussian galaxy under a Gaussian PSF is a Gaussian; the worst difference from it, over its peak. */
    private static double worst(double sigma, double g1, double g2, int nx, int ny) {
        Renderer renderer = new Renderer();
        LightProfile galaxy = new Gaussian(sigma, 3).shear(g1, g2).shift(0.31, -0.17);
        LightProfile psf = new Gaussian(PSF_SIGMA, 1);
        assertThat(renderer.plan(galaxy, psf, new StampGrid(nx, ny, SCALE, PixelResponse.CONVOLVE))
                        .partitions()
                        .get(0)
                        .size())
                .isGreaterThanOrEqualTo(1024);
        double[] image = new double[nx * ny];
        renderer.draw(galaxy, psf, new StampGrid(nx, ny, SCALE, PixelResponse.INCLUDED), image);
        // covariance of the sheared galaxy: sigma^2 A A^T, A = [[1 + g1, g2], [g2, 1 - g1]] / sqrt(1 - g^2)
        double norm = sigma * sigma / (1 - g1 * g1 - g2 * g2);
        double xx = norm * ((1 + g1) * (1 + g1) + g2 * g2) + PSF_SIGMA * PSF_SIGMA;
        double yy = norm * ((1 - g1) * (1 - g1) + g2 * g2) + PSF_SIGMA * PSF_SIGMA;
        double xy = norm * 2 * g2;
        double determinant = xx * yy - xy * xy;
        double peak = 3 * SCALE * SCALE / (2 * Math.PI * Math.sqrt(determinant));
        double worst = 0;
        for (int y = 0; y < ny; y++) {
            for (int x = 0; x < nx; x++) {
                double dx = (x - 0.5 * (nx - 1)) * SCALE - 0.31;
                double dy = (y - 0.5 * (ny - 1)) * SCALE + 0.17;
                double chi2 = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / determinant;
                worst = Math.max(worst, Math.abs(image[y * nx + x] - peak * Math.exp(-0.5 * chi2)) / peak);
            }
        }
        return worst;
    }

    @Test
    void aHighlyElongatedGalaxyAlongEveryDirectionIsTheGaussianItIs() {
        assertThat(worst(3, 0.97, 0, 53, 53)).isLessThan(1e-4);
        assertThat(worst(3, -0.6, 0.77, 53, 53)).isLessThan(1e-4);
        assertThat(worst(4, 0.3, -0.93, 41, 64)).isLessThan(1e-4);
    }

    @Test
    void aRoundGalaxyOfAThousandPixelsToo() {
        assertThat(worst(25, 0, 0, 53, 48)).isLessThan(1e-4);
    }
}
