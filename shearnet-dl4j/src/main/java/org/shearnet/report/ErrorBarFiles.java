package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelErrors;
import org.shearnet.benchmark.OffTraining;
import org.shearnet.config.Csv;
import org.shearnet.errorbars.Doubt;
import org.shearnet.errorbars.ErrorBars;
import org.shearnet.errorbars.Sparsification;
import org.shearnet.galaxysim.fits.AtomicFile;

/**
 * The numbers of the section on error bars: {@code errorbars.csv}, {@code errorbars-off-training.csv} and {@code
 * errorbars-figures.csv}.
 */
final class ErrorBarFiles {

    static final String METRICS = "errorbars.csv";
    static final String OFF = "errorbars-off-training.csv";
    static final String FIGURES = "errorbars-figures.csv";

    /** Shares of the galaxies at which TARP's curve is written. */
    private static final int TARP_POINTS = 100;

    private ErrorBarFiles() {}

    static void write(Path folder, BenchmarkResult result) throws IOException {
        metrics(folder.resolve(METRICS), result);
        figures(folder.resolve(FIGURES), result);
        if (result.methods().stream().anyMatch(m -> !m.off().isEmpty())) {
            off(folder.resolve(OFF), result);
        }
    }

    private static void metrics(Path file, BenchmarkResult result) throws IOException {
        List<String> heads =
                new ArrayList<>(List.of("method", "noise_sigma", "sample", "n", "n_failed", "pull_mean", "pull_std"));
        for (String level : ErrorBars.LEVEL_NAMES) {
            heads.add("coverage_" + level);
            heads.add("coverage_" + level + "_err");
        }
        heads.addAll(List.of(
                "calibration_error",
                "sharpness",
                "crps",
                "crps_of_bound",
                "nll",
                "ause",
                "ause_redrawn",
                "ause_redrawn_err",
                "tarp_ks",
                "tarp_p",
                "said_over_bound_median",
                "said_over_bound_p16",
                "said_over_bound_p84",
                "worst_group",
                "worst_group_n",
                "worst_group_coverage",
                "worst_group_coverage_err",
                "aleatoric_said",
                "aleatoric_true",
                "epistemic_said",
                "epistemic_true",
                "factor_68",
                "standing"));
        StringBuilder text = new StringBuilder(String.join(",", heads)).append('\n');
        for (BenchmarkResult.Method method : result.methods()) {
            for (int level = 0; level < method.errors().size(); level++) {
                for (LevelErrors errors : method.errors().get(level)) {
                    if (errors.bars() != null) {
                        text.append(String.join(",", row(method.label(), result.noiseSigma()[level], errors)))
                                .append('\n');
                    }
                }
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    private static List<String> row(String label, double sigma, LevelErrors errors) {
        ErrorBars b = errors.bars();
        Doubt d = errors.doubt();
        List<String> row = new ArrayList<>(List.of(
                label,
                Double.toString(sigma),
                errors.inStamp() ? "in_stamp" : "all",
                Integer.toString(b.n()),
                Integer.toString(errors.failed())));
        add(row, b.pullMean(), b.pullStd());
        for (int k = 0; k < b.coverage().length; k++) {
            add(row, b.coverage()[k], b.coverageError()[k]);
        }
        add(row, b.calibrationError(), b.sharpness(), b.crps(), b.crpsOfBound(), b.nll());
        add(
                row,
                b.ause(),
                b.auseRedrawn()[0],
                b.auseRedrawn()[1],
                b.tarp().distance(),
                b.tarp().p());
        add(row, b.saidOverBound());
        row.add(Csv.text(b.worst().name()));
        row.add(Integer.toString(b.worst().count()));
        add(row, b.worst().coverage(), b.worst().error());
        add(row, d.aleatoricSaid(), d.aleatoricTrue(), d.epistemicSaid(), d.epistemicTrue(), b.factor());
        row.add(b.standing().name().toLowerCase(Locale.ROOT));
        return row;
    }

    private static void add(List<String> row, double... values) {
        for (double value : values) {
            row.add(Csv.number(value));
        }
    }

    private static void off(Path file, BenchmarkResult result) throws IOException {
        StringBuilder text =
                new StringBuilder("method,noise_sigma,condition,n,n_failed,n_failed_as_told,said_over_as_told,"
                        + "error_over_as_told,pull_std,coverage_68,coverage_95,n_beyond_3,auroc\n");
        for (BenchmarkResult.Method method : result.methods()) {
            for (OffTraining one : method.errors().isEmpty() ? List.<OffTraining>of() : method.off()) {
                List<String> row = new ArrayList<>(List.of(
                        method.label(),
                        Double.toString(one.noiseSigma()),
                        one.kind().key(),
                        Integer.toString(one.n()),
                        Integer.toString(one.flagged()),
                        Integer.toString(one.flaggedAsTold())));
                add(
                        row,
                        one.saidOverAsTold(),
                        one.errorOverAsTold(),
                        one.pullStd(),
                        one.coverage68(),
                        one.coverage95());
                row.add(Integer.toString(one.outliers()));
                add(row, one.auroc());
                text.append(String.join(",", row)).append('\n');
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** Every curve of the figures, galaxies in stamp: figure, method, noise, x, y. */
    private static void figures(Path file, BenchmarkResult result) throws IOException {
        StringBuilder text = new StringBuilder("figure,method,noise_sigma,x,y\n");
        for (BenchmarkResult.Method method : result.methods()) {
            for (int level = 0; level < method.errors().size(); level++) {
                LevelErrors errors = method.errors().get(level).get(0);
                if (errors.bars() == null) {
                    continue;
                }
                ErrorBars b = errors.bars();
                Lines lines = new Lines(text, "," + method.label() + "," + result.noiseSigma()[level] + ",");
                for (int k = 0; k < b.curve().length; k++) {
                    lines.add("calibration", (k + 1.0) / (b.curve().length + 1), b.curve()[k]);
                }
                for (int k = 0; k < b.pit().length; k++) {
                    lines.add("pit", (k + 0.5) / b.pit().length, b.pit()[k] * b.pit().length);
                }
                for (double[] bin : b.skill()) {
                    lines.add("skill", bin[0], bin[1]);
                }
                for (double[] bin : errors.bySignal()) {
                    lines.add("said_over_bound", bin[0], bin[1]);
                }
                for (int k = 0; k <= TARP_POINTS; k++) {
                    double x = (double) k / TARP_POINTS;
                    lines.add("tarp", x, below(b.tarp().credibility(), x));
                }
                for (int k = 0; k < Sparsification.STEPS; k++) {
                    double x = (double) k / Sparsification.STEPS;
                    lines.add("sparsification_said", x, b.sparsification().bySaid()[k]);
                    lines.add("sparsification_true", x, b.sparsification().byTruth()[k]);
                }
                for (double[] one : errors.doubts()) {
                    lines.add("spread_and_squared_function_error", one[0], one[1]);
                }
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    private record Lines(StringBuilder text, String of) {
        void add(String figure, double x, double y) {
            text.append(figure)
                    .append(of)
                    .append(Csv.number(x))
                    .append(',')
                    .append(Csv.number(y))
                    .append('\n');
        }
    }

    /** Share of ascending numbers that are at most one. */
    static double below(double[] ascending, double x) {
        int at = java.util.Arrays.binarySearch(ascending, x);
        int count = at >= 0 ? at + 1 : -at - 1;
        return (double) count / ascending.length;
    }
}
