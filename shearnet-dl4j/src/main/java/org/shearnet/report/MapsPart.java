package org.shearnet.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.inspect.InspectFiles;
import org.shearnet.inspect.InspectedGalaxy;
import org.shearnet.inspect.LayerMaps;
import org.shearnet.inspect.Specimen;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

/**
 * What the layers show of six galaxies: activations, their change with the shear, its signal to noise, and what is lost.
 *
 * @param noiseSigma pixel noise (counts)
 */
public record MapsPart(Scene scene, Model model, double noiseSigma, int threads) implements Part {

    /** Maps of a layer that are drawn. */
    private static final int SHOWN = 8;

    /** Layers whose lost signal is drawn. */
    private static final int COLUMNS = 7;

    private static final int SIDE = 84;
    private static final int LABEL = 112;
    private static final int TOP = 40;
    private static final int FOOT = 18;

    @Override
    public String name() {
        return "maps";
    }

    @Override
    public String unit() {
        return "galaxies";
    }

    @Override
    public long steps() {
        return Specimen.COUNT;
    }

    @Override
    public Section run(Path folder, LongConsumer progress) throws IOException {
        List<Specimen> specimens = Specimen.of(scene);
        InspectedGalaxy[] galaxies = specimens.stream().map(Specimen::galaxy).toArray(InspectedGalaxy[]::new);
        List<LayerMaps> all = LayerMaps.of(
                LocalNetwork.of(model),
                galaxies,
                noiseSigma,
                InspectedGalaxy.population(scene),
                threads,
                progress::accept);
        InspectFiles.maps(folder.resolve("maps.fits"), all, model.stamp().width());
        List<Section.Block> blocks = new ArrayList<>();
        blocks.add(
                Section.paragraph(
                        "Six galaxies made from the scene's median one, without noise; pixel noise "
                                + Numbers.minus(Numbers.scientific(noiseSigma))
                                + " for what is said of noise. All maps of all six: maps.fits (one extension a layer and kind, [galaxy][map][y][x])."));
        lost(folder.resolve("lost.png"), specimens, all);
        blocks.add(Section.figure(
                "lost.png",
                "dI/dg1, the change of the image with g1, and the part of it that nobody can get back from a layer, on the"
                        + " same scale: blue negative, orange positive, white nothing. Below each, the share of the information on g that the layer keeps.",
                ""));
        for (LayerMaps maps : all) {
            String png = "maps-" + maps.layer().name().replaceAll("[^A-Za-z0-9_.-]", "_") + ".png";
            layer(folder.resolve(png), maps);
            int count = maps.layer().copies() * maps.layer().shape().channels();
            blocks.add(Section.folded(
                    String.format(
                            Locale.ROOT,
                            "%s (%s)%s",
                            maps.layer().name(),
                            maps.layer().shape().isVector()
                                    ? count + " numbers"
                                    : count + (count == 1 ? " map of " : " maps of ")
                                            + maps.layer().shape().height() + " × "
                                            + maps.layer().shape().width(),
                            maps.dead() == 0
                                    ? ""
                                    : String.format(
                                            Locale.ROOT,
                                            ", %,d of %,d numbers dead",
                                            maps.dead(),
                                            maps.layer().size())),
                    png,
                    "The galaxy along x: activation (each map from its least value, black, to its largest, white), change with"
                            + " g1 (blue negative, orange positive) and signal to noise of that change for a shear of one (black"
                            + " most); the last two on one scale for all maps. The maps with the largest signal to noise come"
                            + " first. Hatched: a map that no pixel moves."));
        }
        return new Section("maps", "Maps", blocks, List.of());
    }

    /** The layers where most is lost, and the last. */
    private static List<LayerMaps> chosen(List<LayerMaps> all) {
        double[] drop = new double[all.size()];
        double before = 1;
        for (int l = 0; l < drop.length; l++) {
            double kept = Arrays.stream(all.get(l).kept()).average().orElse(1);
            drop[l] = l == drop.length - 1 ? Double.POSITIVE_INFINITY : before - kept;
            before = kept;
        }
        return IntStream.range(0, drop.length)
                .filter(l -> !all.get(l).layer().kind().equals("input"))
                .boxed()
                .sorted(Comparator.comparingDouble(l -> -drop[l]))
                .limit(COLUMNS)
                .sorted()
                .map(all::get)
                .toList();
    }

    private void lost(Path png, List<Specimen> specimens, List<LayerMaps> all) throws IOException {
        List<LayerMaps> layers = chosen(all);
        int w = model.stamp().width();
        int h = model.stamp().height();
        MapImage.Grid grid = new MapImage.Grid(LABEL, TOP, SIDE, FOOT);
        List<String> heads = new ArrayList<>(List.of("stamp", "dI/dg1"));
        layers.forEach(l -> heads.add(l.layer().name()));
        Style.draw(png, grid.width(heads.size()), grid.height(specimens.size()), g -> {
            grid.heads(g, heads);
            g.drawString("lost of it at", grid.x(2), TOP - 24);
            for (int i = 0; i < specimens.size(); i++) {
                grid.label(g, i, specimens.get(i).name());
                double[] pixels = specimens.get(i).galaxy().pixels();
                double[] change = specimens.get(i).galaxy().tangents()[2];
                DoubleFunction<Color> signed = MapImage.signed(MapImage.largest(change));
                grid.draw(g, i, 0, pixels, w, h, MapImage.grey(pixels));
                grid.draw(g, i, 1, change, w, h, signed);
                for (int l = 0; l < layers.size(); l++) {
                    grid.draw(g, i, l + 2, layers.get(l).lost()[i], w, h, signed);
                    grid.foot(g, i, l + 2, Numbers.kept(layers.get(l).kept()[i]));
                }
            }
        });
    }

    /** Activations, tangents and signal to noise of a layer, those maps first that have most of it. */
    private static void layer(Path png, LayerMaps maps) throws IOException {
        int i = Specimen.ALONG_X;
        boolean vector = maps.layer().shape().isVector();
        double[] s2n = maps.s2n()[i];
        int count = vector ? 1 : maps.layer().copies() * maps.layer().shape().channels();
        int across = vector
                ? (int) Math.ceil(Math.sqrt(s2n.length))
                : maps.layer().shape().width();
        int down = vector ? across : maps.layer().shape().height();
        List<Integer> order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(m -> -strength(drawn(maps, s2n, m))))
                .limit(SHOWN)
                .toList();
        double change = MapImage.largest(maps.tangent()[i]);
        double most = MapImage.largest(s2n);
        MapImage.Grid grid = new MapImage.Grid(LABEL, TOP, SIDE);
        Style.draw(png, grid.width(Math.max(3, order.size())), grid.height(3), g -> {
            grid.heads(
                    g,
                    order.stream().map(m -> vector ? "all" : "map " + (m + 1)).toList());
            grid.label(g, 0, "activation");
            grid.label(g, 1, "change with g1", "to " + Numbers.number(change));
            grid.label(g, 2, "signal to noise", "to " + Numbers.number(most));
            for (int c = 0; c < order.size(); c++) {
                for (int r = 0; r < 3; r++) {
                    double[] of = r == 0 ? maps.activation()[i] : r == 1 ? maps.tangent()[i] : s2n;
                    double[] values = drawn(maps, of, order.get(c));
                    if (Arrays.stream(drawn(maps, s2n, order.get(c))).noneMatch(Double::isFinite)) {
                        grid.hatched(g, r, c);
                        continue;
                    }
                    DoubleFunction<Color> colour =
                            r == 0 ? MapImage.grey(values) : r == 1 ? MapImage.signed(change) : MapImage.dark(most);
                    grid.draw(g, r, c, values, across, down, colour);
                }
            }
        });
    }

    /** A map; of a layer of numbers all of them, as a square. */
    private static double[] drawn(LayerMaps maps, double[] values, int m) {
        return maps.layer().shape().isVector() ? MapImage.square(values) : maps.map(values, m);
    }

    private static double strength(double[] s2n) {
        return Arrays.stream(s2n).filter(Double::isFinite).map(v -> v * v).sum();
    }
}
