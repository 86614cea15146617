package org.shearnet.galaxysim.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Interpolant;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.SampledProfile;

/** A PSF that is drawn with again and again is tabulated: the images stay the same. */
class RepeatedPsfTest {

    /** Over the peak; measured 4.3e-16. */
    private static final double ROUNDING = 1e-13;

    private static final int SIDE = 25;

    /** A PSF without any symmetry, as a coma gives: its transform is complex. */
    private static LightProfile lopsided() {
        double[] image = new double[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double u = x - 11;
                double v = y - 12.5;
                image[y * SIDE + x] = Math.exp(-0.06 * (u * u + v * v)) * (1 + 0.2 * Math.sin(0.5 * u + 0.2 * v));
            }
        }
        return new SampledProfile(image, SIDE, SIDE, 0.1, Interpolant.QUINTIC).withFlux(1);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.5", "0.2, 0.02", "1, 0.5", "0.02, 0.3"})
    void imagesOfARepeatedPsfAreThoseOfTheFirst(double pixel, double radius) {
        LightProfile psf = lopsided().shear(0.05, 0.02);
        LightProfile galaxy = new Exponential(radius, 3).shear(0.2, -0.1).shift(0.3 * pixel, -0.4 * pixel);
        StampGrid grid = StampGrid.square(31, pixel);
        for (RenderAccuracy accuracy : new RenderAccuracy[] {RenderAccuracy.DEFAULT, RenderAccuracy.HIGH}) {
            Renderer renderer = new Renderer(accuracy);
            double[] first = new double[grid.size()];
            double[] second = new double[grid.size()];
            renderer.draw(galaxy, psf, grid, first);
            renderer.draw(galaxy, psf, grid, second);
            double peak = 0;
            double largest = 0;
            for (int i = 0; i < first.length; i++) {
                peak = Math.max(peak, first[i]);
                largest = Math.max(largest, Math.abs(second[i] - first[i]));
            }
            assertThat(largest).isLessThan(ROUNDING * peak);
        }
    }
}
