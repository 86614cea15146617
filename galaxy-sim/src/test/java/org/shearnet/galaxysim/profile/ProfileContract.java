package org.shearnet.galaxysim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

/** What every profile promises; each has a class that inherits these tests. */
abstract class ProfileContract {

    /** Of the flux. */
    private static final double ROUNDING = 1e-12;

    /** Transforms of transforms go through tables at slightly other places; of the flux. */
    private static final double TABLE = 1e-7;

    /** Image through Fourier space against sampled surface brightness, over the peak; measured 4e-4 at most (cusps). */
    static final double REAL_VS_FOURIER = 1e-3;

    private static final double FLUX = 3;

    /** The profile, of half-light radius or so 1 arcsec and flux 3. */
    abstract LightProfile profile();

    /** Largest |F| over the flux beyond maxK of threshold 1e-3. */
    double beyondMaxK() {
        return 1.05e-3;
    }

    /** How well a sum over real space can be had. */
    double realVsFourier() {
        return REAL_VS_FOURIER;
    }

    private static List<double[]> waveVectors(LightProfile p) {
        SplittableRandom random = new SplittableRandom(7);
        double end = Math.min(50, p.maxK(1e-3));
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double k = end * random.nextDouble();
            double angle = 2 * Math.PI * random.nextDouble();
            all.add(new double[] {k * Math.cos(angle), k * Math.sin(angle)});
        }
        return all;
    }

    private static void same(LightProfile a, LightProfile b, double tolerance) {
        for (double[] k : waveVectors(a)) {
            KValue difference = a.kValue(k[0], k[1]).minus(b.kValue(k[0], k[1]));
            assertThat(difference.abs()).isLessThan(tolerance * FLUX);
        }
    }

    @Test
    void transformAtZeroIsTheFlux() {
        assertThat(profile().flux()).isCloseTo(FLUX, within(ROUNDING * FLUX));
        assertThat(profile().kValue(0, 0).re()).isCloseTo(FLUX, within(TABLE * FLUX));
        assertThat(profile().kValue(0, 0).im()).isCloseTo(0, within(TABLE * FLUX));
    }

    @Test
    void fluxCanBeSetAndScaled() {
        assertThat(profile().withFlux(7).flux()).isCloseTo(7, within(ROUNDING * 7));
        assertThat(profile().withScaledFlux(0.5).flux()).isCloseTo(0.5 * FLUX, within(ROUNDING * FLUX));
        same(profile().withFlux(2 * FLUX).withScaledFlux(0.5), profile(), TABLE);
    }

    @Test
    void transformationsAreTheirDefinitions() {
        LightProfile p = profile();
        assertThat(p.magnify(1.5).flux()).isCloseTo(1.5 * FLUX, within(ROUNDING * FLUX));
        assertThat(p.dilate(1.5).flux()).isCloseTo(FLUX, within(ROUNDING * FLUX));
        LightProfile moved = p.shift(0.3, -0.2);
        for (double[] k : waveVectors(p)) {
            KValue f = p.kValue(k[0], k[1]);
            double turn = -(0.3 * k[0] - 0.2 * k[1]);
            KValue phase = new KValue(Math.cos(turn), Math.sin(turn));
            assertThat(moved.kValue(k[0], k[1]).minus(f.times(phase)).abs()).isLessThan(TABLE * FLUX);
            assertThat(p.dilate(2).kValue(0.5 * k[0], 0.5 * k[1]).minus(f).abs())
                    .isLessThan(TABLE * FLUX);
            assertThat(p.rotate(Math.PI / 2).kValue(-k[1], k[0]).minus(f).abs()).isLessThan(TABLE * FLUX);
        }
    }

    @Test
    void inversesUndo() {
        LightProfile p = profile();
        same(p.shear(0.3, -0.2).shear(-0.3, 0.2), p, TABLE);
        same(p.rotate(0.7).rotate(-0.7), p, TABLE);
        same(p.shift(0.4, 0.1).shift(-0.4, -0.1), p, TABLE);
        same(p.dilate(1.7).dilate(1 / 1.7), p, TABLE);
        same(p.magnify(1.3).magnify(1 / 1.3), p, TABLE);
        same(p.plus(p), p.withScaledFlux(2), TABLE);
    }

    @Test
    void transformIsHermitian() {
        LightProfile p = profile().shear(0.2, 0.1).shift(0.1, 0.3);
        for (double[] k : waveVectors(p)) {
            KValue there = p.kValue(-k[0], -k[1]).conjugate();
            assertThat(p.kValue(k[0], k[1]).minus(there).abs()).isLessThan(TABLE * FLUX);
        }
    }

    @Test
    void maxKKeepsItsPromise() {
        double maxK = profile().maxK(1e-3);
        assumeTrue(maxK < Double.POSITIVE_INFINITY);
        for (double factor = 1.0001; factor < 10; factor *= 1.07) {
            assertThat(profile().kValue(factor * maxK, 0).abs()).isLessThan(beyondMaxK() * FLUX);
        }
    }

    @Test
    void maxKAndStepKFollowTheSize() {
        LightProfile p = profile();
        LightProfile wide = p.dilate(2);
        assertThat(wide.stepK(5e-3, 5)).isCloseTo(0.5 * p.stepK(5e-3, 5), within(1e-9));
        assertThat(p.stepK(1e-3, 5)).isLessThanOrEqualTo(p.stepK(5e-3, 5));
        assumeTrue(p.maxK(1e-3) < Double.POSITIVE_INFINITY);
        assertThat(wide.maxK(1e-3)).isCloseTo(0.5 * p.maxK(1e-3), within(1e-9 * p.maxK(1e-3)));
        assertThat(p.maxK(1e-4)).isGreaterThanOrEqualTo(p.maxK(1e-3));
    }

    @Test
    void realSpaceIsTheTransformOfFourierSpace() {
        LightProfile p = profile().shear(0.1, 0.05);
        assumeTrue(p.hasXValue());
        int n = 24;
        double scale = 0.25;
        double[] drawn = new double[n * n];
        LightProfile soft = new Gaussian(0.3, 1);
        new Renderer(RenderAccuracy.HIGH).draw(p, soft, new StampGrid(n, n, scale, PixelResponse.INCLUDED), drawn);
        // The same by a sum over real space: the profile at many points, each spread by the Gaussian.
        int fine = 8;
        int reach = 6 * fine;
        double step = scale / fine;
        int centre = n / 2;
        double sum = 0;
        double at = scale * (centre - 0.5 * (n - 1));
        for (int j = -reach; j <= reach; j++) {
            for (int i = -reach; i <= reach; i++) {
                double x = (i + 0.31) * step;
                double y = (j + 0.17) * step;
                sum += soft.xValue(x, y) * p.xValue(at - x, at - y) * step * step;
            }
        }
        assertThat(drawn[centre * n + centre])
                .isCloseTo(sum * scale * scale, within(realVsFourier() * drawn[centre * n + centre]));
    }

    @Test
    void centroidIsWhereItIsMovedTo() {
        int n = 63;
        double[] image = new double[n * n];
        LightProfile p = profile().shear(0.1, -0.05);
        double[] still = new double[n * n];
        Renderer renderer = new Renderer(RenderAccuracy.HIGH);
        renderer.draw(p, new Gaussian(0.3, 1), StampGrid.square(n, 0.2), still);
        renderer.draw(p.shift(0.2, -0.4), new Gaussian(0.3, 1), StampGrid.square(n, 0.2), image);
        for (int y = 10; y < n - 10; y++) {
            for (int x = 10; x < n - 10; x++) {
                assertThat(image[(y - 2) * n + x + 1]).isCloseTo(still[y * n + x], within(1e-7 * FLUX));
                // and a profile without a shift is symmetric about its origin
                assertThat(still[(n - 1 - y) * n + n - 1 - x]).isCloseTo(still[y * n + x], within(1e-7 * FLUX));
            }
        }
    }
}
