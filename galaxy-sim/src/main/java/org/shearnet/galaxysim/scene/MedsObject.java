package org.shearnet.galaxysim.scene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.fits.MedsWriter;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.yaml.ConfigException;

/**
 * An object of a MEDS file as all exposures of all bands show it, with its neighbours.
 *
 * @param id its identity
 * @param bands its exposures, by band
 * @param truth its row of TRUTH, by band
 * @param neighbours number in the segmentation, then u, v (arcsec), g1, g2, half-light radius (arcsec), flux (counts, of the first band)
 */
record MedsObject(long id, List<List<MedsWriter.Exposure>> bands, List<List<Double>> truth, List<double[]> neighbours) {

    /** Neighbours have scene indices from here on, so that they are no objects. */
    private static final long FIRST_NEIGHBOUR = 1L << 42;

    /** Most neighbours of an object. */
    private static final int MOST = 4096;

    /** Neighbours lie up to so many sides of the box away, beyond its corners. */
    private static final double REACH = 0.75;

    /** A pixel belongs to an object that shines there with more than this share of the noise's standard deviation. */
    private static final double LEAST_OF_NOISE = 1;

    private static final double ARCMIN = 60;

    /** Another galaxy beside an object. */
    private record Neighbour(int number, SceneGalaxy galaxy, double u, double v) {}

    void write(List<MedsWriter> writers, long at) throws IOException {
        for (int b = 0; b < writers.size(); b++) {
            writers.get(b).object(at, id, bands.get(b), truth.get(b));
            for (double[] one : neighbours) {
                double[] values = java.util.Arrays.copyOfRange(one, 1, one.length);
                values[5] *= truth.get(b).get(truth.get(b).size() - 2)
                        / truth.get(0).get(truth.get(0).size() - 2);
                writers.get(b).neighbour(id, (long) one[0], values);
            }
        }
    }

    /** Draws objects: one per thread. */
    static final class Drawer {

        private final Scene scene;
        private final MedsPlan plan;
        private final StampDrawer drawer;
        private final SceneRenderer noise;

        Drawer(Scene scene) {
            this.scene = scene;
            plan = scene.output().meds();
            PixelGrid square = PixelGrid.square(scene.pixelScale());
            drawer = new StampDrawer(new StampDrawer.Pixels(scene.grid(), square), RenderAccuracy.DEFAULT);
            noise = new SceneRenderer(scene);
        }

        /**
         * An object.
         *
         * @param first number of the file's first object
         * @param count objects of the file
         */
        MedsObject draw(long index, long first, long count) {
            SceneGalaxy galaxy = scene.draw(index);
            List<Neighbour> neighbours = neighbours(index, first, count);
            List<List<MedsWriter.Exposure>> bands = new ArrayList<>();
            List<List<Double>> truths = new ArrayList<>();
            int number = 0;
            for (double ratio : plan.bands().values()) {
                List<MedsWriter.Exposure> exposures = new ArrayList<>();
                for (int e = 0; e < plan.exposures(); e++) {
                    long unit = (index * plan.bands().size() + number) * plan.exposures() + e;
                    exposures.add(exposure(galaxy, (int) (index - first) + 1, neighbours, ratio, unit));
                }
                bands.add(exposures);
                List<Double> truth = scene.truth(galaxy);
                truth.add(galaxy.flux() * ratio);
                truth.add((double) neighbours.size());
                truths.add(truth);
                number++;
            }
            double toFirst = plan.bands().values().iterator().next();
            List<double[]> rows = neighbours.stream()
                    .map(n -> new double[] {
                        n.number,
                        n.u + n.galaxy.dx(),
                        n.v + n.galaxy.dy(),
                        n.galaxy.g1(),
                        n.galaxy.g2(),
                        n.galaxy.halfLightRadius(),
                        n.galaxy.flux() * toFirst
                    })
                    .toList();
            return new MedsObject(plan.firstId() + index, bands, truths, rows);
        }

        private List<Neighbour> neighbours(long index, long first, long count) {
            double radius = REACH * scene.nx() * scene.pixelScale();
            double mean = scene.neighbourDensity() * Math.PI * radius * radius / (ARCMIN * ARCMIN);
            List<Neighbour> all = new ArrayList<>();
            if (mean == 0) {
                return all;
            }
            RandomStream random = scene.streams().stream(index, "meds-neighbours");
            int n = Math.min(MOST, random.nextPoisson(mean));
            for (int k = 0; k < n; k++) {
                double r = radius * Math.sqrt(random.nextDouble());
                double angle = 2 * Math.PI * random.nextDouble();
                long number = count + (index - first) * MOST + k + 1;
                if (number > Integer.MAX_VALUE) {
                    throw new ConfigException("stamp.neighbours: more objects than a segmentation can number; write"
                            + " smaller files (--first, --count)");
                }
                all.add(new Neighbour(
                        (int) number,
                        scene.draw(FIRST_NEIGHBOUR + index * MOST + k),
                        r * Math.cos(angle),
                        r * Math.sin(angle)));
            }
            return all;
        }

        private MedsWriter.Exposure exposure(
                SceneGalaxy galaxy, int number, List<Neighbour> neighbours, double ratio, long unit) {
            RandomStream random = scene.streams().stream(unit, "meds-exposure");
            double turn = plan.rotation() * (2 * random.nextDouble() - 1);
            double x = plan.dither() * (2 * random.nextDouble() - 1);
            double y = plan.dither() * (2 * random.nextDouble() - 1);
            PixelGrid grid = scene.pixels().onSky().turned(turn);
            double[] at = grid.toSky(x, y);
            LightProfile psf = grid.overSquares(scene.psf(unit));
            double[] image = new double[scene.grid().size()];
            Noise own = scene.noise(unit);
            double sigma = Math.sqrt(own.variance(0));
            int[] segmentation = new int[image.length];
            double[] brightest = new double[image.length];
            java.util.Arrays.fill(brightest, LEAST_OF_NOISE * sigma);
            double[] one = new double[image.length];
            drawer.shares(null); // no exposure comes out otherwise for the one before it
            for (int k = -1; k < neighbours.size(); k++) {
                SceneGalaxy shining = k < 0 ? galaxy : neighbours.get(k).galaxy;
                double u = at[0] + (k < 0 ? 0 : neighbours.get(k).u);
                double v = at[1] + (k < 0 ? 0 : neighbours.get(k).v);
                int itsNumber = k < 0 ? number : neighbours.get(k).number;
                LightProfile light = shining.galaxy().withScaledFlux(ratio).shift(u, v);
                drawer.draw(shining.index(), grid.overSquares(light), psf, one);
                for (int p = 0; p < one.length; p++) {
                    image[p] += one[p];
                    if (one[p] > brightest[p]) {
                        brightest[p] = one[p];
                        segmentation[p] = itsNumber;
                    }
                }
            }
            noise.addNoise(unit, Simulation.NOISE, image);
            double[] star = new double[scene.nx() * scene.nx()];
            drawer.psf(unit, psf, star, scene.nx());
            double middle = (scene.nx() - 1) / 2.0;
            double[] map = {grid.dudy(), grid.dudx(), grid.dvdy(), grid.dvdx()};
            return new MedsWriter.Exposure(image, 1 / (sigma * sigma), segmentation, star, middle + y, middle + x, map);
        }
    }
}
