package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import org.shearnet.config.InspectOptions;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.InspectFiles;
import org.shearnet.inspect.LayerFeatures;
import org.shearnet.inspect.Probe;
import org.shearnet.inspect.Usable;
import org.shearnet.net.Model;

/** What readers get of the shear out of each layer. */
public final class UsablePart implements Part {

    private static final String RANDOM = Probe.UNTRAINED + Probe.LINEAR;

    /** Readers and what the page calls them. */
    private static final Map<String, String> READERS = readers();

    private static Map<String, String> readers() {
        Map<String, String> readers = new LinkedHashMap<>();
        readers.put(Probe.LINEAR, "linear reader");
        readers.put(Probe.MLP, "small network");
        readers.put(RANDOM, "linear reader, random weights");
        return readers;
    }

    /** What a reader of shuffled labels may seem to explain before the readers are not to be trusted. */
    private static final double CHANCE = 0.02;

    private final Scene scene;
    private final Model model;
    private final LayerFeatures.Options options;
    private final int threads;

    /**
     * Prepares it.
     *
     * @param layers names; empty for all
     * @param lowest pixel noise (counts) where the section names none
     */
    public UsablePart(
            Scene scene, Model model, InspectOptions.Probes probes, List<String> layers, double lowest, int threads) {
        this.scene = scene;
        this.model = model;
        double sigma = Double.isNaN(probes.noiseSigma()) ? lowest : probes.noiseSigma();
        options = new LayerFeatures.Options(
                probes.galaxies(),
                sigma,
                layers,
                probes.readers().contains(InspectOptions.Reader.LINEAR),
                probes.readers().contains(InspectOptions.Reader.MLP));
        this.threads = threads;
    }

    @Override
    public String name() {
        return "usable";
    }

    @Override
    public String unit() {
        return "layers";
    }

    @Override
    public long steps() {
        return LayerFeatures.steps(model, options);
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        Usable usable = LayerFeatures.probe(model, scene, options, threads, progress::accept);
        InspectFiles.probes(folder.resolve("probes.csv"), usable.noiseSigma(), usable.probes());
        LayerChart chart = new LayerChart("Error of g that a reader of a layer makes", "RMSE of g1, g2");
        READERS.forEach((reader, label) -> add(chart, label, usable.of(reader)));
        chart.reference("Fisher bound", usable.bound()).draw(folder.resolve("usable.png"), Double.NaN);
        List<Section.Block> blocks = new ArrayList<>();
        Probe first = usable.probes().get(0);
        blocks.add(Section.paragraph(String.format(
                Locale.ROOT,
                "What simple readers get of g1, g2 out of a layer's numbers, fitted on %,d held-out galaxies well inside the"
                        + " stamp at pixel noise %s and tried on galaxies they never saw. Bits: log2 of the scatter of g over the"
                        + " error; the Fisher bound stands at %.1f bits. A layer of more than 1,024 numbers is read through a"
                        + " random projection, so its readers, and those that more galaxies would still improve (≥), are lower"
                        + " bounds. Random weights: the same architecture before any training. The network's own answer errs by"
                        + " %s on the same galaxies.",
                first.galaxies(),
                Numbers.minus(Numbers.scientific(usable.noiseSigma())),
                usable.boundBits(),
                Numbers.minus(Numbers.scientific(usable.own(), 2)))));
        blocks.add(Section.figure(
                "usable.png",
                "RMSE of g of readers against layer. Where the error falls from one layer to the next, the layer has brought the"
                        + " shape into a simpler form; where it does not, the layer has done nothing for a simple reader.",
                "probes.csv"));
        blocks.add(Section.table("RMSE of g by reader (bits)", heads(usable), rows(usable), "probes.csv"));
        double chance = usable.probes().stream()
                .mapToDouble(p -> Math.max(0, p.shuffledR2()))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        blocks.add(Section.paragraph(String.format(
                Locale.ROOT,
                "Control: readers fitted to shuffled labels explain %s of the scatter of g at most%s.",
                Numbers.minus(Numbers.percent(chance, Double.NaN)),
                chance > CHANCE ? ", too much: take more galaxies (inspect.probes.galaxies)" : "")));
        Map<String, Double> shares = usable.shares();
        return new Section(
                "usable",
                "What a reader can use",
                blocks,
                List.of(new Section.Curve(
                        "usable", usable.noiseSigma(), List.copyOf(shares.keySet()), List.copyOf(shares.values()))));
    }

    private static void add(LayerChart chart, String label, Map<String, Probe> probes) {
        if (!probes.isEmpty()) {
            chart.add(
                    label,
                    List.copyOf(probes.keySet()),
                    probes.values().stream().map(Probe::rmse).toList());
        }
    }

    private static List<String> heads(Usable usable) {
        List<String> heads = new ArrayList<>(List.of("layer", "numbers"));
        READERS.forEach((reader, label) -> {
            if (!usable.of(reader).isEmpty()) {
                heads.add(label);
            }
        });
        return heads;
    }

    private static List<List<String>> rows(Usable usable) {
        List<List<String>> rows = new ArrayList<>();
        for (String layer : usable.shares().keySet()) {
            List<String> row = new ArrayList<>(List.of(layer, ""));
            READERS.forEach((reader, label) -> {
                Map<String, Probe> probes = usable.of(reader);
                if (!probes.isEmpty()) {
                    Probe probe = probes.get(layer);
                    row.add(probe == null ? "–" : cell(probe));
                    if (probe != null) {
                        row.set(1, String.format(Locale.ROOT, "%,d", probe.numbers()));
                    }
                }
            });
            rows.add(row);
        }
        return rows;
    }

    private static String cell(Probe probe) {
        return Numbers.minus(Numbers.scientific(probe.rmse(), 2))
                + String.format(Locale.ROOT, " (%s%.1f)", probe.converged() ? "" : "≥ ", probe.bits());
    }
}
