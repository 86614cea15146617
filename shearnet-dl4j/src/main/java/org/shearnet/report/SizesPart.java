package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.benchmark.Sample;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.inspect.EffectiveField;
import org.shearnet.inspect.LayerSizes;
import org.shearnet.inspect.Note;
import org.shearnet.inspect.Notes;
import org.shearnet.net.LayerGeometry;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.net.Network;

/** Sizes, fields, diagram and notes of a network. */
public final class SizesPart implements Part {

    /** Galaxies of the population whose median size is compared with the field. */
    private static final int MEDIAN_OF = 101;

    private static final double FWHM_OVER_SIGMA = 2 * Math.sqrt(2 * Math.log(2));

    private final Scene scene;
    private final Model model;
    private final double noiseSigma;
    private final int count;
    private final int threads;
    private final Supplier<List<Section.Curve>> curves;

    /**
     * Prepares it.
     *
     * @param noiseSigma what the network is told of the noise of noise-free stamps (counts)
     * @param count galaxies at which maps are looked at
     * @param curves what other parts have found by now, for the diagram's bars
     */
    public SizesPart(
            Scene scene, Model model, double noiseSigma, int count, int threads, Supplier<List<Section.Curve>> curves) {
        this.scene = scene;
        this.model = model;
        this.noiseSigma = noiseSigma;
        this.count = count;
        this.threads = threads;
        this.curves = curves;
    }

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public String unit() {
        return "galaxies";
    }

    @Override
    public long steps() {
        return count;
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        List<LayerGeometry> layers = Network.geometry(model.spec(), model.stamp(), model.psf());
        LocalNetwork network = LocalNetwork.of(model);
        HeldOutGalaxies galaxies = HeldOutGalaxies.draw(scene, 0, count, threads);
        Stamps stamps = galaxies.noiseFree(noiseSigma);
        List<LocalNetwork.Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(network.at(stamps.images()[i], stamps.psf(i), noiseSigma));
            progress.accept(1);
        }
        LayerSizes sizes = LayerSizes.of(layers, network, points);
        sizes.csv(folder.resolve("layers.csv"));
        List<Note> notes = new ArrayList<>(Notes.of(sizes, galaxyFwhm()));
        notes.addAll(Notes.aliasing(layers, network, points.subList(0, Math.min(2, count))));
        notes.addAll(Notes.of(model));
        Note.csv(folder.resolve("notes.csv"), notes);
        new Diagram(sizes, network, points.get(0), notes, latest("kept"), latest("usable"))
                .draw(folder.resolve("diagram.png"));
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(Section.figure(
                "diagram.png",
                "The network with some of its maps at a held-out galaxy without noise, each between its own least (black) and"
                        + " largest value (white); rows run upwards. In red what a rule found, told below.",
                "layers.csv"));
        blocks.add(Section.paragraph(String.format(
                Locale.ROOT,
                "%,d parameters, %.2f MFLOP and %.0f KiB of activations a stamp. Field: pixels of the stamp that one number"
                        + " depends on; effective field: root mean square width of the squared gradient at the centre; jump:"
                        + " pixels between neighbours; offset: centre of the grid less that of the stamp; dropped: rows and"
                        + " columns that no window reaches.",
                sizes.parameters(),
                sizes.mflop(),
                sizes.activationKib())));
        blocks.add(Section.table("Layers", HEADS, rows(sizes), "layers.csv"));
        blocks.add(Section.heading("Notes"));
        if (notes.isEmpty()) {
            blocks.add(Section.paragraph("No rule found anything to say."));
        } else {
            blocks.add(Section.list(noteItems(notes), "notes.csv"));
        }
        return new Section("sizes", "The network", blocks, List.of());
    }

    private static final List<String> HEADS = List.of(
            "layer",
            "kind",
            "shape",
            "jump",
            "field",
            "effective",
            "offset",
            "dropped",
            "parameters",
            "MFLOP",
            "KiB",
            "dead maps");

    private static List<List<String>> rows(LayerSizes sizes) {
        List<List<String>> rows = new ArrayList<>();
        for (LayerGeometry l : sizes.layers()) {
            EffectiveField field = sizes.fields().get(l.name());
            Double dead = sizes.deadShare().get(l.name());
            boolean input = l.kind().equals("input");
            rows.add(List.of(
                    l.name(),
                    l.kind() + (l.padding().isEmpty() ? "" : " " + l.kernel() + " × " + l.kernel()),
                    l.output().toString().replace("x", " × "),
                    l.hasMaps() ? plain(l.columns().jump()) : "–",
                    input
                            ? "–"
                            : Integer.toString(
                                    Math.min(l.columns().field(), sizes.stamp().width())),
                    field == null || Double.isNaN(field.x()) ? "–" : Numbers.number(field.x()),
                    l.hasMaps() ? Numbers.minus(plain(l.columns().gridOffset())) : "–",
                    l.columns().dropped() == 0
                            ? "–"
                            : Integer.toString(l.columns().dropped()),
                    l.parameters() == 0 ? "–" : String.format(Locale.ROOT, "%,d", l.parameters()),
                    l.flops() == 0 ? "–" : String.format(Locale.ROOT, "%.3f", 1e-6 * l.flops()),
                    String.format(Locale.ROOT, "%.1f", LayerSizes.activationKib(l)),
                    dead == null || dead == 0 ? "–" : Numbers.percent(dead, Double.NaN)));
        }
        return rows;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }

    private static List<List<String>> noteItems(List<Note> notes) {
        return notes.stream()
                .map(n -> List.of(n.rule() + (n.layer().isEmpty() ? "" : ", " + n.layer()), n.text()))
                .toList();
    }

    /** The latest share by layer, at the lowest noise. */
    private Map<String, Double> latest(String name) {
        Map<String, Double> shares = new LinkedHashMap<>();
        curves.get().stream()
                .filter(c -> c.name().equals(name))
                .min(java.util.Comparator.comparingDouble(Section.Curve::noiseSigma))
                .ifPresent(c -> {
                    for (int i = 0; i < c.layers().size(); i++) {
                        shares.put(c.layers().get(i), c.values().get(i));
                    }
                });
        return shares;
    }

    /** Full width at half maximum of the median galaxy under its PSF (px). */
    private double galaxyFwhm() {
        double[] widths = new double[MEDIAN_OF];
        for (int i = 0; i < MEDIAN_OF; i++) {
            SceneGalaxy galaxy = scene.draw(i);
            double psf = scene.hasPsf() ? galaxy.psfShape().sigma() : 0;
            widths[i] =
                    FWHM_OVER_SIGMA * Math.hypot(galaxy.sigma(), Double.isFinite(psf) ? psf : 0) / scene.pixelScale();
        }
        return new Sample(
                        java.util.Arrays.stream(widths).filter(Double::isFinite).toArray())
                .quantile(0.5);
    }
}
