package org.shearnet.net;

import java.util.List;
import java.util.Map;
import org.shearnet.features.FeatureSizes;
import org.shearnet.features.Label;
import org.shearnet.net.engine.Activation;

/**
 * What stands between a network's inputs and its prediction, with the knobs that are its own. A new architecture is a class and a
 * line in {@link Architectures}.
 */
public interface Architecture {

    /** The word under which it is registered. */
    String name();

    /** Puts its layers, from the input to the prediction, into a graph. */
    void build(GraphPlan plan);

    /** Its own keys with their values, as a configuration has them. */
    Map<String, Object> knobs();

    /** Widths of the hidden fully connected layers where the configuration gives none. */
    List<Integer> usualDense();

    /** What it predicts where the configuration does not say. */
    default List<Label> usualOutputs() {
        return List.of(Label.G1, Label.G2, Label.SIGMA, Label.FLUX);
    }

    /** The activation where the configuration gives none. */
    default Activation usualActivation() {
        return Activation.RELU;
    }

    /** Whether the graph has the stamp among its inputs. */
    default boolean seesStamp() {
        return true;
    }

    /** Whether the graph has the PSF image among its inputs. */
    default boolean seesPsf() {
        return false;
    }

    /** How many features it sees of the moments that it corrects, in units of their error; null where it corrects none. */
    default FeatureSizes corrects() {
        return null;
    }

    /** Whether those are moments before the PSF, whose response to shear is known. */
    default boolean deconvolves() {
        return false;
    }
}
