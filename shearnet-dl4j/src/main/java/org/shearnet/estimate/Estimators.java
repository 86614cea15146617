package org.shearnet.estimate;

import java.util.List;
import java.util.stream.Stream;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The methods that a YAML or a command line can name. A new one is a class and a line here. */
public final class Estimators {

    /** Each with its knobs. */
    public static final Vocabulary<Void, EstimatorMethod> METHODS = Vocabulary.<Void, EstimatorMethod>of(
                    "Estimators", "an item of `benchmark.estimators`, or the flags of `measure`")
            .under("method")
            .register(
                    "network",
                    "a trained network, its answer refined by Gauss-Newton steps where wanted",
                    NetworkMethod.KEYS,
                    NetworkMethod::parse)
            .register(
                    "ngmix",
                    "a fit of the galaxy's model, convolved with the PSF, by least squares",
                    FitEstimator.KEYS,
                    FitEstimator.Method::parse)
            .register(
                    "metacal",
                    "the same, metacalibrated: `ngmix` with `metacal`",
                    FitEstimator.KEYS,
                    MetacalEstimator.Method::parse)
            .register(
                    "admom",
                    "adaptive moments of the image, the PSF left in",
                    Keys.none(),
                    AdaptiveMomentsEstimator.Method::parse)
            .register(
                    "regauss",
                    "adaptive moments, corrected for the PSF by re-Gaussianisation",
                    Keys.none(),
                    RegaussEstimator.Method::parse)
            .register(
                    "pgauss",
                    "moments before the PSF under a Gaussian weight",
                    PrePsfEstimator.KEYS,
                    PrePsfEstimator.Method::gauss)
            .register(
                    "ksigma",
                    "moments before the PSF under a weight that ends in Fourier space",
                    PrePsfEstimator.KEYS,
                    PrePsfEstimator.Method::ksigma)
            .withCommon(
                    "every method",
                    Keys.none()
                            .may("label", "what tables and plots call it")
                            .may("metacal", "true, or {psf, step, fix_noise, types}: its own response to shear"),
                    "");

    private Estimators() {}

    /** The names of all methods. */
    public static List<String> names() {
        return METHODS.names();
    }

    /** A method with every knob as it is by default. */
    public static EstimatorSpec of(String method) {
        return EstimatorSpec.parse(YamlReader.parse(method, "method: " + method));
    }

    /** The estimators of a benchmark whose YAML names none. */
    public static List<EstimatorSpec> defaults() {
        return Stream.of("network", "ngmix", "admom").map(Estimators::of).toList();
    }
}
