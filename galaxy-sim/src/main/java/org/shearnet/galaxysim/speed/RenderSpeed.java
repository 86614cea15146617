package org.shearnet.galaxysim.speed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.StampGrid;

/**
 * Stamps per second by profile: a new galaxy per stamp (half-light radius 0.3 to 1.2 arcsec, |g_i| to 0.3, shift to 0.2
 * arcsec), 53 x 53 pixels of 0.141 arcsec, noise included; and adaptive moments of such stamps. The same work as
 * {@code scripts/peers/galsim_speed.py} gives GalSim.
 */
public final class RenderSpeed {

    private static final StampGrid GRID = StampGrid.square(53, 0.141);
    private static final double SIGMA = 1e-3;

    /**
     * A result.
     *
     * @param name the case
     * @param threads how many at once
     * @param perSecond items per second of all threads together
     */
    public record Rate(String name, int threads, double perSecond) {}

    private interface Work {
        /** Does one item; the result keeps the compiler from leaving it out. */
        double item(long index);
    }

    private interface WorkMaker {
        Work make();
    }

    private interface Galaxy {
        LightProfile of(double radius, RandomStream random);
    }

    private RenderSpeed() {}

    /**
     * Measures all cases.
     *
     * @param threads how many at once
     * @param seconds time for each case, the median of three parts; a round of all cases before is not counted
     * @return the rate of each case
     * @throws InterruptedException where the thread is interrupted
     */
    public static List<Rate> measure(int threads, double seconds) throws InterruptedException {
        Map<String, WorkMaker> cases = new LinkedHashMap<>();
        LightProfile small = Gaussian.ofFwhm(0.25, 1);
        LightProfile moffat = Moffat.ofFwhm(2.5, 0.7, 0, 1);
        LightProfile airy = Airy.ofTelescope(700, 2.4, 0.3, 1);
        cases.put("exponential-gaussian", drawing((r, u) -> Exponential.ofHalfLightRadius(r, 1), small));
        cases.put("exponential-moffat", drawing((r, u) -> Exponential.ofHalfLightRadius(r, 1), moffat));
        cases.put("sersic2.5-gaussian", drawing((r, u) -> new Sersic(2.5, r, 1), small));
        cases.put("sersic-random-gaussian", drawing((r, u) -> new Sersic(0.5 + 3.5 * u.nextDouble(), r, 1), small));
        cases.put("devaucouleurs-gaussian", drawing((r, u) -> Sersic.deVaucouleurs(r, 1), small));
        cases.put("exponential-airy", drawing((r, u) -> Exponential.ofHalfLightRadius(r, 1), airy));
        cases.put("adaptive-moments", RenderSpeed::moments);
        for (WorkMaker warmUp : cases.values()) {
            rate(warmUp, threads, seconds);
        }
        List<Rate> rates = new ArrayList<>();
        for (Map.Entry<String, WorkMaker> entry : cases.entrySet()) {
            double[] parts = new double[3];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = rate(entry.getValue(), threads, seconds / parts.length);
            }
            Arrays.sort(parts);
            rates.add(new Rate(entry.getKey(), threads, parts[1]));
        }
        return rates;
    }

    private static WorkMaker drawing(Galaxy galaxy, LightProfile psf) {
        return () -> {
            Renderer renderer = new Renderer();
            RandomStreams streams = new RandomStreams(1);
            GaussianNoise noise = new GaussianNoise(SIGMA);
            double[] out = new double[GRID.size()];
            return index -> {
                RandomStream random = streams.stream(index, "galaxy");
                LightProfile drawn = galaxy.of(0.3 + 0.9 * random.nextDouble(), random)
                        .shear(0.6 * random.nextDouble() - 0.3, 0.6 * random.nextDouble() - 0.3)
                        .shift(0.4 * random.nextDouble() - 0.2, 0.4 * random.nextDouble() - 0.2);
                renderer.draw(drawn, psf, GRID, out);
                noise.addTo(streams.stream(index, "noise"), out, out.length);
                return out[0];
            };
        };
    }

    private static Work moments() {
        double[][] stamps = new double[16][GRID.size()];
        Renderer renderer = new Renderer();
        RandomStreams streams = new RandomStreams(1);
        for (int i = 0; i < stamps.length; i++) {
            LightProfile galaxy =
                    Exponential.ofHalfLightRadius(0.3 + 0.05 * i, 1).shear(0.1, -0.05);
            renderer.draw(galaxy, Gaussian.ofFwhm(0.5, 1), GRID, stamps[i]);
            new GaussianNoise(1e-4).addTo(streams.stream(i, "noise"), stamps[i], stamps[i].length);
        }
        return index -> AdaptiveMoments.measure(stamps[(int) (index % stamps.length)], GRID.nx(), GRID.ny())
                .sigma();
    }

    private static double rate(WorkMaker maker, int threads, double seconds) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Double>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long first = (long) t << 32;
                all.add(pool.submit(() -> run(maker.make(), first, seconds)));
            }
            double sum = 0;
            for (Future<Double> one : all) {
                sum += one.get();
            }
            return sum;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static double run(Work work, long first, double seconds) {
        long start = System.nanoTime();
        long done = 0;
        double sum = 0;
        while (System.nanoTime() - start < seconds * 1e9) {
            sum += work.item(first + done);
            done++;
        }
        double elapsed = (System.nanoTime() - start) * 1e-9;
        return Double.isNaN(sum) ? Double.NaN : done / elapsed;
    }
}
