package org.shearnet.inspect;

import java.util.Map;
import org.shearnet.data.SceneStamps;
import org.shearnet.data.StampBatch;
import org.shearnet.data.StampStatistics;
import org.shearnet.data.Symmetry;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.net.Model;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

/** Networks with the weights that a training begins with. */
public final class UntrainedNetwork {

    /** Stamps that give the scale of pixels and labels. */
    private static final int STATISTICS = 256;

    private UntrainedNetwork() {}

    /**
     * A network for the stamps of a scene.
     *
     * @param noiseSigma pixel noise of the stamps that give its scales (counts)
     */
    public static Model of(NetworkSpec spec, Scene scene, double noiseSigma, long seed) {
        SceneStamps source = new SceneStamps(scene, RenderAccuracy.DEFAULT);
        return new Model(
                spec,
                source.stamp(),
                source.psf(),
                StampStatistics.measure(
                        spec, source, i -> new StampBatch.Draw(i, 0, noiseSigma, Symmetry.IDENTITY), STATISTICS),
                weights(spec, source.stamp(), source.psf(), seed),
                "",
                Map.of());
    }

    /** The weights alone. */
    static float[] weights(NetworkSpec spec, Shape stamp, Shape psf, long seed) {
        return new FlatArray(Network.build(spec, stamp, psf, seed).params()).toArray();
    }
}
