package org.shearnet.data;

import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.net.engine.Shape;

/** The galaxies of a scene as training stamps, each with its PSF on a stamp of the same size. */
public final class SceneStamps implements StampSource {

    private final Scene scene;
    /** One a thread, however many painters there are: a renderer keeps memory for the largest galaxy it has met. */
    private final ThreadLocal<SceneRenderer> renderers;

    /**
     * The stamps of a scene.
     *
     * @param accuracy of the rendering; a network that is to be right to 1e-4 must not learn the renderer's error
     */
    public SceneStamps(Scene scene, RenderAccuracy accuracy) {
        this.scene = scene;
        this.renderers = ThreadLocal.withInitial(() -> new SceneRenderer(scene, accuracy));
    }

    @Override
    public Shape stamp() {
        return new Shape(scene.ny(), scene.nx(), 1);
    }

    @Override
    public Shape psf() {
        int side = Math.min(scene.nx(), scene.ny());
        return new Shape(side, side, 1);
    }

    @Override
    public boolean hasPsf() {
        return scene.hasPsf();
    }

    @Override
    public double pixelScale() {
        return scene.pixelScale();
    }

    @Override
    public Painter painter() {
        return new ScenePainter(scene, renderers);
    }

    private static final class ScenePainter implements Painter {

        private final Scene scene;
        private final ThreadLocal<SceneRenderer> renderers;

        ScenePainter(Scene scene, ThreadLocal<SceneRenderer> renderers) {
            this.scene = scene;
            this.renderers = renderers;
        }

        @Override
        public double[] truth(long galaxy) {
            return truth(scene.draw(galaxy));
        }

        private static double[] truth(SceneGalaxy drawn) {
            return new double[] {drawn.g1(), drawn.g2(), drawn.sigma(), drawn.halfLightRadius(), drawn.flux()};
        }

        @Override
        public double[] paint(long galaxy, Change change, double[] image) {
            SceneGalaxy drawn = changed(scene.draw(galaxy), change);
            renderers.get().image(drawn, image);
            return truth(drawn);
        }

        @Override
        public void paintPsf(long galaxy, Change change, double[] image) {
            SceneGalaxy drawn = changed(scene.draw(galaxy), change);
            renderers.get().psfImage(drawn, image, Math.min(scene.nx(), scene.ny()));
        }

        private SceneGalaxy changed(SceneGalaxy galaxy, Change change) {
            double amount = change.amount();
            double shift = amount * scene.pixelScale();
            return switch (change.kind()) {
                case NONE -> galaxy;
                case SHEAR_1 -> galaxy.withShear(galaxy.shear().then(new Shear(amount, 0)));
                case SHEAR_2 -> galaxy.withShear(galaxy.shear().then(new Shear(0, amount)));
                case SHIFT_X -> moved(galaxy, shift, 0);
                case SHIFT_Y -> moved(galaxy, 0, shift);
                case PSF_1 -> galaxy.withPsf(galaxy.psf().shear(new Shear(amount, 0)));
                case PSF_2 -> galaxy.withPsf(galaxy.psf().shear(new Shear(0, amount)));
            };
        }

        private static SceneGalaxy moved(SceneGalaxy galaxy, double x, double y) {
            double[] theta = galaxy.parameters();
            theta[0] += x;
            theta[1] += y;
            return galaxy.at(theta);
        }

        @Override
        public void addNoise(long galaxy, long realisation, double sigma, double[] image) {
            renderers.get().addNoise(galaxy, sigma, "training-noise-" + realisation, image);
        }
    }
}
