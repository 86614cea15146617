package org.shearnet.inspect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.benchmark.Sample;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;

/**
 * One of six galaxies that show what a network makes of shapes: the scene's median galaxy made round, elongated along x and along
 * 45 degrees, smaller, larger and moved, within what the scene draws.
 *
 * @param name what is special about it
 */
public record Specimen(String name, InspectedGalaxy galaxy) {

    /** How many there are. */
    public static final int COUNT = 6;

    /** Place in {@link #of} of the one that is elongated along x. */
    public static final int ALONG_X = 1;

    /** Galaxies that the medians and quantiles are taken from. */
    private static final int POPULATION = 201;

    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    /** Shape of the elongated ones where the scene's are rounder. */
    private static final double LEAST_SHAPE = 0.05;

    /** The six. */
    public static List<Specimen> of(Scene scene) {
        SceneGalaxy[] population = HeldOutGalaxies.inStamp(scene, 0, POPULATION);
        Sample size = sample(population, g -> g.parameters()[4]);
        Sample shape = sample(population, g -> g.shear().modulus());
        SceneGalaxy median = Arrays.stream(population)
                .min(Comparator.comparingDouble(g -> Math.abs(g.parameters()[4] - size.quantile(0.5))))
                .orElseThrow();
        double s = size.quantile(0.5);
        double g = Math.max(LEAST_SHAPE, shape.quantile(HIGH));
        double flux = median.flux();
        SceneRenderer renderer = new SceneRenderer(scene, RenderAccuracy.HIGH);
        return List.of(
                of(scene, renderer, median, "round", 0, 0, 0, s, flux),
                of(scene, renderer, median, "along x", 0, g, 0, s, flux),
                of(scene, renderer, median, "along 45°", 0, 0, g, s, flux),
                of(scene, renderer, median, "small", 0, 0, 0, size.quantile(LOW), flux),
                of(scene, renderer, median, "large", 0, 0, 0, size.quantile(HIGH), flux),
                of(scene, renderer, median, "1 px to the right", scene.pixelScale(), 0, 0, s, flux));
    }

    private static Specimen of(
            Scene scene, SceneRenderer renderer, SceneGalaxy galaxy, String name, double x, double... rest) {
        double[] theta =
                DoubleStream.concat(DoubleStream.of(x, 0), Arrays.stream(rest)).toArray();
        return new Specimen(name, InspectedGalaxy.of(scene, renderer, galaxy.at(theta)));
    }

    private static Sample sample(SceneGalaxy[] galaxies, java.util.function.ToDoubleFunction<SceneGalaxy> of) {
        return new Sample(Arrays.stream(galaxies).mapToDouble(of).toArray());
    }
}
