package org.shearnet.estimate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.shearnet.ngmix.Flag;

/**
 * What the bits of the column {@code flags} mean, and which estimators set them: the one place that says so. A catalogue's header
 * and the table of docs/conventions.md come from here. The bits of a fit are those of {@link Flag}.
 */
public enum StampFlag {
    NETWORK_BAD_PIXELS(
            Setter.NETWORK,
            0,
            "BAD_PIXELS",
            "not finite, absurd, or no noise level",
            "a pixel or the PSF is not finite; a pixel lies below -10 sigma and a twentieth of the peak, or is 1e15 sigma; there"
                    + " is no noise level"),
    NETWORK_NOT_FINITE(Setter.NETWORK, 1, "NOT_FINITE", "", "the prediction is no number"),
    NETWORK_OUT_OF_RANGE(Setter.NETWORK, 2, "OUT_OF_RANGE", "|g| of 1 or more", "the predicted |g| is 1 or more"),
    NETWORK_IMPRECISE(
            Setter.NETWORK,
            3,
            "IMPRECISE",
            "expects many times the noise",
            "the network expects an error of more than twice the noise's"),
    NETWORK_MASKED(
            Setter.NETWORK,
            4,
            "MASKED_PIXELS",
            "too many, or fill failed",
            "more than a fifth is masked, or no fit fills it"),
    NETWORK_BEYOND_TRAINING(
            Setter.NETWORK,
            5,
            "BEYOND_TRAINING",
            "S/N, size, PSF",
            "S/N or T over the PSF's is 1.5 times beyond the training's range (or T over the PSF's below 0.87 of its least"
                    + " excess), the PSF's sigma in pixels 10 % beyond, its |g| 0.03 beyond"),
    NETWORK_NO_OBJECT(
            Setter.NETWORK,
            6,
            "NO_OBJECT",
            "moments fail",
            "adaptive moments fail, and the signal under round Gaussians at the centre is below 3.5 or above 16; for networks of"
                    + " moments before the PSF: the light in all windows is below 5 errors, or there is no centroid"),
    NETWORK_POINT_LIKE(
            Setter.NETWORK,
            7,
            "POINT_LIKE",
            "no larger than the PSF",
            "T exceeds the PSF's by less than 3.2 times its error by the noise: a star; for networks of moments before the PSF: the"
                    + " light in the windows is that of a point within 2.3 errors, at S/N 20 and below 1.2"),
    NETWORK_NOT_ALONE(
            Setter.NETWORK,
            8,
            "NOT_ALONE",
            "off centre, cut, sky, another",
            "centroid, light at the border or in a block of 4 x 4 pixels is 5 (6.5) errors beyond the training's: off centre,"
                    + " cut, sky left in, another object"),

    ADMOM_SINGULAR(Setter.ADMOM, 0, "SINGULAR", "", "the weight collapses to less than a point"),
    ADMOM_RAN_AWAY(Setter.ADMOM, 1, "RAN_AWAY", "", "moments or centroid run away"),
    ADMOM_TOO_MANY_ITERATIONS(Setter.ADMOM, 2, "TOO_MANY_ITERATIONS", "", "the iteration does not converge"),
    ADMOM_NO_FLUX(
            Setter.ADMOM,
            3,
            "NO_FLUX",
            "",
            "the weighted flux is not positive, every pixel is masked, or all have one value"),
    ADMOM_BAD_PIXELS(Setter.ADMOM, 8, "BAD_PIXELS", "", "a pixel that counts is not finite"),
    ADMOM_TOO_LARGE(
            Setter.ADMOM,
            9,
            "TOO_LARGE",
            "matched Gaussian wider than a third of the stamp: cut off, or sky left in",
            "the matched Gaussian is wider than a third of the stamp: cut off, or sky left in"),
    ADMOM_TOO_SMALL(
            Setter.ADMOM,
            10,
            "TOO_SMALL",
            "T below half of the PSF's: no light that came through it",
            "T is below half of the PSF's: no light that came through it"),

    REGAUSS_NO_PSF(Setter.REGAUSS, 0, "NO_PSF", "", "there is no PSF image"),
    REGAUSS_GALAXY_FAILED(
            Setter.REGAUSS, 1, "GALAXY_MOMENTS_FAILED", "", "adaptive moments of the stamp fail, or it is flat"),
    REGAUSS_PSF_FAILED(Setter.REGAUSS, 2, "PSF_MOMENTS_FAILED", "", "adaptive moments of the PSF image fail"),
    REGAUSS_NO_ELLIPSE(Setter.REGAUSS, 3, "NO_ELLIPSE", "corrected |e| of 1 or more", "the corrected |e| is 1 or more"),
    REGAUSS_BAD_PIXELS(Setter.REGAUSS, 4, "BAD_PIXELS", "", "a pixel that counts, or the PSF, is not finite"),

    METACAL_MASKED(Setter.METACAL, 28, "MASKED_PIXELS", "", "more than a fifth is masked, or no fit fills it"),
    METACAL_NOT_DECONVOLVED(
            Setter.METACAL, 29, "PSF_NOT_DECONVOLVED", "", "the images cannot be made: the PSF cannot be deconvolved"),
    METACAL_CONSTANT(
            Setter.METACAL, 30, "FLAT_IMAGE", "constant, or sky left in", "the stamp has one value, or sky is left in");

    /** Which estimators set a bit. */
    public enum Setter {
        /** {@code ngmix}, {@code metacal}, {@code pgauss}, {@code ksigma}, {@code fpfs}: the bits of {@link Flag}. */
        FIT("`ngmix`, `metacal`, `pgauss`, `ksigma`, `fpfs`"),
        NETWORK("`network`"),
        /** The fit that refines a network's prediction: the bits of {@link Flag} above those of the network. */
        REFINEMENT("`network` with `refine`, beside its own"),
        ADMOM("`admom`"),
        REGAUSS("`regauss`"),
        METACAL("any with `metacal: true`, beside its own");

        private final String methods;

        Setter(String methods) {
            this.methods = methods;
        }
    }

    /** The bits of a refinement's fit stand this much higher than the fit's own. */
    static final int REFINEMENT_SHIFT = 9;

    private final Setter setter;
    private final int position;
    private final String word;
    private final String brief;
    private final String meaning;

    StampFlag(Setter setter, int position, String word, String brief, String meaning) {
        this.setter = setter;
        this.position = position;
        this.word = word;
        this.brief = brief;
        this.meaning = meaning;
    }

    /** The value of its bit. */
    public int bit() {
        return 1 << position;
    }

    /** The bits of an estimator, each with its name and, in parentheses, a hint, as a catalogue's header has it. */
    static Map<Integer, String> names(Setter setter) {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (Flag flag : Flag.values()) {
            if (setter == Setter.FIT) {
                names.put(flag.bit(), flag.name());
            } else if (setter == Setter.REFINEMENT && flag != Flag.METACAL_FAILED) {
                // whose bit is metacalibration's own there
                names.put(flag.bit() << REFINEMENT_SHIFT, "REFINEMENT_" + flag.name());
            }
        }
        for (StampFlag flag : values()) {
            if (flag.setter == setter) {
                names.put(flag.bit(), flag.word + (flag.brief.isEmpty() ? "" : " (" + flag.brief + ")"));
            }
        }
        return names;
    }

    /** What a flag of a fit says. */
    private static String meaning(Flag flag) {
        return switch (flag) {
            case NO_ATTEMPT -> "nothing was tried";
            case CENTRE_SHIFT -> "the centre leaves the stamp, or moves further than allowed";
            case NONPOSITIVE_FLUX -> "the flux is not positive, or the stamp is flat";
            case NONPOSITIVE_SIZE -> "T is not positive";
            case LOW_DETERMINANT -> "the determinant of a moment matrix is too low";
            case MAX_ITERATIONS -> "the iteration does not converge";
            case NONPOSITIVE_VARIANCE -> "a variance is not positive";
            case OUT_OF_RANGE -> "parameters leave the model's range";
            case NONPOSITIVE_SHAPE_VARIANCE -> "the variance of a shape is not positive";
            case SINGULAR_MATRIX -> "the pixels leave a parameter open";
            case NOT_FINITE -> "the objective is not finite";
            case DIVISION_BY_ZERO -> "a division by zero";
            case NO_DEGREES_OF_FREEDOM -> "there are no more pixels than parameters";
            case BAD_PIXELS -> "a pixel that counts is not finite, weights are bad, or no pixel counts";
            case PSF_FAILED -> "the PSF cannot be measured, or there is none";
            case AT_BOUND -> "the best fit has |g| = 1, T = 0 or a size beyond the stamp";
            case METACAL_FAILED -> "one of metacalibration's images cannot be made or measured";
        };
    }

    /** A table of all bits, estimator by estimator. */
    public static String markdown() {
        StringBuilder out = new StringBuilder("| estimator | bit | name | is set where |\n|---|---|---|---|\n");
        for (Setter setter : Setter.values()) {
            switch (setter) {
                case FIT ->
                    Arrays.stream(Flag.values())
                            .forEach(f -> row(out, setter, Integer.toString(f.bit()), f.name(), meaning(f)));
                case REFINEMENT ->
                    row(
                            out,
                            setter,
                            (Flag.NO_ATTEMPT.bit() << REFINEMENT_SHIFT) + " ...",
                            "REFINEMENT_...",
                            "the fit fails as a fit does, its bits times " + (1 << REFINEMENT_SHIFT)
                                    + "; 8 and 32 do not hold for it");
                default ->
                    Arrays.stream(values())
                            .filter(f -> f.setter == setter)
                            .forEach(f -> row(out, setter, Integer.toString(f.bit()), f.word, f.meaning));
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder out, Setter setter, String bit, String name, String meaning) {
        out.append(String.format(
                Locale.ROOT, "| %s | %s | %s | %s |\n", setter.methods, bit, name, meaning.replace("|", "\\|")));
    }
}
