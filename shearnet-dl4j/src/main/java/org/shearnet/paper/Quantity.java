package org.shearnet.paper;

import java.util.List;
import java.util.Set;
import org.shearnet.benchmark.Metric;
import org.shearnet.benchmark.Metrics;

/**
 * A number of a benchmark that papers quote.
 *
 * @param word of its macros
 * @param column of {@code summary.csv}
 * @param error column of its error, empty for none
 * @param unit empty for none
 * @param metric what recomputes it from {@code objects.fits}; null where that table does not tell it
 * @param metricError the same of its error
 */
record Quantity(String word, String column, String error, String unit, Metric metric, Metric metricError) {

    private static final Set<String> ERROR_BARS = Set.of(
            "crps",
            "crps_of_bound",
            "said_over_bound_median",
            "epistemic_said",
            "epistemic_true",
            "aleatoric_said",
            "aleatoric_true");

    /** All of them. */
    static final List<Quantity> ALL = List.of(
            objects("Galaxies", Metrics.N, null),
            objects("Failed", Metrics.N_FAILED, null),
            objects("Rmse", Metrics.RMSE_IN_STAMP, null),
            objects("Bound", Metrics.CRLB_IN_STAMP, null),
            objects("RmseOverBound", Metrics.RMSE_OVER_CRLB_IN_STAMP, Metrics.RMSE_OVER_CRLB_IN_STAMP_ERR),
            objects("RmseOverBoundAll", Metrics.RMSE_OVER_CRLB, Metrics.RMSE_OVER_CRLB_ERR),
            objects("BiasOne", Metrics.BIAS_G1, Metrics.BIAS_G1_ERR),
            objects("BiasTwo", Metrics.BIAS_G2, Metrics.BIAS_G2_ERR),
            objects("SlopeOne", Metrics.SLOPE_G1, Metrics.SLOPE_G1_ERR),
            objects("SlopeTwo", Metrics.SLOPE_G2, Metrics.SLOPE_G2_ERR),
            objects("Outliers", Metrics.OUTLIER_FRACTION, Metrics.OUTLIER_FRACTION_ERR),
            objects("Pull", Metrics.PULL_STD, Metrics.PULL_STD_ERR),
            objects("CoverageOneSigma", Metrics.COVERAGE_68, Metrics.COVERAGE_68_ERR),
            objects("CoverageTwoSigma", Metrics.COVERAGE_95, Metrics.COVERAGE_95_ERR),
            objects("SignalToNoise", Metrics.S2N_MEDIAN, null),
            summary("NoisePart", "noise_over_crlb_in_stamp", "noise_over_crlb_in_stamp_err", ""),
            summary("FunctionPart", "function_over_crlb_in_stamp", "function_over_crlb_in_stamp_err", ""),
            summary("MOne", "m1", "m1_err", ""),
            summary("MTwo", "m2", "m2_err", ""),
            summary("COne", "c1", "c1_err", ""),
            summary("CTwo", "c2", "c2_err", ""),
            summary("AlphaOne", "alpha1", "alpha1_err", ""),
            summary("AlphaTwo", "alpha2", "alpha2_err", ""),
            errors("Crps", "crps"),
            errors("CrpsOfBound", "crps_of_bound"),
            errors("SaidOverBound", "said_over_bound_median"),
            errors("EpistemicSaid", "epistemic_said"),
            errors("EpistemicTrue", "epistemic_true"),
            errors("AleatoricSaid", "aleatoric_said"),
            errors("AleatoricTrue", "aleatoric_true"),
            summary("Milliseconds", "ms_per_galaxy", "", "ms"));

    private static Quantity objects(String word, Metric metric, Metric error) {
        return new Quantity(word, metric.name(), error == null ? "" : error.name(), metric.unit(), metric, error);
    }

    private static Quantity summary(String word, String column, String error, String unit) {
        return new Quantity(word, column, error, unit, null, null);
    }

    private static Quantity errors(String word, String column) {
        return new Quantity(word, column, "", "", null, null);
    }

    /** The file that the number is recomputed from. */
    String source() {
        return metric != null
                ? "benchmark/objects.fits"
                : ERROR_BARS.contains(column) ? "benchmark/errorbars.csv" : "benchmark/summary.csv";
    }
}
