package org.shearnet.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.estimate.ShapeCut;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.ngmix.metacal.MeanShear;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;

/** The mean shear of a metacalibrated catalogue, calibrated by its own response, in words. */
final class MeanShearLines {

    private static final int RESAMPLES = 500;

    private MeanShearLines() {}

    /** One line on the shear, one on the response; none where the five images for it were not made. */
    static List<String> of(ShapeEstimate[] estimates, MetacalOptions options, ShapeCut cut, long seed) {
        if (!options.types().containsAll(MetacalOptions.GALAXY_TYPES)) {
            return List.of();
        }
        List<Map<MetacalType, ShapeEstimate>> images = Arrays.stream(estimates)
                .map(e -> e.ok() ? e.metacal().images() : Map.<MetacalType, ShapeEstimate>of())
                .toList();
        MeanShear mean = MeanShear.of(
                images,
                new MeanShear.Shape<>(ShapeEstimate::g1, ShapeEstimate::g2),
                options.step(),
                cut,
                RESAMPLES,
                new RandomStreams(seed).stream(0, "mean-shear"));
        String of = mean.used() + " of " + estimates.length + " stamps" + (cut.isNone() ? "" : " with " + cut);
        if (mean.used() < 2) {
            return List.of("mean shear: none, of " + of);
        }
        double[][] r = mean.response();
        double[][] s = mean.selection();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "mean shear: g1 = %.5f +- %.5f, g2 = %.5f +- %.5f (%s)",
                        mean.g1(),
                        mean.g1Error(),
                        mean.g2(),
                        mean.g2Error(),
                        of),
                String.format(
                        Locale.ROOT,
                        "response: R11 = %.4f, R12 = %.4f, R21 = %.4f, R22 = %.4f%s",
                        r[0][0],
                        r[0][1],
                        r[1][0],
                        r[1][1],
                        cut.isNone()
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " (of it by the cut: %.4f, %.4f, %.4f, %.4f)",
                                        s[0][0],
                                        s[0][1],
                                        s[1][0],
                                        s[1][1])));
    }
}
