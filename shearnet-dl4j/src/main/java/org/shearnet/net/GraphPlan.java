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
import org.shearnet.features.FeatureSizes;
import org.shearnet.features.Label;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.layer.Combine;
import org.shearnet.net.layer.Dense;
import org.shearnet.net.layer.Dropout;
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
    private final Frame frame;
    private final List<String> inputs = new ArrayList<>();
    private final Set<String> withoutGradient = new HashSet<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int dropouts;

    /**
     * What a graph starts from and ends with, whatever stands between.
     *
     * @param seesStamp whether the stamp is an input
     * @param seesPsf whether the PSF image is an input
     * @param auxiliaryFeatures length of the vector beside the stamp; 0 where there is none
     * @param corrects features of the moments that it corrects, which are inputs then; null where it corrects none
     * @param outputs what it predicts
     * @param dense widths of the hidden fully connected layers
     * @param activation after every hidden layer
     * @param errors whether it predicts the logarithmic variance of every output, too
     * @param dropout share of the numbers behind each hidden fully connected layer that a training drops
     */
    record Frame(
            boolean seesStamp,
            boolean seesPsf,
            int auxiliaryFeatures,
            FeatureSizes corrects,
            List<Label> outputs,
            List<Integer> dense,
            Activation activation,
            boolean errors,
            double dropout) {}

    /** @param psf shape of the PSF image; not looked at where the graph has none */
    GraphPlan(Frame frame, Shape stamp, Shape psf) {
        this.frame = frame;
        builder = new NeuralNetConfiguration.Builder()
                .seed(0) // weights are drawn by Network; a fixed number keeps the JSON the same
                .dataType(DataType.FLOAT)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder();
        List<InputType> types = new ArrayList<>();
        if (frame.seesStamp()) {
            inputs.add(STAMP);
            types.add(maps(stamp));
        }
        if (frame.seesPsf()) {
            inputs.add(PSF);
            types.add(maps(psf));
        }
        if (frame.auxiliaryFeatures() > 0) {
            inputs.add(SIDE);
            types.add(InputType.feedForward(frame.auxiliaryFeatures()));
        }
        if (frame.corrects() != null) {
            inputs.addAll(List.of(MOMENTS, NOISE, BASIS));
            types.add(InputType.feedForward(frame.corrects().noiseFree()));
            types.add(InputType.feedForward(frame.corrects().withNoise()));
            types.add(InputType.feedForward(frame.corrects().basis(frame.outputs())));
        }
        withoutGradient.addAll(
                List.of(STAMP, PSF)); // that of a vector costs nothing, and may be summed over its readers
        builder.addInputs(inputs.toArray(new String[0]));
        builder.setInputTypes(types.toArray(new InputType[0]));
    }

    private static InputType maps(Shape shape) {
        return InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC);
    }

    /** What the graph predicts. */
    List<Label> outputs() {
        return frame.outputs();
    }

    /** The activation after every hidden layer. */
    Activation activation() {
        return frame.activation();
    }

    /** Whether the graph predicts the logarithmic variance of every output, too. */
    boolean errors() {
        return frame.errors();
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

    boolean hasAuxiliary() {
        return frame.auxiliaryFeatures() > 0;
    }

    String auxiliary() {
        return SIDE;
    }

    /** The vector of a layer's output and the auxiliary inputs, or the layer itself where the network has none. */
    String withAuxiliary(String below) {
        return hasAuxiliary() ? concatenate(add(new Flatten(), below), SIDE) : below;
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

    /** The hidden fully connected layers, each with dropout behind it where that is wanted. */
    String hidden(String below) {
        String at = below;
        for (int width : frame.dense()) {
            at = add(new Dense(width, frame.activation()), at);
            if (frame.dropout() > 0) {
                at = add(new Dropout(frame.dropout(), ++dropouts), at);
            }
        }
        return at;
    }

    /** The hidden fully connected layers and the prediction. */
    String prediction(String below) {
        return add(new Dense((frame.errors() ? 2 : 1) * frame.outputs().size(), Activation.IDENTITY), hidden(below));
    }

    /** Lets the fully connected layers read maps and auxiliary inputs, and ends with their prediction. */
    void finishWith(String maps) {
        finish(prediction(withAuxiliary(maps)));
    }

    /**
     * Ends with corrections to moments: one branch for what they get wrong without noise, one for what the noise does, and the shapes
     * that both multiply.
     *
     * @param noiseFree what the first branch reads
     * @param shapes how many shapes turn with the stamp
     */
    void finishWithCorrections(String noiseFree, int shapes) {
        Combine combine = new Combine(
                shapes,
                frame.outputs().size(),
                frame.outputs().indexOf(Label.G1),
                frame.outputs().indexOf(Label.G2),
                frame.errors());
        String noisy = concatenate(noiseFree, NOISE);
        String a = add(new Dense(combine.first(), Activation.IDENTITY), hidden(noiseFree));
        String b = add(new Dense(combine.second(), Activation.IDENTITY), hidden(noisy));
        finish(add(combine, concatenate(a, b, BASIS)));
    }

    private String name(String kind) {
        String word = kind.toLowerCase(java.util.Locale.ROOT);
        return word + counts.merge(word, 1, Integer::sum);
    }

    /** Names the layer whose output is the network's prediction. */
    void finish(String prediction) {
        builder.setOutputs(prediction);
    }

    ComputationGraphConfiguration configuration() {
        return builder.build();
    }
}
