package org.shearnet.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.estimate.RespondingMean;
import org.shearnet.estimate.ShapeCut;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.metacal.MeanShear;
import org.shearnet.ngmix.metacal.MetacalOptions;

/**
 * What a measurement says of all its stamps together: how many are flagged, whether the noise is what the file says, and the mean
 * shear of a catalogue that is calibrated by its own response, metacalibrated or analytic.
 */
final class MeasuredSample {

    private static final int RESAMPLES = 500;

    /** Chi^2 per degree of freedom of most fits lies between these where the weights are right. */
    private static final double LOW_CHI2 = 0.5;

    private static final double HIGH_CHI2 = 2;

    /** The median of chi^2 is taken from the first so many fits. */
    private static final int MOST_CHI2 = 100_000;

    private final ShapeCut cut;
    private final MeanShear.Sample<ShapeEstimate> sample;
    private final RespondingMean own = new RespondingMean();
    private double[] chi2 = new double[64];
    private int fits;
    private long count;
    private long flagged;

    /** @param cut on the mean shear; null without metacalibration */
    MeasuredSample(MetacalOptions options, ShapeCut cut) {
        this.cut = cut;
        boolean responds = options != null && options.types().containsAll(MetacalOptions.GALAXY_TYPES);
        sample = responds
                ? new MeanShear.Sample<>(
                        new MeanShear.Shape<>(ShapeEstimate::g1, ShapeEstimate::g2), options.step(), cut)
                : null;
    }

    void add(ShapeEstimate[] estimates) {
        for (ShapeEstimate estimate : estimates) {
            count++;
            own.add(estimate);
            flagged += estimate.ok() ? 0 : 1;
            if (sample != null) {
                sample.add(estimate.ok() ? estimate.metacal().images() : Map.of());
            }
            if (estimate.ok() && Double.isFinite(estimate.chi2PerDof()) && fits < MOST_CHI2) {
                chi2 = fits == chi2.length ? Arrays.copyOf(chi2, 2 * fits) : chi2;
                chi2[fits++] = estimate.chi2PerDof();
            }
        }
    }

    /** How many are flagged, and what is odd, one line each. */
    List<String> warnings() {
        List<String> lines = new ArrayList<>();
        lines.add(flagged + " of " + count + " stamps flagged");
        double median = median();
        if (median < LOW_CHI2 || median > HIGH_CHI2) {
            lines.add(String.format(
                    Locale.ROOT,
                    "warning: chi^2 per degree of freedom is %.3g for half of the fits: the stated noise is %s by a factor"
                            + " of about %.3g, and so are errors and s2n (or the model does not fit); see --noise-sigma",
                    median,
                    median > 1 ? "too low" : "too high",
                    median > 1 ? Math.sqrt(median) : 1 / Math.sqrt(median)));
        }
        return lines;
    }

    /** Tells people all of it; a piece of another process's command is silent, for that process tells it of the whole. */
    void say(long seed) {
        if (PieceThread.current() == null) {
            warnings().forEach(line -> System.err.println("shearnet: " + line));
            meanShear(seed).forEach(System.out::println);
        }
    }

    /** Median chi^2 per degree of freedom, NaN without fits. */
    private double median() {
        double[] sorted = Arrays.copyOf(chi2, fits);
        Arrays.sort(sorted);
        return fits == 0 ? Double.NaN : sorted[fits / 2];
    }

    /** Lines on the shear, its response, and the same by medians; none where the five images for it were not made. */
    List<String> meanShear(long seed) {
        if (sample == null) {
            return own.count() == 0 ? List.of() : ownMean();
        }
        MeanShear mean = sample.mean(RESAMPLES, new RandomStreams(seed).stream(0, "mean-shear"));
        String of = mean.used() + " of " + count + " stamps" + (cut.isNone() ? "" : " with " + cut)
                + (flagged > 0 ? ", " + flagged + " flagged ones left out" : "");
        if (mean.used() < 2) {
            return List.of("mean shear: none, of " + of);
        }
        double[][] s = mean.selection();
        List<String> lines = new ArrayList<>();
        lines.add(shear("mean shear: ", mean.g1(), mean.g1Error(), mean.g2(), mean.g2Error()) + " (" + of + ")");
        lines.add("response: " + matrix(mean.response())
                + (cut.isNone()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " (of it by the cut: %.4f, %.4f, %.4f, %.4f)",
                                s[0][0],
                                s[0][1],
                                s[1][0],
                                s[1][1])));
        MeanShear.Robust robust = mean.robust();
        if (robust != null) {
            lines.add(shear("robust: ", robust.g1(), robust.g1Error(), robust.g2(), robust.g2Error()) + ", "
                    + matrix(robust.response()) + " (medians of " + robust.groups() + " groups)");
        }
        return lines;
    }

    private List<String> ownMean() {
        String of = own.count() + " of " + count + " stamps"
                + (flagged > 0 ? ", " + flagged + " flagged ones left out" : "")
                + (own.effective() < own.count() ? ", weighted as " + Math.round(own.effective()) + " equal ones" : "");
        if (own.count() < 2) {
            return List.of("mean shear: none, of " + of);
        }
        double[] g = own.shear();
        double[] errors = own.errors();
        double[] r = own.response();
        return List.of(
                shear("mean shear: ", g[0], errors[0], g[1], errors[1]) + " (" + of + ")",
                "response: " + matrix(new double[][] {{r[0], r[1]}, {r[2], r[3]}}));
    }

    private static String shear(String what, double g1, double g1Error, double g2, double g2Error) {
        return String.format(Locale.ROOT, "%sg1 = %.5f +- %.5f, g2 = %.5f +- %.5f", what, g1, g1Error, g2, g2Error);
    }

    private static String matrix(double[][] r) {
        return String.format(
                Locale.ROOT, "R11 = %.4f, R12 = %.4f, R21 = %.4f, R22 = %.4f", r[0][0], r[0][1], r[1][0], r[1][1]);
    }
}
