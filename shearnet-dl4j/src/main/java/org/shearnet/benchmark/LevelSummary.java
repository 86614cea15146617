package org.shearnet.benchmark;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.Function;

/**
 * One estimator at one noise level. The names and their order are the columns of {@code summary.csv}. Failed galaxies
 * are counted and left out of every other number; the bound is that of the galaxies left in.
 *
 * @param method the estimator's label
 * @param noise_sigma pixel noise (counts)
 * @param n galaxies measured
 * @param n_failed galaxies the estimator flagged
 * @param bias_g1 mean of estimate minus truth
 * @param bias_g2 mean of estimate minus truth
 * @param slope_g1 slope of the regression of estimate on truth; 1 is perfect
 * @param slope_g2 slope of the regression of estimate on truth; 1 is perfect
 * @param rmse_g1 root of the mean squared difference to the truth
 * @param rmse_g2 root of the mean squared difference to the truth
 * @param core_sd_g1 standard deviation of the differences between their 1 and 99 percent points
 * @param core_sd_g2 standard deviation of the differences between their 1 and 99 percent points
 * @param nmad_g1 1.4826 times the median absolute deviation of the differences
 * @param nmad_g2 1.4826 times the median absolute deviation of the differences
 * @param outlier_fraction share of galaxies off by more than 10 times their Fisher bound in g1 or g2
 * @param crlb_rmse_g1 root of the mean Cramer-Rao bound on the variance of g1
 * @param crlb_rmse_g2 root of the mean Cramer-Rao bound on the variance of g2
 * @param rmse_over_crlb quadratic mean of the two RMSEs over that of the two bounds
 * @param m1 multiplicative bias of matched pairs on rings; NaN where no rings were run
 * @param m1_err bootstrap error over rings
 * @param m2 multiplicative bias
 * @param m2_err bootstrap error
 * @param c1 additive bias
 * @param c1_err bootstrap error
 * @param c2 additive bias
 * @param c2_err bootstrap error
 * @param pull_std standard deviation of difference over predicted error, both components; NaN without errors
 * @param ms_per_galaxy wall time of a galaxy, warm, with the threads of the run (milliseconds)
 * @param n_in_stamp galaxies whose major axis sigma sqrt((1+|g|)/(1-|g|)) is below a sixth of the stamp's side
 * @param n_failed_in_stamp failures among them
 * @param rmse_in_stamp quadratic mean of their RMSEs of g1 and g2
 * @param crlb_in_stamp quadratic mean of their bounds
 * @param rmse_over_crlb_in_stamp their ratio
 * @param alpha1 share of the PSF's e1 found in g1
 * @param alpha1_err bootstrap error
 * @param alpha2 share of the PSF's e2 found in g2
 * @param alpha2_err bootstrap error
 * @param bias_g1_err bootstrap error over galaxies
 * @param bias_g2_err bootstrap error
 * @param slope_g1_err bootstrap error
 * @param slope_g2_err bootstrap error
 * @param rmse_over_crlb_err bootstrap error
 * @param rmse_over_crlb_in_stamp_err bootstrap error
 * @param van_trees_rmse root of the mean of 1/(1/bound + 1/s0^2) over all galaxies, failed ones too, with the scatter s0
 *     of the true shears: what even an estimator that knows the population cannot undercut (van Trees 1968)
 * @param coverage_68 share of differences within the predicted error, 0.683 for right ones; NaN without errors
 * @param rmse_g1_err bootstrap error
 * @param rmse_g2_err bootstrap error
 * @param core_sd_g1_err bootstrap error
 * @param core_sd_g2_err bootstrap error
 * @param nmad_g1_err bootstrap error
 * @param nmad_g2_err bootstrap error
 * @param outlier_fraction_err bootstrap error
 * @param pull_std_err bootstrap error
 * @param coverage_68_err bootstrap error
 * @param coverage_95 share of differences within twice the predicted error, 0.954 for right ones; NaN without errors
 * @param coverage_95_err bootstrap error
 * @param r1 mean of the estimator's own response of g1 to shear over the rings; NaN where it gives none
 * @param r1_err bootstrap error over rings
 * @param r2 mean of its own response of g2
 * @param r2_err bootstrap error
 * @param rings rings behind m, c, alpha and the response
 * @param rings_dropped rings left out because an estimate on them failed
 * @param rings_in_stamp rings whose galaxy is well inside its stamp, and that counted; the next columns are theirs alone
 * @param m1_in_stamp multiplicative bias
 * @param m1_in_stamp_err bootstrap error
 * @param m2_in_stamp multiplicative bias
 * @param m2_in_stamp_err bootstrap error
 * @param c1_in_stamp additive bias
 * @param c1_in_stamp_err bootstrap error
 * @param c2_in_stamp additive bias
 * @param c2_in_stamp_err bootstrap error
 * @param s2n_median matched-filter signal to noise of the median galaxy
 * @param n_no_bound galaxies without a bound, for their pixels do not determine all six parameters; left out of the ratio
 * @param cpu_ms_per_galaxy processor time of a galaxy, warm, summed over threads (milliseconds)
 */
public record LevelSummary(
        String method,
        double noise_sigma,
        int n,
        int n_failed,
        double bias_g1,
        double bias_g2,
        double slope_g1,
        double slope_g2,
        double rmse_g1,
        double rmse_g2,
        double core_sd_g1,
        double core_sd_g2,
        double nmad_g1,
        double nmad_g2,
        double outlier_fraction,
        double crlb_rmse_g1,
        double crlb_rmse_g2,
        double rmse_over_crlb,
        double m1,
        double m1_err,
        double m2,
        double m2_err,
        double c1,
        double c1_err,
        double c2,
        double c2_err,
        double pull_std,
        double ms_per_galaxy,
        int n_in_stamp,
        int n_failed_in_stamp,
        double rmse_in_stamp,
        double crlb_in_stamp,
        double rmse_over_crlb_in_stamp,
        double alpha1,
        double alpha1_err,
        double alpha2,
        double alpha2_err,
        double bias_g1_err,
        double bias_g2_err,
        double slope_g1_err,
        double slope_g2_err,
        double rmse_over_crlb_err,
        double rmse_over_crlb_in_stamp_err,
        double van_trees_rmse,
        double coverage_68,
        double rmse_g1_err,
        double rmse_g2_err,
        double core_sd_g1_err,
        double core_sd_g2_err,
        double nmad_g1_err,
        double nmad_g2_err,
        double outlier_fraction_err,
        double pull_std_err,
        double coverage_68_err,
        double coverage_95,
        double coverage_95_err,
        double r1,
        double r1_err,
        double r2,
        double r2_err,
        int rings,
        int rings_dropped,
        int rings_in_stamp,
        double m1_in_stamp,
        double m1_in_stamp_err,
        double m2_in_stamp,
        double m2_in_stamp_err,
        double c1_in_stamp,
        double c1_in_stamp_err,
        double c2_in_stamp,
        double c2_in_stamp_err,
        double s2n_median,
        int n_no_bound,
        double cpu_ms_per_galaxy) {

    /** The columns of {@code summary.csv}, in order. */
    public static List<RecordComponent> columns() {
        return List.of(LevelSummary.class.getRecordComponents());
    }

    /**
     * A summary from its columns by name.
     *
     * @param value finds a column's value: a text for {@code method}, else a number
     */
    public static LevelSummary of(Function<RecordComponent, Object> value) {
        Object[] values = columns().stream().map(value).toArray();
        try {
            return (LevelSummary) LevelSummary.class.getDeclaredConstructors()[0].newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of a column. */
    public Object value(RecordComponent column) {
        try {
            return column.getAccessor().invoke(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
