package org.shearnet.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
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

/** What the layers show of six galaxies: activations, their change with the shear, its signal to noise, and what is lost. */
public final class MapsPart implements Part {

    /** Maps of a layer that are drawn. */
    private static final int SHOWN = 8;

    /** Layers whose lost signal is drawn. */
    private static final int COLUMNS = 7;

    private static final int SIDE = 84;
    private static final int GAP = 6;
    private static final int LABEL = 112;
    private static final int TOP = 40;
    private static final int LINE = 18;

    private final Scene scene;
    private final Model model;
    private final double noiseSigma;
    private final int threads;

    /**
     * Prepares it.
     *
     * @param noiseSigma pixel noise (counts)
     */
    public MapsPart(Scene scene, Model model, double noiseSigma, int threads) {
        this.scene = scene;
        this.model = model;
        this.noiseSigma = noiseSigma;
        this.threads = threads;
    }

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
        return Specimen.of(scene).size();
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
        int width = LABEL + (layers.size() + 2) * (SIDE + GAP);
        int row = SIDE + GAP + LINE;
        Style.draw(png, width, TOP + specimens.size() * row, g -> {
            g.setFont(Style.font(Font.PLAIN, 12));
            g.setColor(Style.INK);
            List<String> heads = new ArrayList<>(List.of("stamp", "dI/dg1"));
            layers.forEach(l -> heads.add(l.layer().name()));
            for (int c = 0; c < heads.size(); c++) {
                g.drawString(Legend.fitting(g, heads.get(c), SIDE), LABEL + c * (SIDE + GAP), TOP - 8);
            }
            g.drawString("lost of it at", LABEL + 2 * (SIDE + GAP), TOP - 24);
            for (int i = 0; i < specimens.size(); i++) {
                InspectedGalaxy galaxy = specimens.get(i).galaxy();
                int y = TOP + i * row;
                g.setColor(Style.INK);
                g.drawString(specimens.get(i).name(), 4, y + SIDE / 2);
                double[] change = galaxy.tangents()[2];
                DoubleFunction<Color> signed = MapImage.signed(largest(change));
                MapImage.draw(g, galaxy.pixels(), w, h, LABEL, y, SIDE, MapImage.grey(galaxy.pixels()));
                MapImage.draw(g, change, w, h, LABEL + SIDE + GAP, y, SIDE, signed);
                frame(g, LABEL, y);
                frame(g, LABEL + SIDE + GAP, y);
                for (int l = 0; l < layers.size(); l++) {
                    int x = LABEL + (l + 2) * (SIDE + GAP);
                    MapImage.draw(g, layers.get(l).lost()[i], w, h, x, y, SIDE, signed);
                    frame(g, x, y);
                    double kept = layers.get(l).kept()[i];
                    g.drawString(
                            kept >= 0.01
                                    ? String.format(Locale.ROOT, "%.4f", kept)
                                    : Numbers.minus(Numbers.scientific(kept, 2)),
                            x,
                            y + SIDE + 14);
                }
            }
        });
    }

    private static void frame(Graphics2D g, int x, int y) {
        g.setColor(Style.INK);
        g.draw(new Rectangle2D.Double(x, y, SIDE, SIDE));
    }

    private static double largest(double[] values) {
        return Arrays.stream(values)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    /** Activations, tangents and signal to noise of a layer, those maps first that have most of it. */
    private static void layer(Path png, LayerMaps maps) throws IOException {
        int i = Specimen.ALONG_X;
        boolean vector = maps.layer().shape().isVector();
        double[] s2n = maps.s2n()[i];
        int channels = vector ? 1 : maps.layer().shape().channels();
        int count = vector ? 1 : maps.layer().copies() * channels;
        int pixels = vector ? s2n.length : maps.layer().shape().pixels();
        int across = vector
                ? (int) Math.ceil(Math.sqrt(pixels))
                : maps.layer().shape().width();
        int down = vector ? across : maps.layer().shape().height();
        List<Integer> order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(m -> -strength(map(s2n, m, channels, pixels))))
                .limit(SHOWN)
                .toList();
        double change = largest(maps.tangent()[i]);
        double most = largest(s2n);
        int width = LABEL + Math.max(3, order.size()) * (SIDE + GAP);
        Style.draw(png, width, TOP + 3 * (SIDE + GAP), g -> {
            g.setFont(Style.font(Font.PLAIN, 12));
            String[] rows = {"activation", "change with g1", "signal to noise"};
            String[] scales = {
                "",
                "to " + Numbers.minus(Numbers.scientific(change, 2)),
                "to " + Numbers.minus(Numbers.scientific(most, 2))
            };
            for (int r = 0; r < rows.length; r++) {
                g.setColor(Style.INK);
                g.drawString(rows[r], 4, TOP + r * (SIDE + GAP) + SIDE / 2);
                g.drawString(scales[r], 4, TOP + r * (SIDE + GAP) + SIDE / 2 + LINE);
            }
            for (int c = 0; c < order.size(); c++) {
                int m = order.get(c);
                int x = LABEL + c * (SIDE + GAP);
                g.setColor(Style.INK);
                g.drawString(vector ? "all" : "map " + (m + 1), x, TOP - 8);
                double[] noise = map(s2n, m, channels, pixels);
                for (int r = 0; r < rows.length; r++) {
                    int y = TOP + r * (SIDE + GAP);
                    double[] values =
                            map(r == 0 ? maps.activation()[i] : r == 1 ? maps.tangent()[i] : s2n, m, channels, pixels);
                    if (vector) {
                        values = MapImage.square(values);
                    }
                    if (Arrays.stream(noise).noneMatch(Double::isFinite)) {
                        MapImage.hatched(g, x, y, SIDE);
                    } else {
                        DoubleFunction<Color> colour =
                                r == 0 ? MapImage.grey(values) : r == 1 ? MapImage.signed(change) : MapImage.dark(most);
                        MapImage.draw(g, values, across, down, x, y, SIDE, colour);
                    }
                    frame(g, x, y);
                }
            }
        });
    }

    private static double strength(double[] s2n) {
        return Arrays.stream(s2n).filter(Double::isFinite).map(v -> v * v).sum();
    }

    /** Map {@code m} of numbers that stand as [copies][pixels][channels]. */
    private static double[] map(double[] values, int m, int channels, int pixels) {
        double[] map = new double[pixels];
        int first = m / channels * pixels * channels + m % channels;
        Arrays.setAll(map, p -> values[first + p * channels]);
        return map;
    }
}
