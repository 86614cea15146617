package org.shearnet.ngmix.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.shearnet.galaxysim.noise.BorderCorrelation;
import org.shearnet.galaxysim.noise.BorderNoise;
import org.shearnet.galaxysim.noise.CorrelatedNoise;
import org.shearnet.galaxysim.noise.NoiseCorrelation;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Errors of moments before the PSF where the noise of neighbouring pixels is correlated. */
class PrePsfCorrelatedNoiseTest {

    /** Scatter over stated error less 1, of 2,000 draws; measured at most 0.016, with x and y exchanged 0.044. */
    private static final double SCATTER = 0.03;

    /** Scatter over the error of white noise; measured at least 2. */
    private static final double PLAINLY = 1.8;

    private static final int DRAWS = 2000;
    private static final int SIDE = 41;

    /** (1, 2, 1) / 4 along x, (1, 1) / 2 along y: correlations 2/3, 1/6 and 1/2. */
    private static double[] lags() {
        double[] alongX = {1 / 6., 2 / 3., 1, 2 / 3., 1 / 6.};
        double[] alongY = {0, 0.5, 1, 0.5, 0};
        double[] table = new double[25];
        for (int k = 0; k < 25; k++) {
            table[k] = alongX[k % 5] * alongY[k / 5];
        }
        return table;
    }

    private static final Jacobian SKY = Jacobian.centred(SIDE, SIDE, 0.2);
    /** Longer along x, so that x and y cannot be exchanged unnoticed. */
    private static final GMix PSF = MixtureModel.GAUSS.mixture(0, 0, 0.3, -0.01, 0.3, 1);

    private static Observation clean() {
        double[] image = MixtureModel.EXP
                .mixture(0, 0, 0.1, 0.05, 0.8, 3000)
                .convolve(PSF)
                .image(SIDE, SIDE, SKY);
        return Observation.ofNoise(SIDE, SIDE, image, 1, SKY)
                .withPsf(Observation.ofNoise(SIDE, SIDE, PSF.image(SIDE, SIDE, SKY), 1e-6, SKY));
    }

    @ParameterizedTest
    @EnumSource(PrePsfOptions.Kernel.class)
    void errorsAreTheScatter(PrePsfOptions.Kernel kernel) {
        PrePsfMoments moments = new PrePsfMoments(new PrePsfOptions(kernel, 1.5, 0, 4, 1.5, false));
        Observation clean = clean();
        MomentsResult truth = moments.measure(clean);
        BorderNoise border = new BorderNoise(SIDE, SIDE);
        BorderCorrelation pairs = new BorderCorrelation(SIDE, SIDE, BorderCorrelation.REACH);
        double[] squares = new double[4];
        CorrelatedNoise noise = CorrelatedNoise.ofCorrelation(lags(), 5, 5, SIDE, SIDE);
        for (int i = 0; i < DRAWS; i++) {
            double[] seen = clean.image().clone();
            noise.addTo(new RandomStreams(3).stream(i, "noise"), seen, seen.length);
            BorderNoise.Result shown = border.measure(seen, null);
            if (shown.status() == BorderNoise.Status.NOISE) {
                pairs.add(border, shown.sigma());
            }
            MomentsResult r = moments.measure(clean.withImage(seen));
            double[] off = {r.e1() - truth.e1(), r.e2() - truth.e2(), r.flux() - truth.flux(), r.t() - truth.t()};
            for (int k = 0; k < 4; k++) {
                squares[k] += off[k] * off[k] / DRAWS;
            }
        }
        double[] known = errors(moments.measure(clean, pairs.mean()));
        double[] white = errors(truth);
        for (int k = 0; k < 4; k++) {
            double scatter = Math.sqrt(squares[k]);
            assertThat(scatter / known[k]).isCloseTo(1, within(SCATTER));
            assertThat(scatter / white[k]).isGreaterThan(PLAINLY);
        }
    }

    private static double[] errors(MomentsResult r) {
        return new double[] {r.e1Error(), r.e2Error(), r.fluxError(), r.tError()};
    }

    @Test
    void whiteNoiseChangesNoBit() {
        PrePsfMoments moments = new PrePsfMoments(PrePsfOptions.gauss(1.2));
        Observation o = clean();
        double[] plain = errors(moments.measure(o));
        assertThat(errors(moments.measure(o, NoiseCorrelation.white()))).isEqualTo(plain);
        assertThat(errors(moments.measure(o, new NoiseCorrelation(2, lags())))).isNotEqualTo(plain);
        assertThat(errors(moments.measure(o))).isEqualTo(plain);
    }
}
