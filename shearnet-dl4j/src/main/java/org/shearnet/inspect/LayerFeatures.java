package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.net.Model;
import org.shearnet.net.Taps;
import org.shearnet.parallel.Workers;

/** Features of noisy held-out galaxies at every layer, those of wide layers projected at random onto fewer. */
public final class LayerFeatures {

    /** Numbers up to which a layer is read as it is. */
    private static final int WIDTH = 1024;

    /** Projected numbers that each number of a wide layer is added to, with a random sign (Achlioptas 2003). */
    private static final int SHARES = 4;

    private static final long FIRST_INDEX = (1L << 40) + (1L << 20);

    private LayerFeatures() {}

    /**
     * Reads every layer with probes.
     *
     * @param galaxies held-out ones, others than those that are inspected one by one
     * @param epochs of the non-linear reader; 0 for none
     * @param done told how many layers are read
     */
    public static List<Probe> probe(
            Model model, Scene scene, int galaxies, double sigma, int epochs, int threads, IntConsumer done) {
        double[] g1 = new double[galaxies];
        double[] g2 = new double[galaxies];
        double[][] images = new double[galaxies][scene.nx() * scene.ny()];
        int side = Math.min(scene.nx(), scene.ny());
        double[][] psfs = new double[galaxies][];
        Workers.run(
                galaxies,
                threads,
                () -> new SceneRenderer(scene),
                (renderer, i) -> {
                    SceneGalaxy galaxy = scene.draw(FIRST_INDEX + i);
                    g1[i] = galaxy.g1();
                    g2[i] = galaxy.g2();
                    renderer.image(galaxy, images[i]);
                    renderer.addNoise(galaxy.index(), sigma, "probe-noise", images[i]);
                    if (model.spec().takesPsf()) {
                        psfs[i] = new double[side * side];
                        renderer.psfImage(galaxy, psfs[i], side);
                    }
                },
                finished -> {});
        Map<String, Integer> sizes = new LinkedHashMap<>();
        new Taps(model).run(1, 1, (i, to) -> to.take(images[0], psfs[0], sigma), (i, layers) -> {
            sizes.put("stamp", images[0].length);
            layers.forEach((name, values) -> sizes.put(name, values.length));
        });
        Probes probes = new Probes(g1, g2, epochs);
        List<Probe> all = new ArrayList<>();
        int finished = 0;
        for (Map.Entry<String, Integer> layer : sizes.entrySet()) {
            Projection projection = new Projection(layer.getValue());
            double[] x = new double[galaxies * projection.width];
            if (layer.getKey().equals("stamp")) {
                for (int i = 0; i < galaxies; i++) {
                    projection.put(images[i], x, i);
                }
            } else {
                new Taps(model).run(galaxies, threads, (i, to) -> to.take(images[i], psfs[i], sigma), (i, layers) -> {
                    float[] values = layers.get(layer.getKey());
                    double[] doubles = new double[values.length];
                    java.util.Arrays.setAll(doubles, k -> values[k]);
                    projection.put(doubles, x, i);
                });
            }
            all.addAll(probes.read(layer.getKey(), layer.getValue(), x));
            done.accept(++finished);
        }
        return all;
    }

    /** A sparse random projection of fixed seed, or none. */
    private static final class Projection {

        private final int width;
        private final int[] places;
        private final double[] signs;

        Projection(int numbers) {
            width = Math.min(numbers, WIDTH);
            SplittableRandom random = new SplittableRandom(5);
            places = new int[numbers > WIDTH ? numbers * SHARES : 0];
            signs = new double[places.length];
            for (int k = 0; k < places.length; k++) {
                places[k] = random.nextInt(width);
                signs[k] = random.nextBoolean() ? 1 : -1;
            }
        }

        void put(double[] values, double[] x, int row) {
            if (places.length == 0) {
                System.arraycopy(values, 0, x, row * width, width);
            }
            for (int k = 0; k < places.length; k++) {
                x[row * width + places[k]] += signs[k] * values[k / SHARES];
            }
        }
    }
}
