package org.shearnet.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Dense;
import org.shearnet.net.layer.EngineLayer;
import org.shearnet.net.layer.Flatten;

/** A graph under construction: inputs, then layers that name what they stand on. */
public final class GraphPlan {

    static final String STAMP = "stamp";
    static final String PSF = "psf";
    static final String SIDE = "side";
    static final String MOMENTS = "moments";
    static final String NOISE = "noise";
    static final String BASIS = "basis";

    private final GraphBuilder builder;
    private final NetworkSpec spec;
    private final List<String> inputs = new ArrayList<>();
    private final Set<String> withoutGradient = new HashSet<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    /** @param psf shape of the PSF image; not looked at where the graph has none */
    GraphPlan(NetworkSpec spec, Shape stamp, Shape psf) {
        this.spec = spec;
        builder = new NeuralNetConfiguration.Builder()
                .seed(0) // weights are drawn by Network; a fixed number keeps the JSON the same
                .dataType(DataType.FLOAT)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder();
        List<InputType> types = new ArrayList<>();
        if (spec.seesStamp()) {
            inputs.add(STAMP);
            types.add(maps(stamp));
        }
        if (spec.seesPsf()) {
            inputs.add(PSF);
            types.add(maps(psf));
        }
        if (!spec.inputs().isEmpty()) {
            inputs.add(SIDE);
            types.add(InputType.feedForward(spec.sideNumbers()));
        }
        if (spec.corrects()) {
            inputs.addAll(List.of(MOMENTS, NOISE, BASIS));
            types.add(InputType.feedForward(MomentFeatures.NOISE_FREE.size()));
            types.add(InputType.feedForward(MomentFeatures.WITH_NOISE.size()));
            types.add(InputType.feedForward(MomentFeatures.basisSize(spec)));
        }
        withoutGradient.addAll(
                List.of(STAMP, PSF)); // that of a vector costs nothing, and may be summed over its readers
        builder.addInputs(inputs.toArray(new String[0]));
        builder.setInputTypes(types.toArray(new InputType[0]));
    }

    private static InputType maps(Shape shape) {
        return InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC);
    }

    /** The name of the stamp's input. */
    String stamp() {
        return STAMP;
    }

    /** The name of the PSF image's input. */
    String psf() {
        return PSF;
    }

    /** The name of the invariants without noise. */
    String moments() {
        return MOMENTS;
    }

    /** The name of the invariants that the noise enters. */
    String noise() {
        return NOISE;
    }

    /** The name of the shapes that turn with the stamp. */
    String basis() {
        return BASIS;
    }

    /** Appends a layer and gives its name, made of its kind and a number. */
    String add(EngineLayer layer, String below) {
        String name = name(layer.getClass().getSimpleName());
        layer.setInputGradient(!withoutGradient.contains(below));
        builder.addLayer(name, layer, below);
        return name;
    }

    /** The sum of two layers' outputs. */
    String sum(String a, String b) {
        return elementWise("sum", ElementWiseVertex.Op.Add, a, b);
    }

    /** The mean of two layers' outputs. */
    String mean(String a, String b) {
        return elementWise("mean", ElementWiseVertex.Op.Average, a, b);
    }

    private String elementWise(String kind, ElementWiseVertex.Op op, String a, String b) {
        String name = name(kind);
        builder.addVertex(name, new ElementWiseVertex(op), a, b);
        return name;
    }

    /** Outputs behind one another in their channels. */
    String concatenate(String... below) {
        String name = name("concatenate");
        builder.addVertex(name, new MergeVertex(), below);
        return name;
    }

    boolean hasSideInputs() {
        return !spec.inputs().isEmpty();
    }

    String sideInputs() {
        return SIDE;
    }

    /** The vector of a layer's output and the side inputs, or the layer itself where the network has none. */
    String withSideInputs(String below) {
        return hasSideInputs() ? concatenate(add(new Flatten(), below), SIDE) : below;
    }

    /** Rows of a layer's maps; 1 for a vector. */
    int height(String layer) {
        return maps(layer) == null ? 1 : (int) maps(layer).getHeight();
    }

    /** Columns of a layer's maps; 1 for a vector. */
    int width(String layer) {
        return maps(layer) == null ? 1 : (int) maps(layer).getWidth();
    }

    private InputType.InputTypeConvolutional maps(String layer) {
        return builder.getLayerActivationTypes().get(layer) instanceof InputType.InputTypeConvolutional maps
                ? maps
                : null;
    }

    /** The hidden fully connected layers. */
    String hidden(String below) {
        String at = below;
        for (int width : spec.dense()) {
            at = add(new Dense(width, spec.activation()), at);
        }
        return at;
    }

    /** The hidden fully connected layers and the answer. */
    String answer(String below) {
        return add(new Dense(spec.answers(), Activation.IDENTITY), hidden(below));
    }

    /** Lets the fully connected layers read maps and side inputs, and ends with their answer. */
    void finishWith(String maps) {
        finish(answer(withSideInputs(maps)));
    }

    private String name(String kind) {
        String word = kind.toLowerCase(java.util.Locale.ROOT);
        return word + counts.merge(word, 1, Integer::sum);
    }

    /** Names the layer whose output is the network's answer. */
    void finish(String answer) {
        builder.setOutputs(answer);
    }

    ComputationGraphConfiguration configuration() {
        return builder.build();
    }
}
