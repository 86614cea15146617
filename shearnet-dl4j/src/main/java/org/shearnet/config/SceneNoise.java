package org.shearnet.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.noise.CcdNoise;
import org.shearnet.galaxysim.noise.CorrelatedNoise;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.PoissonNoise;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.galaxysim.yaml.ConfigException;

/**
 * The noise levels of a scene, for trainings and benchmarks that name none: those of its own noise, or, where it has none,
 * those that give its median galaxy a signal to noise of 1000, 200, 50 and 20. Trainings and benchmarks add white noise; of
 * photon noise they take the level of the sky.
 *
 * @param levels of a benchmark
 * @param low lowest sigma of a training (counts)
 * @param high highest sigma
 * @param words where they come from
 */
record SceneNoise(NoiseLevels levels, double low, double high, String words) {

    private static final double[] SIGNAL_TO_NOISE = {1000, 200, 50, 20};

    /** Stamps whose noise is looked at where it varies. */
    private static final int LOOKED_AT = 1000;

    /** Galaxies whose median signal sets the levels of a training where the scene has no noise. */
    private static final int MEDIAN_OF = 200;

    /**
     * Looks at a scene.
     *
     * @param training whether levels of a training are wanted as well
     * @throws ConfigException where the scene has noise without a level, as photon noise without a sky has
     */
    static SceneNoise of(Scene scene, boolean training) {
        double[] sigmas = new double[LOOKED_AT];
        for (int i = 0; i < LOOKED_AT; i++) {
            Noise noise = scene.hasNoise() ? scene.noise(i) : null;
            sigmas[i] = noise == null ? 0 : Math.sqrt(noise.variance(0));
        }
        Arrays.sort(sigmas);
        if (sigmas[LOOKED_AT - 1] > 0) {
            return ofItsOwn(scene.noise(0), sigmas);
        }
        if (scene.hasNoise() && !(scene.noise(0) instanceof GaussianNoise)) {
            throw new ConfigException("image.noise: photon noise without sky or read-out has no level where there is no"
                    + " light; give sky_level, or train.noise_sigma and benchmark.noise_sigma");
        }
        double signal = training ? medianSignal(scene) : Double.NaN;
        NoiseLevels levels = new NoiseLevels(NoiseLevels.Unit.S2N, SIGNAL_TO_NOISE);
        return new SceneNoise(
                levels,
                levels.sigma(SIGNAL_TO_NOISE[0], signal),
                levels.sigma(SIGNAL_TO_NOISE[SIGNAL_TO_NOISE.length - 1], signal),
                "the scene has none: S/N "
                        + Arrays.stream(SIGNAL_TO_NOISE)
                                .mapToObj(s -> String.format(Locale.ROOT, "%.0f", s))
                                .collect(Collectors.joining(", "))
                        + " of its median galaxy");
    }

    private static SceneNoise ofItsOwn(Noise noise, double[] sorted) {
        double low = Arrays.stream(sorted).filter(s -> s > 0).findFirst().orElseThrow();
        double high = sorted[sorted.length - 1];
        double middle = Math.max(low, sorted[sorted.length / 2]);
        double[] levels =
                Arrays.stream(new double[] {low, middle, high}).distinct().toArray();
        String words = "the scene's own";
        if (noise instanceof PoissonNoise || noise instanceof CcdNoise) {
            words =
                    "the sky's and read-out's level of the scene's noise, white; the photons of the galaxies are left out";
        } else if (noise instanceof CorrelatedNoise) {
            words = "the scene's own level, white; its correlations are left out";
        }
        return new SceneNoise(
                new NoiseLevels(NoiseLevels.Unit.SIGMA, low == high ? new double[] {low} : levels), low, high, words);
    }

    /** Matched-filter signal to noise of the median galaxy at pixel noise 1. */
    private static double medianSignal(Scene scene) {
        SceneRenderer renderer = new SceneRenderer(scene);
        double[] image = new double[scene.nx() * scene.ny()];
        double[] norms = new double[MEDIAN_OF];
        for (int i = 0; i < MEDIAN_OF; i++) {
            renderer.image(scene.draw(i), image);
            norms[i] = Math.sqrt(Arrays.stream(image).map(v -> v * v).sum());
        }
        Arrays.sort(norms);
        return 0.5 * (norms[MEDIAN_OF / 2 - 1] + norms[MEDIAN_OF / 2]);
    }
}
