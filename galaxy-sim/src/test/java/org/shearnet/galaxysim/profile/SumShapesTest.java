package org.shearnet.galaxysim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes of several profiles on top of each other. */
class SumShapesTest {

    /** Against sums over rings; measured 5.0e-7 at most. */
    private static final double BY_RINGS = 5e-6;

    private static final double EXACT = 1e-9;

    private static final double RING = 1e-3;

    /** Flux within a radius, summed over rings, of round profiles. */
    private static double light(LightProfile p, double radius) {
        double sum = 0;
        int rings = (int) Math.round(radius / RING);
        for (int i = 0; i < rings; i++) {
            double r = (i + 0.5) * radius / rings;
            sum += 2 * Math.PI * r * p.xValue(r, 0) * radius / rings;
        }
        return sum;
    }

    @Test
    void halfOfTheLightLiesWithinTheHalfLightRadius() {
        List<LightProfile> sums = List.of(
                new Exponential(0.5, 0.7).plus(new Sersic(0.8, 1.4, 0.3)),
                new Gaussian(0.3, 4).plus(new Gaussian(0.9, 1)),
                Moffat.ofFwhm(2.5, 0.7, 0, 1).plus(Moffat.ofFwhm(3.5, 1.4, 4, 2)),
                new Sersic(0.6, 0.9, 2, 1).plus(new Exponential(0.2, 1).dilate(1.5)));
        for (LightProfile sum : sums) {
            double radius = sum.shapes().halfLightRadius();
            assertThat(light(sum, radius)).isCloseTo(0.5 * sum.flux(), within(BY_RINGS * sum.flux()));
        }
    }

    /** Sizes are those before the shear, whatever shear both items are given. */
    @Test
    void shearLeavesTheSizesOfASum() {
        LightProfile round = new Exponential(0.5, 0.7).plus(Sersic.deVaucouleurs(0.4, 0.3));
        Shapes before = round.shapes();
        Shapes after = round.shear(0.3, -0.2).shift(0.1, 0.2).shapes();
        assertThat(after.g1()).isCloseTo(0.3, within(EXACT));
        assertThat(after.g2()).isCloseTo(-0.2, within(EXACT));
        assertThat(after.halfLightRadius()).isCloseTo(before.halfLightRadius(), within(EXACT));
        assertThat(after.sigma()).isCloseTo(before.sigma(), within(EXACT));
    }

    @Test
    void whatIsNotKnownIsNoNumber() {
        LightProfile disk = new Exponential(0.5, 1);
        assertThat(disk.plus(disk.shift(0.1, 0)).shapes().halfLightRadius()).isNaN();
        assertThat(disk.plus(new Exponential(0.2, -0.1)).shapes().halfLightRadius())
                .isNaN();
        assertThat(disk.plus(Kolmogorov.ofFwhm(0.5, 1)).shapes().halfLightRadius())
                .isNaN();
    }

    /** As many obscurations as galaxies: what is kept of each does not fill the memory. */
    @Test
    void tablesOfObscurationsAreBounded() {
        for (int i = 0; i < 600; i++) {
            new Airy(1, 0.2 + 1e-4 * i, 1).multiplyByK(new double[] {1}, new double[] {1}, 1);
        }
        assertThat(Airy.cached()).isLessThan(300);
    }
}
