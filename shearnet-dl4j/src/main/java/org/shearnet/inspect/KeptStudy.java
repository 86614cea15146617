package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.parallel.Workers;

/** How much of the information on each parameter every layer of a network keeps. */
public final class KeptStudy {

    /** Steps of the search in layers too wide and too entangled for more. */
    private static final int STEPS = 10;

    /** A layer before one that keeps this much is not searched: it keeps at least that. */
    private static final double ENOUGH = 0.999;

    private final LocalNetwork network;
    private final LayerParts parts;
    private final Options options;
    private final double[] known;

    /**
     * What is asked for.
     *
     * @param layers names; empty for all that see the stamp
     * @param noiseSigma levels (counts)
     * @param wideGalaxies how many galaxies are followed through layers of many numbers; the rest through the others alone
     */
    public record Options(List<String> layers, List<Double> noiseSigma, List<FloatFormat> formats, int wideGalaxies) {

        /** All layers at the benchmark's usual levels, in float32. */
        public static final Options DEFAULT =
                new Options(List.of(), List.of(1e-5, 1e-3, 1e-2), List.of(FloatFormat.FLOAT32), 8);

        public Options {
            layers = List.copyOf(layers);
            noiseSigma = List.copyOf(noiseSigma);
            formats = List.copyOf(formats);
        }
    }

    /** @param known inverse variances of the population: {@link InspectedGalaxy#population} */
    public KeptStudy(LocalNetwork network, double[] known, Options options) {
        this.network = network;
        this.known = known.clone();
        this.options = options;
        parts = new LayerParts(network);
        options.layers().forEach(network::vertex);
    }

    /**
     * Follows galaxies through the network.
     *
     * @param done told how many galaxies are finished
     */
    public List<Kept> run(InspectedGalaxy[] galaxies, int threads, IntConsumer done) {
        List<List<Kept>> all = new ArrayList<>(java.util.Collections.nCopies(galaxies.length, List.of()));
        Workers.run(
                galaxies.length,
                threads,
                () -> this,
                (study, i) -> all.set(i, study.of(galaxies[i], i < options.wideGalaxies())),
                done);
        return all.stream().flatMap(List::stream).toList();
    }

    /** One galaxy through all layers, those of many numbers only where {@code wide}. */
    List<Kept> of(InspectedGalaxy galaxy, boolean wide) {
        List<String> layers = parts.seeing().stream()
                .filter(v -> options.layers().isEmpty() || options.layers().contains(v))
                .filter(v -> wide || parts.of(v).way() == LayerParts.Way.ROWS)
                .toList();
        Map<Double, LocalNetwork.Point> points = new LinkedHashMap<>();
        for (double sigma : options.noiseSigma()) {
            points.put(sigma, network.at(galaxy.pixels(), galaxy.psf(), sigma));
        }
        LocalNetwork.Point first = points.get(options.noiseSigma().get(0));
        Map<String, LocalJacobian> maps = LocalJacobian.of(first, network, parts.maps(layers));
        Map<String, List<Kept>> found = new LinkedHashMap<>();
        for (int l = layers.size() - 1; l >= 0; l--) {
            String layer = layers.get(l);
            Kept[] best = behind(layer, found);
            List<Kept> kept = new ArrayList<>();
            if (parts.of(layer).way() == LayerParts.Way.SEARCH && enough(best)) {
                for (Kept k : best) {
                    kept.add(new Kept(layer, k.galaxy(), k.noiseSigma(), k.format(), false, k.kept(), 0, 0));
                }
            } else {
                kept.addAll(of(galaxy, layer, points, maps));
                for (int i = 0; i < kept.size(); i++) {
                    boolean bounded = kept.get(i).format() == FloatFormat.FLOAT32
                            && !kept.get(i).exact();
                    kept.set(i, best[i] != null && bounded ? kept.get(i).atLeast(best[i]) : kept.get(i));
                }
            }
            found.put(layer, kept);
        }
        return layers.stream().flatMap(v -> found.get(v).stream()).toList();
    }

    private boolean enough(Kept[] best) {
        return Stream.of(best).allMatch(k -> k != null && k.ofShear() >= ENOUGH);
    }

    /** By noise level and format, the most that a layer behind one keeps: what that layer keeps at least. */
    private Kept[] behind(String layer, Map<String, List<Kept>> found) {
        Kept[] best = new Kept[options.noiseSigma().size() * options.formats().size()];
        for (String after : parts.behind(layer)) {
            List<Kept> theirs = found.getOrDefault(after, List.of());
            for (int i = 0; i < theirs.size(); i++) {
                best[i] = best[i] == null ? theirs.get(i) : best[i].atLeast(theirs.get(i));
            }
        }
        return best;
    }

    private List<Kept> of(
            InspectedGalaxy galaxy,
            String layer,
            Map<Double, LocalNetwork.Point> points,
            Map<String, LocalJacobian> maps) {
        List<Kept> all = new ArrayList<>();
        LayerView view = new LayerView(network, parts.of(layer), layer, galaxy.tangents(), maps, STEPS);
        points.forEach((sigma, point) -> {
            double[][] stamp = Information.ofStamp(galaxy.tangents(), sigma);
            view.look(point);
            for (FloatFormat format : options.formats()) {
                Information of = view.at(sigma, format);
                all.add(new Kept(
                        layer,
                        galaxy.index(),
                        sigma,
                        format,
                        of.exact(),
                        of.kept(stamp, known),
                        of.active(),
                        of.rank()));
            }
        });
        return all;
    }

    /** Means over galaxies of what is kept of g, by layer in order, at a noise and in a format. */
    public static Map<String, Double> means(List<Kept> all, double sigma, FloatFormat format) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Kept kept : all) {
            if (kept.noiseSigma() == sigma && kept.format() == format) {
                double[] sum = sums.computeIfAbsent(kept.layer(), name -> new double[2]);
                sum[0] += kept.ofShear();
                sum[1]++;
            }
        }
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((layer, sum) -> means.put(layer, sum[0] / sum[1]));
        return means;
    }
}
