package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.LocalNetwork.Vertex;
import org.shearnet.net.Reach;
import org.shearnet.parallel.Workers;

/**
 * What a layer shows of galaxies: its activations, how they change with g1, and the signal to noise of that change for a shear of
 * one.
 *
 * @param layer its vertex; several copies of a stamp stand behind one another in the channels
 * @param jump pixels of the stamp between neighbouring numbers; 0 where a number sees all of it
 * @param field pixels that a number depends on; 0 likewise
 * @param start the stamp's column that the first number's field begins at
 * @param activation [galaxies][numbers], numbers as [height][width][channels]
 * @param tangent d activation / d g1
 * @param s2n |d activation / d g1| over the standard deviation of the activation
 * @param s2nExact whether the deviation is exact or from {@value #PROBES} random vectors, right to 9 per cent
 * @param lost part of d image / d g1 that no reader of the layer sees, [galaxies][pixels]
 * @param kept share of the information on g, per galaxy
 */
public record LayerMaps(
        Vertex layer,
        double jump,
        int field,
        int start,
        double[][] activation,
        double[][] tangent,
        double[][] s2n,
        boolean s2nExact,
        double[][] lost,
        double[] kept) {

    static final int PROBES = 64;
    private static final int G1 = 2;
    private static final int STEPS = 10;

    /**
     * Map {@code m} of the layer's numbers, [height * width]; those of one copy of the stamp come before those of the next.
     *
     * @param values of one galaxy
     */
    public double[] map(double[] values, int m) {
        int channels = layer.shape().channels();
        double[] map = new double[layer.shape().pixels()];
        int first = m / channels * map.length * channels + m % channels;
        Arrays.setAll(map, p -> values[first + p * channels]);
        return map;
    }

    /** Numbers that move with no pixel, for any of the galaxies. */
    public int dead() {
        int dead = 0;
        for (int i = 0; i < layer.size(); i++) {
            int at = i;
            dead += Arrays.stream(s2n).allMatch(row -> Double.isNaN(row[at])) ? 1 : 0;
        }
        return dead;
    }

    /**
     * The maps of all layers that see the stamp.
     *
     * @param sigma pixel noise (counts)
     * @param known inverse variances of the population: {@link InspectedGalaxy#population}
     * @param done told 1 after each galaxy
     */
    public static List<LayerMaps> of(
            LocalNetwork network,
            InspectedGalaxy[] galaxies,
            double sigma,
            double[] known,
            int threads,
            IntConsumer done) {
        LayerParts parts = new LayerParts(network);
        Map<String, Reach> reaches = Reach.of(network);
        List<LayerMaps> all = new ArrayList<>();
        for (String name : parts.seeing()) {
            Vertex vertex = network.vertex(name);
            Reach reach = reaches.get(name);
            int n = galaxies.length;
            int w = vertex.shape().width();
            all.add(new LayerMaps(
                    vertex,
                    reach == null || w < 3 ? 0 : reach.firstColumn()[w / 2 + 1] - reach.firstColumn()[w / 2],
                    reach == null ? 0 : reach.field(),
                    reach == null ? 0 : reach.firstColumn()[0],
                    new double[n][],
                    new double[n][],
                    new double[n][],
                    parts.of(name).way() != LayerParts.Way.SEARCH,
                    new double[n][],
                    new double[n]));
        }
        Workers.run(
                galaxies.length,
                threads,
                () -> all,
                (maps, g) -> look(network, parts, galaxies[g], g, sigma, known, maps),
                done);
        return all;
    }

    /** Fills in galaxy number {@code g}. */
    private static void look(
            LocalNetwork network,
            LayerParts parts,
            InspectedGalaxy galaxy,
            int g,
            double sigma,
            double[] known,
            List<LayerMaps> all) {
        LocalNetwork.Point point = network.at(galaxy.pixels(), galaxy.psf(), sigma);
        Map<String, double[]> tangents = point.tangents(galaxy.tangents()[G1]);
        Map<String, LocalJacobian> jacobians = LocalJacobian.of(point, network, parts.maps(parts.seeing()));
        double[][] stamp = Information.ofStamp(galaxy.tangents(), sigma);
        Map<String, double[]> guessed = guessedVariances(network, point, galaxy.pixels().length);
        for (LayerMaps maps : all) {
            String name = maps.layer.name();
            LayerView view = new LayerView(network, parts.of(name), name, galaxy.tangents(), jacobians, STEPS);
            view.look(point);
            Information information = view.at(sigma, FloatFormat.FLOAT32);
            maps.activation[g] = point.value(name).clone();
            maps.tangent[g] = tangents.get(name);
            maps.lost[g] = information.lost()[G1];
            maps.kept[g] = information.kept(stamp, known)[0];
            double[] variance = view.variance();
            maps.s2n[g] = ratio(maps.tangent[g], variance == null ? guessed.get(name) : variance, sigma);
        }
    }

    private static double[] ratio(double[] tangent, double[] variance, double sigma) {
        double[] s2n = new double[tangent.length];
        Arrays.setAll(s2n, i -> variance[i] > 0 ? Math.abs(tangent[i]) / (sigma * Math.sqrt(variance[i])) : Double.NaN);
        return s2n;
    }

    /** Mean squares of tangents along random signs: sums of the squares of the rows of J. */
    private static Map<String, double[]> guessedVariances(LocalNetwork network, LocalNetwork.Point point, int pixels) {
        Map<String, double[]> sums = new java.util.LinkedHashMap<>();
        LayerParts parts = new LayerParts(network);
        if (parts.seeing().stream().noneMatch(v -> parts.of(v).way() == LayerParts.Way.SEARCH)) {
            return sums;
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int probe = 0; probe < PROBES; probe++) {
            double[] signs = new double[pixels];
            Arrays.setAll(signs, p -> random.nextBoolean() ? 1 : -1);
            point.tangents(signs).forEach((name, d) -> {
                double[] sum = sums.computeIfAbsent(name, v -> new double[d.length]);
                for (int i = 0; i < d.length; i++) {
                    sum[i] += d[i] * d[i] / PROBES;
                }
            });
        }
        return sums;
    }
}
