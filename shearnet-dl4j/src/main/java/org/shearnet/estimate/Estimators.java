package org.shearnet.estimate;

import java.util.List;
import java.util.stream.Stream;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.ngmix.metacal.MetacalOptions;

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
                    FitMethod.KEYS,
                    FitMethod::parse)
            .register(
                    "metacal", "the same, metacalibrated: `ngmix` with `metacal`", FitMethod.KEYS, MetacalMethod::parse)
            .register(
                    "admom",
                    "adaptive moments of the image, the PSF left in",
                    Keys.none(),
                    (section, nothing) ->
                            new PlainMethod("admom", AdaptiveMomentsEstimator::new, EstimatorMethod.Psf.LEFT_IN))
            .register(
                    "regauss",
                    "adaptive moments, corrected for the PSF by re-Gaussianisation",
                    Keys.none(),
                    (section, nothing) -> new PlainMethod("regauss", RegaussEstimator::new, EstimatorMethod.Psf.NEEDED))
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
            .register(
                    "fpfs",
                    "moments before the PSF with their analytic response to shear",
                    FpfsEstimator.KEYS,
                    FpfsEstimator.Method::parse)
            .withCommon(
                    "every method",
                    Keys.none()
                            .may("label", "what tables and plots call it")
                            .may(Calibrations.KEY, Calibrations.HELP)
                            .may("metacal", "true, or {psf, step, fix_noise, types}: its own response to shear"),
                    "");

    private Estimators() {}

    /** The network that an estimator is, refines or metacalibrates, or the first of those that it is; or null. */
    public static NetworkEstimator networkBehind(ShearEstimator estimator) {
        if (estimator instanceof MetacalibratedEstimator metacalibrated) {
            return networkBehind(metacalibrated.inner());
        }
        if (estimator instanceof EnsembleEstimator ensemble) {
            return networkBehind(ensemble.members().get(0));
        }
        if (estimator instanceof RefinedEstimator refined) {
            return refined.network();
        }
        return estimator instanceof NetworkEstimator network ? network : null;
    }

    /** The names of all methods. */
    public static List<String> names() {
        return METHODS.names();
    }

    /** The spec of a section {@code {method: ..., label: ..., metacal: ..., }} with the keys of its method. */
    public static EstimatorSpec parse(YamlNode node) {
        String word = METHODS.word(node).names().get(0);
        EstimatorMethod method = METHODS.parsePart(node, null);
        MetacalOptions metacal = metacal(node, method);
        ErrorCalibration calibration = calibration(node, method);
        String label = node.text("label", "");
        node.rejectUnknown();
        return new EstimatorSpec(
                word,
                label.isEmpty() ? defaultLabel(method, metacal, calibration) : label,
                method,
                metacal,
                calibration);
    }

    private static ErrorCalibration calibration(YamlNode node, EstimatorMethod method) {
        Calibrations calibrations = Calibrations.parse(node);
        if (calibrations.analytic() && !method.responds()) {
            throw node.get(Calibrations.KEY)
                    .error("analytic is for networks of moments before the PSF, such as 'survey', and for fpfs");
        }
        if (calibrations.errors() != null && method.statesNoError()) {
            throw node.get(Calibrations.KEY).error("this method states no errors, so there are none to calibrate");
        }
        return calibrations.errors();
    }

    private static MetacalOptions metacal(YamlNode node, EstimatorMethod method) {
        YamlNode metacal = node.find("metacal");
        MetacalOptions own = method.ownMetacal();
        if (metacal == null) {
            return own;
        }
        if (metacal.isMap()) {
            return NamedMetacal.parse(metacal);
        }
        boolean wanted = metacal.bool();
        if (own != null) {
            throw metacal.error("'true' and 'false' are for the other methods; this one is metacalibration already");
        }
        return wanted ? MetacalOptions.defaults() : null;
    }

    private static String defaultLabel(EstimatorMethod method, MetacalOptions metacal, ErrorCalibration calibration) {
        return defaultLabel(method, metacal) + (calibration == null ? "" : "-" + calibration.key());
    }

    private static String defaultLabel(EstimatorMethod method, MetacalOptions metacal) {
        if (metacal == null) {
            return method.label();
        }
        boolean usual = metacal.target().equals(MetacalOptions.defaults().target());
        return method.label()
                + (method.ownMetacal() != null ? "" : "-metacal")
                + (usual ? "" : "-" + NamedMetacal.name(metacal.target()));
    }

    /** A method with every knob as it is by default. */
    public static EstimatorSpec of(String method) {
        return parse(YamlReader.parse(method, "method: " + method));
    }

    /** The estimators of a benchmark whose YAML names none. */
    public static List<EstimatorSpec> defaults() {
        return Stream.of("network", "ngmix", "admom").map(Estimators::of).toList();
    }
}
