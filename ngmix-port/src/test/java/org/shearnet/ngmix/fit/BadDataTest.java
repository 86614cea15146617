package org.shearnet.ngmix.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** What cannot be fitted is flagged: never an exception, never a silent number. */
class BadDataTest {
    private static final int N = 21;
    private static final Jacobian JACOBIAN = Jacobian.centred(N, N, 0.2);

    private static double[] gaussian(double sigma) {
        return MixtureModel.GAUSS.mixture(0, 0, 0, 0, 2 * sigma * sigma, 1).image(N, N, JACOBIAN);
    }

    private static Observation good() {
        Observation psf = Observation.ofNoise(N, N, gaussian(0.3), 1e-6, JACOBIAN);
        return Observation.ofNoise(N, N, gaussian(0.5), 1e-4, JACOBIAN).withPsf(psf);
    }

    private static double[] constant(double value) {
        double[] image = new double[N * N];
        Arrays.fill(image, value);
        return image;
    }

    private static double[] withNaN(double[] image) {
        image[N * N / 2] = Double.NaN;
        return image;
    }

    static Stream<Arguments> cases() {
        Map<String, UnaryOperator<Observation>> spoil = Map.of(
                "a NaN pixel", o -> o.withImage(withNaN(gaussian(0.5))),
                "an infinite pixel", o -> o.withImage(constant(Double.POSITIVE_INFINITY)),
                "no weight", o -> o.withWeight(constant(0)),
                "a negative weight", o -> o.withWeight(constant(-1)),
                "a NaN weight", o -> o.withWeight(constant(Double.NaN)),
                "a PSF of zeros", o -> o.withPsf(Observation.ofNoise(N, N, constant(0), 1, JACOBIAN)),
                "a constant PSF", o -> o.withPsf(Observation.ofNoise(N, N, constant(1), 1, JACOBIAN)),
                "an image of zeros", o -> o.withImage(constant(0)),
                "a constant image", o -> o.withImage(constant(1)),
                "one pixel",
                        o -> Observation.ofNoise(1, 1, new double[] {1}, 1, Jacobian.centred(1, 1, 0.2))
                                .withPsf(o.psf().orElseThrow()));
        return spoil.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isFlagged(String name, UnaryOperator<Observation> spoil) {
        for (MixtureModel model : MixtureModel.values()) {
            MixtureFitter fitter = new MixtureFitter(MixtureOptions.defaults().withModel(model));
            assertThat(fitter.fit(good()).flagNames()).isEqualTo("OK");
            FitResult r = fitter.fit(spoil.apply(good()));
            assertThat(r.isGood())
                    .as("%s: %s", name, Arrays.toString(r.parameters()))
                    .isFalse();
            assertThat(Flag.of(r.flags())).isNotEmpty();
        }
    }
}
