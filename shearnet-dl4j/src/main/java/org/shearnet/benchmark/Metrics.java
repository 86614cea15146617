package org.shearnet.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a benchmark says of an estimator at a noise level, in the order of {@code summary.csv}. Failed galaxies are counted and left
 * out of every other number; the bound is that of the galaxies left in. A new metric is a line here.
 *
 * <p>Longer than other classes: it is the list of all metrics.
 */
public final class Metrics {

    private static final List<Metric> REGISTERED = new ArrayList<>();

    public static final Metric NOISE_SIGMA = metric("noise_sigma", "ct", "pixel noise (counts)", LevelSample::noise);

    public static final Metric N =
            whole("n", "", "galaxies measured", s -> s.truths().size());

    public static final Metric N_FAILED = whole(
            "n_failed",
            "",
            "galaxies the estimator flagged",
            s -> s.truths().size() - s.all().count());

    public static final Metric BIAS_G1 =
            metric("bias_g1", "", "mean of estimate minus truth", s -> s.all().value("bias_g1"));

    public static final Metric BIAS_G2 =
            metric("bias_g2", "", "mean of estimate minus truth", s -> s.all().value("bias_g2"));

    public static final Metric SLOPE_G1 = metric(
            "slope_g1",
            "",
            "slope of the regression of estimate on truth; 1 is perfect",
            s -> s.all().value("slope_g1"));

    public static final Metric SLOPE_G2 = metric(
            "slope_g2",
            "",
            "slope of the regression of estimate on truth; 1 is perfect",
            s -> s.all().value("slope_g2"));

    public static final Metric RMSE_G1 = metric(
            "rmse_g1",
            "",
            "root of the mean squared difference to the truth",
            s -> s.all().value("rmse_g1"));

    public static final Metric RMSE_G2 = metric(
            "rmse_g2",
            "",
            "root of the mean squared difference to the truth",
            s -> s.all().value("rmse_g2"));

    public static final Metric CORE_SD_G1 = metric(
            "core_sd_g1",
            "",
            "standard deviation of the differences between their 1 and 99 percent points",
            s -> s.all().value("core_sd_g1"));

    public static final Metric CORE_SD_G2 = metric(
            "core_sd_g2",
            "",
            "standard deviation of the differences between their 1 and 99 percent points",
            s -> s.all().value("core_sd_g2"));

    public static final Metric NMAD_G1 = metric(
            "nmad_g1",
            "",
            "1.4826 times the median absolute deviation of the differences",
            s -> s.all().value("nmad_g1"));

    public static final Metric NMAD_G2 = metric(
            "nmad_g2",
            "",
            "1.4826 times the median absolute deviation of the differences",
            s -> s.all().value("nmad_g2"));

    public static final Metric OUTLIER_FRACTION = metric(
            "outlier_fraction",
            "",
            "share of galaxies off by more than 10 times their Fisher bound in g1 or g2",
            s -> s.all().value("outlier_fraction"));

    public static final Metric CRLB_RMSE_G1 = metric(
            "crlb_rmse_g1",
            "",
            "root of the mean Fisher bound on the variance of g1",
            s -> s.all().residuals().bound1());

    public static final Metric CRLB_RMSE_G2 = metric(
            "crlb_rmse_g2",
            "",
            "root of the mean Fisher bound on the variance of g2",
            s -> s.all().residuals().bound2());

    public static final Metric RMSE_OVER_CRLB = metric(
            "rmse_over_crlb",
            "",
            "quadratic mean of the two RMSEs over that of the two bounds",
            s -> s.all().value("rmse_over_crlb"));

    public static final Metric M1 = metric(
            "m1",
            "",
            "multiplicative bias of matched pairs on rings; NaN where no rings were run",
            s -> s.rings().m1().value());

    public static final Metric M1_ERR = metric(
            "m1_err",
            "",
            "bootstrap error over rings of m1",
            s -> s.rings().m1().error());

    public static final Metric M2 =
            metric("m2", "", "multiplicative bias", s -> s.rings().m2().value());

    public static final Metric M2_ERR =
            metric("m2_err", "", "bootstrap error of m2", s -> s.rings().m2().error());

    public static final Metric C1 =
            metric("c1", "", "additive bias", s -> s.rings().c1().value());

    public static final Metric C1_ERR =
            metric("c1_err", "", "bootstrap error of c1", s -> s.rings().c1().error());

    public static final Metric C2 =
            metric("c2", "", "additive bias", s -> s.rings().c2().value());

    public static final Metric C2_ERR =
            metric("c2_err", "", "bootstrap error of c2", s -> s.rings().c2().error());

    public static final Metric PULL_STD = metric(
            "pull_std",
            "",
            "standard deviation of difference over predicted error, both components; NaN without errors",
            s -> s.all().value("pull_std"));

    public static final Metric MS_PER_GALAXY = metric(
            "ms_per_galaxy",
            "ms",
            "wall time of a galaxy, warm, with the threads of the run (milliseconds)",
            s -> s.timing().wallMs());

    public static final Metric N_IN_STAMP = whole(
            "n_in_stamp",
            "",
            "galaxies whose major axis sigma sqrt((1+abs(g))/(1-abs(g))) is below a sixth of the stamp's side",
            LevelSample::inStamp);

    public static final Metric N_FAILED_IN_STAMP = whole(
            "n_failed_in_stamp",
            "",
            "failures among them",
            s -> s.inStamp() - s.inside().count());

    public static final Metric RMSE_IN_STAMP = metric(
            "rmse_in_stamp",
            "",
            "quadratic mean of their RMSEs of g1 and g2",
            s -> s.inside().residuals().rmse());

    public static final Metric CRLB_IN_STAMP = metric(
            "crlb_in_stamp",
            "",
            "quadratic mean of their bounds",
            s -> s.inside().residuals().bound());

    public static final Metric RMSE_OVER_CRLB_IN_STAMP =
            metric("rmse_over_crlb_in_stamp", "", "their ratio", s -> s.inside().value("rmse_over_crlb"));

    public static final Metric ALPHA1 = metric(
            "alpha1",
            "",
            "share of the PSF's e1 found in g1",
            s -> s.rings().alpha1().value());

    public static final Metric ALPHA1_ERR = metric(
            "alpha1_err",
            "",
            "bootstrap error of alpha1",
            s -> s.rings().alpha1().error());

    public static final Metric ALPHA2 = metric(
            "alpha2",
            "",
            "share of the PSF's e2 found in g2",
            s -> s.rings().alpha2().value());

    public static final Metric ALPHA2_ERR = metric(
            "alpha2_err",
            "",
            "bootstrap error of alpha2",
            s -> s.rings().alpha2().error());

    public static final Metric BIAS_G1_ERR = metric(
            "bias_g1_err",
            "",
            "bootstrap error over galaxies of bias_g1",
            s -> s.all().error("bias_g1"));

    public static final Metric BIAS_G2_ERR =
            metric("bias_g2_err", "", "bootstrap error of bias_g2", s -> s.all().error("bias_g2"));

    public static final Metric SLOPE_G1_ERR = metric(
            "slope_g1_err", "", "bootstrap error of slope_g1", s -> s.all().error("slope_g1"));

    public static final Metric SLOPE_G2_ERR = metric(
            "slope_g2_err", "", "bootstrap error of slope_g2", s -> s.all().error("slope_g2"));

    public static final Metric RMSE_OVER_CRLB_ERR = metric(
            "rmse_over_crlb_err",
            "",
            "bootstrap error of rmse_over_crlb",
            s -> s.all().error("rmse_over_crlb"));

    public static final Metric RMSE_OVER_CRLB_IN_STAMP_ERR = metric(
            "rmse_over_crlb_in_stamp_err",
            "",
            "bootstrap error of rmse_over_crlb_in_stamp",
            s -> s.inside().error("rmse_over_crlb"));

    public static final Metric VAN_TREES_RMSE = metric(
            "van_trees_rmse",
            "",
            "root of the mean of 1/(1/bound + 1/s0^2) over all galaxies, failed ones too, with the scatter s0 of the true shears: what even an estimator that knows the population cannot undercut (van Trees 1968)",
            LevelSample::vanTrees);

    public static final Metric COVERAGE_68 = metric(
            "coverage_68",
            "",
            "share of differences within the predicted error, 0.683 for right ones; NaN without errors",
            s -> s.all().value("coverage_68"));

    public static final Metric RMSE_G1_ERR =
            metric("rmse_g1_err", "", "bootstrap error of rmse_g1", s -> s.all().error("rmse_g1"));

    public static final Metric RMSE_G2_ERR =
            metric("rmse_g2_err", "", "bootstrap error of rmse_g2", s -> s.all().error("rmse_g2"));

    public static final Metric CORE_SD_G1_ERR = metric(
            "core_sd_g1_err", "", "bootstrap error of core_sd_g1", s -> s.all().error("core_sd_g1"));

    public static final Metric CORE_SD_G2_ERR = metric(
            "core_sd_g2_err", "", "bootstrap error of core_sd_g2", s -> s.all().error("core_sd_g2"));

    public static final Metric NMAD_G1_ERR =
            metric("nmad_g1_err", "", "bootstrap error of nmad_g1", s -> s.all().error("nmad_g1"));

    public static final Metric NMAD_G2_ERR =
            metric("nmad_g2_err", "", "bootstrap error of nmad_g2", s -> s.all().error("nmad_g2"));

    public static final Metric OUTLIER_FRACTION_ERR = metric(
            "outlier_fraction_err",
            "",
            "bootstrap error of outlier_fraction",
            s -> s.all().error("outlier_fraction"));

    public static final Metric PULL_STD_ERR = metric(
            "pull_std_err", "", "bootstrap error of pull_std", s -> s.all().error("pull_std"));

    public static final Metric COVERAGE_68_ERR = metric(
            "coverage_68_err",
            "",
            "bootstrap error of coverage_68",
            s -> s.all().error("coverage_68"));

    public static final Metric COVERAGE_95 = metric(
            "coverage_95",
            "",
            "share of differences within twice the predicted error, 0.954 for right ones; NaN without errors",
            s -> s.all().value("coverage_95"));

    public static final Metric COVERAGE_95_ERR = metric(
            "coverage_95_err",
            "",
            "bootstrap error of coverage_95",
            s -> s.all().error("coverage_95"));

    public static final Metric R1 = metric(
            "r1",
            "",
            "mean of the estimator's own response of g1 to shear over the rings; NaN where it gives none",
            s -> s.rings().response1().value());

    public static final Metric R1_ERR = metric(
            "r1_err",
            "",
            "bootstrap error over rings of r1",
            s -> s.rings().response1().error());

    public static final Metric R2 = metric(
            "r2",
            "",
            "mean of its own response of g2",
            s -> s.rings().response2().value());

    public static final Metric R2_ERR = metric(
            "r2_err", "", "bootstrap error of r2", s -> s.rings().response2().error());

    public static final Metric RINGS = whole(
            "rings",
            "",
            "rings behind m, c, alpha and the response",
            s -> s.rings().rings());

    public static final Metric RINGS_DROPPED = whole(
            "rings_dropped",
            "",
            "rings left out because an estimate on them failed",
            s -> s.rings().dropped());

    public static final Metric RINGS_IN_STAMP = whole(
            "rings_in_stamp",
            "",
            "rings whose galaxy is well inside its stamp, and that counted; the next columns are theirs alone",
            s -> s.ringsInside().rings());

    public static final Metric M1_IN_STAMP = metric(
            "m1_in_stamp", "", "multiplicative bias", s -> s.ringsInside().m1().value());

    public static final Metric M1_IN_STAMP_ERR = metric(
            "m1_in_stamp_err",
            "",
            "bootstrap error of m1_in_stamp",
            s -> s.ringsInside().m1().error());

    public static final Metric M2_IN_STAMP = metric(
            "m2_in_stamp", "", "multiplicative bias", s -> s.ringsInside().m2().value());

    public static final Metric M2_IN_STAMP_ERR = metric(
            "m2_in_stamp_err",
            "",
            "bootstrap error of m2_in_stamp",
            s -> s.ringsInside().m2().error());

    public static final Metric C1_IN_STAMP =
            metric("c1_in_stamp", "", "additive bias", s -> s.ringsInside().c1().value());

    public static final Metric C1_IN_STAMP_ERR = metric(
            "c1_in_stamp_err",
            "",
            "bootstrap error of c1_in_stamp",
            s -> s.ringsInside().c1().error());

    public static final Metric C2_IN_STAMP =
            metric("c2_in_stamp", "", "additive bias", s -> s.ringsInside().c2().value());

    public static final Metric C2_IN_STAMP_ERR = metric(
            "c2_in_stamp_err",
            "",
            "bootstrap error of c2_in_stamp",
            s -> s.ringsInside().c2().error());

    public static final Metric S2N_MEDIAN =
            metric("s2n_median", "", "matched-filter signal to noise of the median galaxy", LevelSample::medianSignal);

    public static final Metric N_NO_BOUND = whole(
            "n_no_bound",
            "",
            "galaxies without a bound, for their pixels do not determine all parameters; left out of the ratio",
            LevelSample::withoutBound);

    public static final Metric CPU_MS_PER_GALAXY = metric(
            "cpu_ms_per_galaxy",
            "ms",
            "processor time of a galaxy, warm, summed over threads (milliseconds)",
            s -> s.timing().cpuMs());

    /** All of them. */
    public static final List<Metric> ALL = List.copyOf(REGISTERED);

    private Metrics() {}

    /** A table of them. */
    public static String markdown() {
        StringBuilder out =
                new StringBuilder("### Metrics\n\nColumns of `summary.csv` after `method`, in their order.\n\n"
                        + "| column | unit | |\n|---|---|---|\n");
        ALL.forEach(m -> out.append("| `")
                .append(m.name())
                .append("` | ")
                .append(m.unit())
                .append(" | ")
                .append(m.meaning())
                .append(" |\n"));
        return out.append('\n').toString();
    }

    private static Metric metric(String name, String unit, String meaning, ToDoubleFunction<LevelSample> function) {
        return register(new Metric(REGISTERED.size(), name, unit, meaning, false, function));
    }

    private static Metric whole(String name, String unit, String meaning, ToDoubleFunction<LevelSample> function) {
        return register(new Metric(REGISTERED.size(), name, unit, meaning, true, function));
    }

    private static Metric register(Metric metric) {
        REGISTERED.add(metric);
        return metric;
    }
}
