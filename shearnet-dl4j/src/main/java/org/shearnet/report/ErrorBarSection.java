package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.LevelErrors;
import org.shearnet.errorbars.Doubt;
import org.shearnet.errorbars.ErrorBars;
import org.shearnet.errorbars.Group;

/** The report's section on error bars: a sentence by rule, tables and figures. */
final class ErrorBarSection {

    /** In how many parts galaxies are ordered by what an ensemble says. */
    private static final int FIFTHS = 5;

    private final BenchmarkResult result;
    private final List<BenchmarkResult.Method> stating;

    ErrorBarSection(BenchmarkResult result) {
        this.result = result;
        stating = result.methods().stream().filter(ErrorBarSection::states).toList();
    }

    /** Whether any estimator states errors of galaxies well inside their stamps. */
    static boolean isWanted(BenchmarkResult result) {
        return result.methods().stream().anyMatch(ErrorBarSection::states);
    }

    private static boolean states(BenchmarkResult.Method method) {
        return method.errors().stream().anyMatch(level -> level.get(0).bars() != null);
    }

    /** Draws the figures into a folder and gives the section. */
    Section write(Path folder) throws IOException {
        List<Section.Block> blocks = new ArrayList<>();
        ErrorBarVerdict verdict = new ErrorBarVerdict(result, stating);
        blocks.add(Section.paragraph(verdict.ofAll()));
        blocks.add(
                Section.paragraph(
                        "Galaxies well inside the stamp. Pull: estimate less truth over the stated error, for g1 and"
                                + " g2; where errors are right its standard deviation is 1, and 68.3 % of the truths lie within one error, 95.4 %"
                                + " within two. Factor: what the errors would have to be multiplied with for 68.3 %. CRPS: error and error bar in"
                                + " one number, here over that of an oracle at the Fisher bound; smaller is better, 1 the best without a prior."));
        blocks.add(Section.table(
                "Error bars of each estimator at each noise level", HEADS, rows(), ErrorBarFiles.METRICS));
        add(
                blocks,
                folder,
                "calibration-of-errors.png",
                "On the dashed line the intervals hold as many truths as they promise; below it error bars are too short, above it too"
                        + " long. Between the dotted lines lie 95 % of right ones.",
                figures()::calibration);
        blocks.add(Section.heading("Stated and true errors"));
        blocks.add(Section.paragraph(
                "Aleatoric: the error that the noise causes in any estimator; stated by the estimator, true by the"
                        + " Fisher bound and the scatter of the population. Epistemic: the error of the estimator's function of the"
                        + " galaxy, the same under every draw of the noise; stated by the spread of an ensemble or of dropout, true by"
                        + " repeated noise"
                        + (repeated() ? "." : ", which benchmark.draws of 2 or more would measure here.")
                        + " The function is compared with the best answer, which leans towards the population's mean where the noise is"
                        + " high; an estimator that does not know the population shows an epistemic error there. Root mean squares of g1"
                        + " and g2; negative where the noise of the draws exceeds what is left of the error."));
        blocks.add(
                Section.table("Stated and true parts of the error", DOUBT_HEADS, doubtRows(), ErrorBarFiles.METRICS));
        boolean first = true;
        for (BenchmarkResult.Method method : stating) {
            if (DoubtFigure.hasDoubts(method)) {
                String png = "spread-" + method.label().replaceAll("[^A-Za-z0-9._-]", "_") + ".png";
                DoubtFigure.draw(folder.resolve(png), method, result.noiseSigma());
                String caption = method.label()
                        + ": spread and function error galaxy by galaxy, in four bins of size. Lines: root mean"
                        + " squares in bins of the spread, a colour for each noise level; dots: single galaxies at the lowest"
                        + " noise, one component each. On the dashed line the spread says how wrong the function is. A line"
                        + " that is flat says that the spread does not know which galaxies are wrong.";
                blocks.add(
                        first
                                ? Section.figure(png, caption, ErrorBarFiles.FIGURES)
                                : Section.folded(method.label() + ": the same", png, caption));
                first = false;
            }
        }
        if (stating.stream().anyMatch(m -> !m.off().isEmpty())) {
            blocks.add(Section.heading("Off the training set"));
            blocks.add(Section.paragraph(verdict.offTraining()));
            blocks.add(Section.table(
                    "Error bars under another sky",
                    OffTrainingTable.HEADS,
                    OffTrainingTable.rows(stating),
                    ErrorBarFiles.OFF));
        }
        blocks.add(Section.heading("Is each galaxy's error bar its own?"));
        blocks.add(Section.paragraph(
                "AUSE: what knowing each galaxy's true error would gain over its error bar when the worst are left"
                        + " out; beside it the AUSE of errors drawn from the error bars, which is not 0. TARP p: probability of so uneven a"
                        + " credibility where answers, errors and their covariance are right. Group: of fifths by size (arcsec), flux, |g|, S/N and offset"
                        + " (arcsec), of " + Group.LEAST
                        + " galaxies at least, the one whose share within one error is farthest from 68.3 %."));
        blocks.add(Section.table(
                "Whether each galaxy's error bar is its own", OWN_HEADS, ownRows(), ErrorBarFiles.METRICS));
        add(
                blocks,
                folder,
                "skill.png",
                "Ten bins of the stated error. On the dashed line the error is as large as stated, at every size of the error bar: an"
                        + " average that is right can hide small errors said too large and large ones said too small.",
                figures()::skill);
        add(
                blocks,
                folder,
                "said-over-bound.png",
                "Below 1 an estimator claims more than the pixels hold, unless it knows the population, which pays at low signal to"
                        + " noise. Far above 1 at high signal to noise it knows that its function is wrong.",
                figures()::saidOverBound);
        add(
                blocks,
                folder,
                "sparsification.png",
                "Galaxies said to be worst are left out first. The nearer a solid line is to the dashed one of its colour, which leaves"
                        + " out those that are worst, the more the error bars know. The area between them is AUSE.",
                figures()::sparsification);
        folded(
                blocks,
                folder,
                "Where the truth lies in the stated distribution (PIT)",
                "pit.png",
                "Flat is right. A valley: error bars too short; a hill: too long; a slope: biased.",
                figures()::pit);
        folded(
                blocks,
                folder,
                "g1 and g2 together (TARP)",
                "tarp.png",
                "How often the truth is among the share of the stated distribution that is nearest to a random point. Beyond the dotted"
                        + " lines goes 1 curve of 20 whose answers, errors and covariance are right.",
                figures()::tarp);
        return new Section("error-bars", "Error bars", blocks, List.of());
    }

    private ErrorBarFigures figures() {
        return new ErrorBarFigures(result, stating);
    }

    private interface Drawing {
        void draw(Path png) throws IOException;
    }

    private static void add(List<Section.Block> blocks, Path folder, String png, String caption, Drawing drawing)
            throws IOException {
        drawing.draw(folder.resolve(png));
        blocks.add(Section.figure(png, caption, ErrorBarFiles.FIGURES));
    }

    private static void folded(
            List<Section.Block> blocks, Path folder, String summary, String png, String caption, Drawing drawing)
            throws IOException {
        drawing.draw(folder.resolve(png));
        blocks.add(Section.folded(summary, png, caption));
    }

    private boolean repeated() {
        return result.methods().stream().anyMatch(m -> !m.budgets().isEmpty());
    }

    private String level(int level) {
        return Numbers.minus(Numbers.scientific(result.noiseSigma()[level]));
    }

    private static final List<String> HEADS = List.of(
            "estimator",
            "σ",
            "galaxies",
            "no error",
            "pull",
            "within 1",
            "within 2",
            "factor",
            "CRPS / bound's",
            "stated / bound");

    private static final List<String> OWN_HEADS = List.of(
            "estimator", "σ", "AUSE", "AUSE, errors as stated", "TARP p", "group farthest off", "within 1 there");

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : stating) {
            for (int k = 0; k < result.noiseSigma().length; k++) {
                LevelErrors errors = method.errors().get(k).get(0);
                ErrorBars b = errors.bars();
                if (b == null) {
                    continue;
                }
                rows.add(List.of(
                        method.label(),
                        level(k),
                        Integer.toString(b.n()),
                        Integer.toString(errors.failed()),
                        Numbers.plainWithError(b.pullMean(), b.pullStd(), 2),
                        Numbers.percent(b.coverage()[1], b.coverageError()[1]),
                        Numbers.percent(b.coverage()[3], b.coverageError()[3]),
                        Numbers.number(b.factor()),
                        Numbers.number(b.crps() / b.crpsOfBound()),
                        Numbers.number(b.saidOverBound()[0]) + " (" + Numbers.number(b.saidOverBound()[1]) + " to "
                                + Numbers.number(b.saidOverBound()[2]) + ")"));
            }
        }
        return rows;
    }

    private List<List<String>> ownRows() {
        List<List<String>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : stating) {
            for (int k = 0; k < result.noiseSigma().length; k++) {
                ErrorBars b = ErrorBarFigures.bars(method, k);
                if (b == null) {
                    continue;
                }
                Group worst = b.worst();
                rows.add(List.of(
                        method.label(),
                        level(k),
                        Numbers.number(b.ause()),
                        Numbers.plainWithError(b.auseRedrawn()[0], b.auseRedrawn()[1], 2),
                        b.tarp().p() < 1e-3
                                ? "< 0.001"
                                : String.format(Locale.ROOT, "%.3f", b.tarp().p()),
                        worst.count() == 0 ? "–" : worst.name(),
                        Numbers.percent(worst.coverage(), worst.error())));
            }
        }
        return rows;
    }

    private static final List<String> DOUBT_HEADS = List.of(
            "estimator",
            "σ",
            "aleatoric stated",
            "true",
            "epistemic stated",
            "true",
            "least fifth: stated",
            "true",
            "greatest fifth: stated",
            "true");

    private List<List<String>> doubtRows() {
        List<List<String>> rows = new ArrayList<>();
        for (BenchmarkResult.Method method : stating) {
            for (int k = 0; k < result.noiseSigma().length; k++) {
                LevelErrors errors = method.errors().get(k).get(0);
                Doubt d = errors.doubt();
                if (d == null) {
                    continue;
                }
                List<double[]> fifths = errors.doubts().size() < FIFTHS
                        ? List.of()
                        : DoubtFigure.bins(
                                errors.doubts().stream()
                                        .sorted(Comparator.comparingDouble(one -> one[0]))
                                        .toList(),
                                FIFTHS);
                boolean none = fifths.isEmpty();
                rows.add(List.of(
                        method.label(),
                        level(k),
                        small(d.aleatoricSaid()),
                        small(d.aleatoricTrue()),
                        small(d.epistemicSaid()),
                        small(d.epistemicTrue()),
                        none ? "–" : small(fifths.get(0)[0]),
                        none ? "–" : small(fifths.get(0)[1]),
                        none ? "–" : small(fifths.get(FIFTHS - 1)[0]),
                        none ? "–" : small(fifths.get(FIFTHS - 1)[1])));
            }
        }
        return rows;
    }

    private static String small(double value) {
        return Numbers.minus(Numbers.scientific(value, 2));
    }
}
