package org.shearnet.data;

import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
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
        public double[] paint(long galaxy, double[] image) {
            SceneGalaxy drawn = scene.draw(galaxy);
            renderers.get().image(drawn, image);
            return new double[] {drawn.g1(), drawn.g2(), drawn.sigma(), drawn.halfLightRadius(), drawn.flux()};
        }

        @Override
        public void paintPsf(long galaxy, double[] image) {
            renderers.get().psfImage(scene.draw(galaxy), image, Math.min(scene.nx(), scene.ny()));
        }

        @Override
        public void addNoise(long galaxy, long realisation, double sigma, double[] image) {
            renderers.get().addNoise(galaxy, sigma, "training-noise-" + realisation, image);
        }
    }
}
