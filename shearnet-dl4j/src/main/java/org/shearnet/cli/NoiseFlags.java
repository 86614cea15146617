package org.shearnet.cli;

import java.util.List;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.FileNoise;
import picocli.CommandLine.Option;

/** What a user says of the noise of stamps. */
final class NoiseFlags {

    private static final String BORDER = "border";

    @Option(
            names = "--noise-sigma",
            paramLabel = "S",
            description =
                    "pixel noise (counts), or border: measured from each stamp's border; over the header's NOISESIG and the"
                            + " file's weights, whose zeros stay masked (default: the file's; border where it has none)")
    private String noiseSigma;

    @Option(
            names = "--noise-correlation",
            paramLabel = "FROM",
            description =
                    "border: how the noise of neighbouring pixels is correlated, measured from the borders of all stamps,"
                            + " counts in the errors of pgauss and ksigma, and in the answers of fpfs and network with --calibrate analytic; none: white noise (default: none)")
    private Correlation noiseCorrelation = Correlation.none;

    /** From where the correlation of noise is taken. */
    enum Correlation {
        none,
        border
    }

    /** What the user says of the noise of stamps that a method measures. */
    FileNoise.Options options(EstimatorSpec spec) {
        boolean border = BORDER.equals(noiseSigma);
        return new FileNoise.Options(
                border ? null : sigma(),
                border,
                countsCorrelation(spec),
                spec.metacal() != null || spec.method().needsNoise());
    }

    /** The flag that was given, or null. */
    String given() {
        return noiseSigma != null
                ? "--noise-sigma"
                : noiseCorrelation != Correlation.none ? "--noise-correlation" : null;
    }

    /** Whether a correlation is asked for and the method's errors count it. */
    boolean countsCorrelation(EstimatorSpec spec) {
        return noiseCorrelation == Correlation.border
                && spec.metacal() == null
                && spec.method().usesCorrelation();
    }

    /** What a user should know of it, one line each. */
    List<String> notes(EstimatorSpec spec) {
        return noiseCorrelation == Correlation.border && !countsCorrelation(spec)
                ? List.of(
                        "warning: --noise-correlation border counts for pgauss, ksigma, fpfs and network with --calibrate analytic, without"
                                + " metacalibration; those of " + spec.word() + " take the noise for white")
                : List.of();
    }

    private Double sigma() {
        if (noiseSigma == null) {
            return null;
        }
        double sigma;
        try {
            sigma = Double.parseDouble(noiseSigma);
        } catch (NumberFormatException e) {
            sigma = Double.NaN;
        }
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new UsageException(
                    "--noise-sigma must be a number above zero (counts) or '" + BORDER + "', not " + noiseSigma);
        }
        return sigma;
    }
}
