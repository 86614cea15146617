package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.shearnet.benchmark.ErrorBudget;
import org.shearnet.config.InspectOptions;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.Attribution;
import org.shearnet.inspect.Budget;
import org.shearnet.inspect.Response;

/** Noise and function: the budget of the answers' error. */
public final class BudgetPart implements Part {

    /** A share just below 1 is not rounded up to it. */
    private static final double MOST = 0.9999;

    /** How the sentence begins that the verdict quotes. */
    static final String OF_THE_ERROR = "Of the squared error ";

    private static final int BAR_WIDTH = 560;
    private static final int ROW = 26;
    private static final int LABEL = 210;
    private static final int RIGHT = 100;
    private static final int TOP = 54;
    private static final int BOTTOM = 46;
    private static final int GAP = 12;

    private final Scene scene;
    private final InspectOptions.Budget options;
    private final double[] levels;
    private final List<ShearEstimator> estimators;
    private final int threads;

    /**
     * Prepares it.
     *
     * @param levels pixel noise (counts), lowest first
     * @param estimators the inspected network first
     */
    public BudgetPart(
            Scene scene, InspectOptions.Budget options, double[] levels, List<ShearEstimator> estimators, int threads) {
        this.scene = scene;
        this.options = options;
        this.levels = levels.clone();
        this.estimators = List.copyOf(estimators);
        this.threads = threads;
    }

    @Override
    public String name() {
        return "budget";
    }

    @Override
    public String unit() {
        return "stamps";
    }

    @Override
    public long steps() {
        return Budget.steps(options.galaxies(), options.draws(), levels.length, estimators.size());
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        Budget budget =
                Budget.measure(scene, options.galaxies(), options.draws(), levels, estimators, threads, progress);
        budget.csv(folder.resolve("budget.csv"));
        budget.responseCsv(folder.resolve("response.csv"));
        draw(folder.resolve("budget.png"), budget);
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph(sentence(budget)));
        blocks.add(Section.figure(
                "budget.png",
                "Error of g1, g2 in units of the Fisher bound, galaxies well inside the stamp: the noise part scatters from one"
                        + " noise field to the next, the function part stays when the noise is averaged out. Their squares add"
                        + " up to the square of the error. The dashed line is the bound.",
                "budget.csv"));
        blocks.add(Section.table("Budget of the error", HEADS, rows(budget), "budget.csv"));
        blocks.add(Section.paragraph("Explained: the share of the function part that a cubic polynomial of the named"
                + " parameters, or waves of the position with the period of a pooling lattice, give on galaxies they were not"
                + " fitted to. A dash: there is no function error to explain. Wobble: the answers' tremble while a galaxy moves"
                + " over 4 px in steps of 1/8, without noise."));
        blocks.add(
                Section.table("What the function error depends on", explainedHeads(), explained(budget), "budget.csv"));
        blocks.add(Section.heading("Response"));
        blocks.add(
                Section.paragraph(
                        "How the answers change with each parameter of the galaxy, without noise: mean ± scatter"
                                + " over galaxies; lengths in arcsec, flux relative. Ideal is 1 of a component to itself, 0 else, no scatter."));
        blocks.add(Section.table("Response of the answers", responseHeads(), responses(budget), "response.csv"));
        return new Section("budget", "Noise and function", blocks, curves(budget));
    }

    /** What the inspected estimator uses of the stamp's information at each level. */
    private static List<Section.Curve> curves(Budget budget) {
        List<Section.Curve> curves = new ArrayList<>();
        Budget.Method first = budget.methods().get(0);
        for (int i = 0; i < budget.levels().length; i++) {
            ErrorBudget b = first.levels().get(i).inStamp();
            double used = b.bound() * b.bound() / b.mse();
            if (Double.isFinite(used)) {
                curves.add(new Section.Curve("used", budget.levels()[i], List.of("answer"), List.of(used)));
            }
        }
        return curves;
    }

    private static String sentence(Budget budget) {
        Budget.Method first = budget.methods().get(0);
        ErrorBudget lowest = first.levels().get(0).inStamp();
        double share = Math.max(0, Math.min(1, lowest.functionShare()));
        return OF_THE_ERROR + "of " + first.label() + " at pixel noise "
                + Numbers.minus(Numbers.scientific(budget.levels()[0])) + ", "
                + share(share)
                + " is an error of the function, which no better image cures, and the rest is noise, passed on at "
                + Numbers.number(lowest.noiseOverBound()) + " times the bound.";
    }

    private static String percent(double share, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
    }

    private static final List<String> HEADS = List.of(
            "estimator", "σ", "galaxies", "failed", "RMSE", "noise / bound", "function / bound", "function part");

    private static List<List<String>> rows(Budget budget) {
        List<List<String>> rows = new ArrayList<>();
        for (Budget.Method method : budget.methods()) {
            for (int i = 0; i < budget.levels().length; i++) {
                ErrorBudget b = method.levels().get(i).inStamp();
                rows.add(List.of(
                        method.label(),
                        Numbers.minus(Numbers.scientific(budget.levels()[i])),
                        Integer.toString(b.n()),
                        Integer.toString(b.failed()),
                        Numbers.minus(Numbers.scientific(Math.sqrt(b.mse()))),
                        Numbers.number(b.noiseOverBound()) + " ± " + Numbers.number(b.noiseError()),
                        Numbers.number(b.functionOverBound()) + " ± " + Numbers.number(b.functionError()),
                        share(b.functionShare())));
            }
        }
        return rows;
    }

    /** A share that may be estimated below zero, where it says 0. */
    private static String share(double value) {
        return Double.isNaN(value)
                ? "–"
                : value <= 0
                        ? "0 %"
                        : value > 0.999 && value < 1 ? percent(Math.min(value, MOST), 2) : percent(value, 1);
    }

    private static List<String> explainedHeads() {
        List<String> heads = new ArrayList<>(List.of("estimator", "σ"));
        for (Attribution a : Attribution.values()) {
            heads.add(a.words().replace("position at a period of", "period"));
        }
        heads.add("wobble");
        heads.add("wobble / bound");
        return heads;
    }

    private static List<List<String>> explained(Budget budget) {
        List<List<String>> rows = new ArrayList<>();
        for (Budget.Method method : budget.methods()) {
            for (int i = 0; i < budget.levels().length; i++) {
                Budget.Level level = method.levels().get(i);
                List<String> row =
                        new ArrayList<>(List.of(method.label(), Numbers.minus(Numbers.scientific(budget.levels()[i]))));
                for (Attribution a : Attribution.values()) {
                    row.add(share(level.explained().get(a)));
                }
                row.add(Numbers.minus(Numbers.scientific(method.wobble().rms(), 2)));
                row.add(Numbers.number(method.wobble().rms() / level.inStamp().bound()));
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<String> responseHeads() {
        List<String> heads = new ArrayList<>(List.of("estimator", "answer"));
        heads.addAll(Response.PARAMETERS);
        return heads;
    }

    private static List<List<String>> responses(Budget budget) {
        List<List<String>> rows = new ArrayList<>();
        for (Budget.Method method : budget.methods()) {
            for (int c = 0; c < 2; c++) {
                List<String> row = new ArrayList<>(List.of(method.label(), c == 0 ? "g1" : "g2"));
                for (int p = 0; p < Response.PARAMETERS.size(); p++) {
                    row.add(Numbers.plainWithError(
                            method.response().mean()[c][p], method.response().scatter()[c][p], 4));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** Bars on a logarithmic axis: noise above function, for each estimator and level. */
    private void draw(Path png, Budget budget) throws IOException {
        int groups = budget.methods().size() * levels.length;
        int height = TOP + groups * (2 * ROW + GAP) + BOTTOM;
        Style.draw(png, LABEL + BAR_WIDTH + RIGHT, height, g -> bars(g, budget, height));
    }

    private void bars(Graphics2D g, Budget budget, int height) {
        double low = 0.1;
        double high = budget.methods().stream()
                .flatMap(m -> m.levels().stream())
                .mapToDouble(
                        l -> Math.max(l.inStamp().noiseOverBound(), l.inStamp().functionOverBound()))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        int decades = 1 + Math.max(1, (int) Math.ceil(Math.log10(Math.max(1.01, high))));
        int bottom = height - BOTTOM;
        g.setFont(Style.font(Font.BOLD, 14));
        g.setColor(Style.INK);
        g.drawString("Error over the Fisher bound", LABEL, 20);
        g.setFont(Style.font(Font.PLAIN, 12));
        swatch(g, LABEL, 30, Style.colour(0), "noise part");
        swatch(g, LABEL + 120, 30, Style.colour(1), "function part");
        for (int d = 0; d <= decades; d++) {
            double x = LABEL + (double) BAR_WIDTH * d / decades;
            g.setColor(Style.FAINT);
            g.setStroke(new BasicStroke(1));
            g.draw(new Line2D.Double(x, TOP, x, bottom));
            g.setColor(Style.INK);
            DotPlot.centred(g, Numbers.powerOfTen(d - 1), x, bottom + 18);
        }
        DotPlot.centred(g, "times the bound", LABEL + BAR_WIDTH / 2.0, bottom + 38);
        int y = TOP + GAP / 2;
        for (Budget.Method method : budget.methods()) {
            for (int i = 0; i < levels.length; i++) {
                ErrorBudget b = method.levels().get(i).inStamp();
                g.setColor(Style.INK);
                g.setFont(Style.font(Font.PLAIN, 13));
                String name = Legend.fitting(g, method.label(), LABEL - 110);
                g.drawString(name, 8, y + ROW + 4);
                g.drawString("σ = " + Numbers.minus(Numbers.scientific(levels[i])), LABEL - 96, y + ROW + 4);
                bar(g, y, b.noiseOverBound(), low, decades, Style.colour(0));
                bar(g, y + ROW, b.functionOverBound(), low, decades, Style.colour(1));
                y += 2 * ROW + GAP;
            }
        }
        double one = LABEL + (double) BAR_WIDTH / decades;
        g.setColor(Style.INK);
        g.setStroke(Style.DASHED);
        g.draw(new Line2D.Double(one, TOP, one, bottom));
    }

    private static void bar(Graphics2D g, int y, double value, double low, int decades, Color colour) {
        double length = Math.max(0, Math.min(BAR_WIDTH, BAR_WIDTH * Math.log10(value / low) / decades));
        g.setColor(colour);
        if (length > 0) {
            g.fill(new Rectangle2D.Double(LABEL, y + 2, length, ROW - 4));
        }
        g.setColor(Style.INK);
        g.setFont(Style.font(Font.PLAIN, 12));
        String text = Double.isNaN(value) ? "–" : value < low ? "< 0.1" : Numbers.number(value);
        g.drawString(text, (float) (LABEL + length + 6), y + ROW - 8);
    }

    private static void swatch(Graphics2D g, int x, int y, Color colour, String text) {
        g.setColor(colour);
        g.fill(new Rectangle2D.Double(x, y, 14, 14));
        g.setColor(Style.INK);
        g.drawString(text, x + 20, y + 12);
    }
}
