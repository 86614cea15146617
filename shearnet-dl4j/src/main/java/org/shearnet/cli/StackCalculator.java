package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.inspect.Kept;
import org.shearnet.inspect.KeptStudy;
import org.shearnet.inspect.LayerSizes;
import org.shearnet.inspect.Note;
import org.shearnet.inspect.Notes;
import org.shearnet.inspect.UntrainedNetwork;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LayerGeometry;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Stack;
import org.shearnet.net.engine.Shape;
import org.shearnet.report.StackDiagram;

/**
 * {@code shearnet inspect --stack}: sizes, field, offset, dropped border, parameters, arithmetic and memory of any stack of layers,
 * and what they keep of the information on the shear with random weights.
 */
final class StackCalculator {

    /** Pixel noise at which it is said what is kept (counts). */
    private static final List<Double> LEVELS = List.of(1e-5, 1e-3, 1e-2);

    private static final int GALAXIES = 2;

    /** Beyond this side (px) and these numbers of a layer, what is kept takes too long to wait for. */
    private static final int MOST_SIDE = 101;

    private static final int MOST_NUMBERS = 500_000;

    private static final long SEED = 1;

    /** What makes a network of any stack: one number for each label. Nothing is said of it. */
    private static final String ANSWERING = ", dense 4";

    private final String line;
    private final Shape stamp;
    private final Path svg;

    /**
     * Prepares it.
     *
     * @param side of the stamps (px)
     * @param svg where the layers are drawn; null for nowhere
     */
    StackCalculator(String line, int side, Path svg) {
        this.line = line;
        stamp = new Shape(side, side, 1);
        this.svg = svg;
        if (svg != null && !svg.toString().endsWith(".svg")) {
            throw new UsageException("--svg " + svg + ": give the name of an .svg file; a .png is drawn beside it");
        }
    }

    /**
     * Prints all of it.
     *
     * @param scene of stamps of that side, in which it is said what is kept
     */
    void print(Scene scene, int threads) throws IOException {
        LayerSizes sizes;
        try {
            sizes = LayerSizes.of(Network.geometry(Stack.parse(line).spec(), stamp, stamp), stamp);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--stack: " + e.getMessage());
        }
        List<Note> notes = Notes.of(sizes, Double.NaN);
        System.out.print(sizes.text());
        for (Note note : notes) {
            System.out.println("note: " + note.layer() + ": " + note.text());
        }
        if (svg != null) {
            StackDiagram.draw(svg, sizes, notes);
            System.out.println(svg);
        }
        boolean large = stamp.width() > MOST_SIDE
                || sizes.layers().stream().anyMatch(l -> l.output().size() > MOST_NUMBERS);
        if (large) {
            System.out.println("what is kept: not computed beyond " + MOST_SIDE + " px and " + MOST_NUMBERS
                    + " numbers of a layer");
            return;
        }
        System.out.print(kept(sizes, scene, threads));
    }

    private String kept(LayerSizes sizes, Scene scene, int threads) {
        NetworkSpec spec = Stack.parse(line + ANSWERING).spec();
        LocalNetwork network = LocalNetwork.of(UntrainedNetwork.of(spec, scene, LEVELS.get(0), SEED));
        KeptStudy study = new KeptStudy(
                network,
                InspectedGalaxy.population(scene),
                new KeptStudy.Options(List.of(), LEVELS, List.of(FloatFormat.FLOAT32), GALAXIES));
        List<Kept> all;
        try (ProgressLine progress = new ProgressLine("inspect --stack", "galaxies", GALAXIES)) {
            all = study.run(InspectedGalaxy.draw(scene, GALAXIES), threads, progress::step);
        }
        StringBuilder text = new StringBuilder("\nkept of the information on g1, g2 with random weights, " + GALAXIES
                + " galaxies of the scene of june2025:\n");
        text.append(String.format(Locale.ROOT, "%-16s", "layer"));
        LEVELS.forEach(level -> text.append(String.format(Locale.ROOT, "%14s", "noise " + plain(level))));
        text.append('\n');
        for (LayerGeometry geometry : sizes.layers()) {
            String layer = geometry.name();
            text.append(String.format(Locale.ROOT, "%-16s", layer));
            for (double level : LEVELS) {
                Map<String, Double> means = KeptStudy.means(all, level, FloatFormat.FLOAT32);
                text.append(String.format(Locale.ROOT, "%14.4g", means.get(layer)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String plain(double level) {
        return Arrays.stream(String.format(Locale.ROOT, "%.0e", level).split("e"))
                .reduce((digits, power) -> digits + "e" + Integer.parseInt(power))
                .orElseThrow();
    }
}
