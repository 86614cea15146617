package org.shearnet.net;

import java.util.List;
import java.util.Map;
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

    /** Whether it predicts corrections to adaptive moments, in units of their error. */
    default boolean corrects() {
        return false;
    }
}
