package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.DoubleStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.FloatFormat;
import org.shearnet.inspect.InspectFiles;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.inspect.Kept;
import org.shearnet.inspect.KeptStudy;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

/** What each layer keeps of the information on the shear. */
public final class KeptPart implements Part {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;

    /** So many layers are named in the figure; more are numbered, as in the table. */
    private static final int NAMED = 12;

    /** The lowest share on the axis. */
    private static final double LOWEST = 1e-7;

    private final Scene scene;
    private final Model model;
    private final List<String> layers;
    private final double[] levels;
    private final int galaxies;
    private final int threads;

    /**
     * Prepares it.
     *
     * @param layers names; empty for all
     * @param levels pixel noise (counts)
     */
    public KeptPart(Scene scene, Model model, List<String> layers, double[] levels, int galaxies, int threads) {
        this.scene = scene;
        this.model = model;
        this.layers = List.copyOf(layers);
        this.levels = levels.clone();
        this.galaxies = galaxies;
        this.threads = threads;
    }

    @Override
    public String name() {
        return "kept";
    }

    @Override
    public String unit() {
        return "galaxies";
    }

    @Override
    public long steps() {
        return galaxies;
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        KeptStudy.Options options = new KeptStudy.Options(
                layers,
                DoubleStream.of(levels).boxed().toList(),
                List.of(FloatFormat.FLOAT32),
                KeptStudy.Options.DEFAULT.wideGalaxies());
        KeptStudy study = new KeptStudy(LocalNetwork.of(model), InspectedGalaxy.population(scene), options);
        List<Kept> all = study.run(InspectedGalaxy.draw(scene, galaxies), threads, progress::accept);
        InspectFiles.kept(folder.resolve("kept.csv"), all);
        List<Section.Curve> curves = new ArrayList<>();
        Map<String, Boolean> exact = new LinkedHashMap<>();
        all.forEach(k -> exact.merge(k.layer(), k.exact(), Boolean::logicalAnd));
        for (double level : levels) {
            Map<String, Double> means = KeptStudy.means(all, level, FloatFormat.FLOAT32);
            curves.add(new Section.Curve("kept", level, List.copyOf(means.keySet()), List.copyOf(means.values())));
        }
        draw(folder.resolve("kept.png"), curves);
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.paragraph(
                "The share of the stamp's information on g1, g2 that a layer's numbers still hold, whoever"
                        + " reads them, when the other five parameters are known no better than the population knows them; by gradients"
                        + " at the noise-free stamp, with the rounding of float32. At least: a layer of many numbers, searched from"
                        + " below."));
        blocks.add(Section.figure(
                "kept.png",
                "Kept against layer (numbered from 1 where they are many), a line a noise level, on a logarithmic axis. Look for the step down: there information is"
                        + " lost for good. What is kept never rises along a chain.",
                "kept.csv"));
        blocks.add(Section.table("Information kept by layer", heads(), rows(curves, exact), "kept.csv"));
        return new Section("kept", "What each layer keeps", blocks, curves);
    }

    private List<String> heads() {
        List<String> heads = new ArrayList<>(List.of("layer", ""));
        for (double level : levels) {
            heads.add("σ = " + Numbers.minus(Numbers.scientific(level)));
        }
        return heads;
    }

    private static List<List<String>> rows(List<Section.Curve> curves, Map<String, Boolean> exact) {
        List<List<String>> rows = new ArrayList<>();
        for (String layer : curves.get(0).layers()) {
            List<String> row = new ArrayList<>(List.of(layer, exact.get(layer) ? "" : "at least"));
            for (Section.Curve curve : curves) {
                double value = curve.values().get(curve.layers().indexOf(layer));
                row.add(
                        value >= 0.01
                                ? String.format(Locale.ROOT, "%.4f", value)
                                : Numbers.minus(Numbers.scientific(value, 2)));
            }
            rows.add(row);
        }
        return rows;
    }

    private static void draw(Path png, List<Section.Curve> curves) throws IOException {
        List<String> layers = curves.get(0).layers();
        XYChart chart = Style.panel(WIDTH, HEIGHT, "Information on the shear that is kept", "layer", "share kept");
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmicDecadeOnly(true).setYAxisMax(1.0);
        chart.getStyler().setXAxisMin(-0.7).setXAxisMax(layers.size() - 0.3).setXAxisTicksVisible(false);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(Figures::decade);
        Legend legend = new Legend(WIDTH - Legend.INDENT);
        double least = 1;
        for (int i = 0; i < curves.size(); i++) {
            Section.Curve curve = curves.get(i);
            double[] x = new double[layers.size()];
            double[] y = new double[layers.size()];
            for (int l = 0; l < x.length; l++) {
                x[l] = l;
                y[l] = Math.max(LOWEST, Math.min(1, curve.values().get(l)));
                least = Math.min(least, y[l]);
            }
            String label = "σ = " + Numbers.minus(Numbers.scientific(curve.noiseSigma()));
            Style.line(chart.addSeries(label, x, y), Style.colour(i), Style.marker(i));
            legend.add(label, i, Legend.Mark.LINE);
        }
        chart.getStyler().setAnnotationTextFont(Style.font(java.awt.Font.PLAIN, 12));
        double floor = Math.pow(10, Math.min(-1, Math.floor(Math.log10(least))) - 1);
        chart.getStyler().setYAxisMin(floor);
        for (int l = 0; l < layers.size(); l++) {
            String name = layers.size() <= NAMED ? layers.get(l) : Integer.toString(l + 1);
            chart.addAnnotation(new AnnotationText(name, l, floor * (l % 2 == 0 ? 1.4 : 3), false));
        }
        legend.drawBelow(png, List.of(chart));
    }
}
