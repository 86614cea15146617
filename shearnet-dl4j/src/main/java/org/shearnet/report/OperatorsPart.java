package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import org.shearnet.benchmark.Sample;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.inspect.LinearOperator;
import org.shearnet.inspect.Operators;

/** Pooling and kernels without training: what each keeps of a stamp's information. */
public final class OperatorsPart implements Part {

    /** Quantiles of the population's sizes that are looked at where none are given. */
    private static final double[] QUANTILES = {0.1, 0.5, 0.9};

    private static final int MEDIAN_OF = 201;
    private static final int THUMB = 120;
    private static final int CELL = 176;
    private static final int MARGIN = 12;

    private final Scene scene;
    private final List<String> words;
    private final double[] levels;
    private final double[] sizes;
    private final int threads;

    /**
     * Prepares it.
     *
     * @param words of {@link Operators#POOLINGS} and {@link Operators#KERNELS}
     * @param levels pixel noise (counts)
     */
    public OperatorsPart(Scene scene, List<String> words, double[] levels, int threads) {
        this.scene = scene;
        this.words = List.copyOf(words);
        this.levels = levels.clone();
        this.threads = threads;
        Sample all = new Sample(java.util.stream.IntStream.range(0, MEDIAN_OF)
                .mapToDouble(i -> scene.draw(i).parameters()[4])
                .filter(Double::isFinite)
                .toArray());
        sizes = java.util.Arrays.stream(QUANTILES)
                .map(q -> Double.parseDouble(String.format(Locale.ROOT, "%.2g", all.quantile(q))))
                .distinct()
                .toArray();
    }

    @Override
    public String name() {
        return "operators";
    }

    @Override
    public String unit() {
        return "operators";
    }

    @Override
    public long steps() {
        return Operators.steps(words, sizes.length, levels);
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        SceneGalaxy galaxy = scene.draw(0);
        Operators found = Operators.measure(scene, galaxy, words, sizes, levels, threads, progress);
        found.csv(folder.resolve("operators.csv"));
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph(
                "What fixed operators keep of the information on the shear in a stamp with white noise, the"
                        + " other five parameters unknown: 1 is all. Counting the numbers that are left says little: a quarter of them"
                        + " may keep nearly all or a quarter. Behind several filters, as in a network, a pooling keeps more than on the"
                        + " stamp itself, for the maps carry the detail that a raw pixel cannot."));
        draw(folder.resolve("operators.png"), galaxy);
        blocks.add(Section.figure(
                "operators.png",
                "What each operator makes of a round galaxy of " + size(sizes[sizes.length / 2])
                        + " without noise: its first map, from its least value (black) to its largest (white).",
                "operators.csv"));
        blocks.add(Section.table("Information kept by operators", heads(), rows(found, 0), "operators.csv"));
        List<List<String>> behind = rows(found, 1);
        if (!behind.isEmpty()) {
            blocks.add(Section.heading("Behind random filters"));
            blocks.add(Section.table(
                    "Information kept behind random 3 x 3 filters",
                    List.of("operator", "numbers left", "MFLOP", "kept, " + size(sizes[sizes.length / 2]), "wobble"),
                    behind,
                    "operators.csv"));
        }
        return new Section("operators", "Operators and kernels", blocks, List.of());
    }

    private static String size(double sigma) {
        return String.format(Locale.ROOT, "%.2f arcsec", sigma);
    }

    private List<String> heads() {
        List<String> heads = new ArrayList<>(List.of("operator", "numbers left", "MFLOP"));
        for (double sigma : sizes) {
            heads.add("kept, " + size(sigma));
        }
        heads.add("wobble");
        return heads;
    }

    /** A row for each operator, filters and noise level; a column for each size. */
    private List<List<String>> rows(Operators found, int leastFilters) {
        Map<String, List<Operators.Row>> groups = new LinkedHashMap<>();
        for (Operators.Row row : found.rows()) {
            if (row.filters() > 0 == leastFilters > 0) {
                groups.computeIfAbsent(row.operator() + row.filters() + row.noiseSigma(), k -> new ArrayList<>())
                        .add(row);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (List<Operators.Row> group : groups.values()) {
            Operators.Row first = group.get(0);
            List<String> cells = new ArrayList<>();
            cells.add((first.filters() > 0 ? first.filters() + (first.filters() == 1 ? " filter, " : " filters, ") : "")
                    + Operators.meanings().get(first.operator())
                    + (Double.isNaN(first.noiseSigma())
                            ? ""
                            : ", σ = " + Numbers.minus(Numbers.scientific(first.noiseSigma()))));
            cells.add(String.format(Locale.ROOT, "%,d (%.0f %%)", first.numbers(), 100 * first.ratioOfSizes()));
            cells.add(String.format(Locale.ROOT, "%.3f", first.mflop()));
            for (Operators.Row row : group) {
                cells.add(share(row.keptG()));
            }
            cells.add(share(first.wobble()));
            rows.add(cells);
        }
        return rows;
    }

    private static String share(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** The first map of each linear operator at the galaxy of middle size. */
    private void draw(Path png, SceneGalaxy galaxy) throws IOException {
        double size = sizes[sizes.length / 2];
        SceneGalaxy round = galaxy.at(new double[] {0, 0, 0, 0, size, galaxy.flux()});
        double[] stamp = new double[scene.nx() * scene.ny()];
        new SceneRenderer(scene).image(round, stamp);
        List<String> shown = words.stream()
                .filter(w -> !w.equals("maximum2") && !w.equals("templates"))
                .toList();
        int columns = Math.max(1, Math.min(6, shown.size()));
        int rows = Math.max(1, (shown.size() + columns - 1) / columns);
        Style.draw(png, 2 * MARGIN + columns * CELL, 2 * MARGIN + rows * (THUMB + 52), g -> {
            for (int i = 0; i < shown.size(); i++) {
                thumb(g, shown.get(i), stamp, MARGIN + i % columns * CELL, MARGIN + i / columns * (THUMB + 52));
            }
        });
    }

    private void thumb(Graphics2D g, String word, double[] stamp, int x, int y) {
        LinearOperator operator = Operators.linear(word, scene.nx(), scene.ny());
        double[] values = operator.apply(stamp);
        int[] shape = Operators.shape(word, scene.nx(), scene.ny());
        double low = java.util.Arrays.stream(values)
                .limit((long) shape[0] * shape[1])
                .min()
                .orElse(0);
        double high = java.util.Arrays.stream(values)
                .limit((long) shape[0] * shape[1])
                .max()
                .orElse(1);
        BufferedImage image = new BufferedImage(shape[0], shape[1], BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < shape[0] * shape[1]; p++) {
            int grey = (int) Math.round(255 * (high > low ? (values[p] - low) / (high - low) : 0));
            image.setRGB(p % shape[0], shape[1] - 1 - p / shape[0], grey << 16 | grey << 8 | grey);
        }
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(image, x, y + 20, THUMB, THUMB, null);
        g.setColor(Style.INK);
        g.setStroke(new BasicStroke(1));
        g.draw(new Rectangle2D.Double(x, y + 20, THUMB, THUMB));
        g.setFont(Style.font(Font.PLAIN, 11));
        g.drawString(Legend.fitting(g, Operators.meanings().get(word), CELL - 8), x, y + 13);
    }
}
