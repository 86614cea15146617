package org.shearnet.net.layer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.shearnet.net.engine.DoubleLayer;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.Shape;

/**
 * Configuration of a Deeplearning4j layer that computes through an {@link Engine}, on channels-last maps. Its input shape
 * is set when the graph is built.
 */
public abstract class EngineLayer extends Layer implements Computation {

    private static final long serialVersionUID = 1;

    private int[] inputShape = new int[0];
    private boolean inputGradient = true;

    /** Shape of the output for an input shape. */
    protected abstract Shape output(Shape input);

    /** The parameters in the order in which the kernel takes them; none unless a layer says otherwise. */
    protected List<Parameter> parameters(Shape input) {
        return List.of();
    }

    /** The kernel for a batch. */
    protected abstract Kernel kernel(Engine engine, int batch, Shape input);

    /** The layer in double precision with its derivatives, for a batch: by its reference unless a layer has a faster way. */
    protected DoubleLayer inDouble(int batch, Shape input, double[][] parameters) {
        return DoubleLayer.of(reference(batch, input), parameters);
    }

    /** The operation for a batch as it is written out; null for those that only move or multiply numbers. */
    protected Reference reference(int batch, Shape input) {
        return null;
    }

    /** The operation for a batch as it is written out; null for those that only move or multiply numbers. */
    public Reference reference(int batch) {
        return reference(batch, input());
    }

    /** The layer in double precision with its derivatives. */
    public DoubleLayer inDouble(int batch, double[][] parameters) {
        return inDouble(batch, input(), parameters);
    }

    /**
     * First and last pixel along an axis that an output pixel depends on; null where it depends on all.
     *
     * @param output row or column of the output
     * @param outputs how many of them there are
     * @param length rows or columns of the input
     */
    public int[] reads(int output, int outputs, int length) {
        return null;
    }

    @Override
    public int outputBatch(int batch) {
        return batch;
    }

    /** Multiplications and additions of one stamp's forward pass. */
    public abstract long flops();

    /** Pixels a layer's window spans, with its dilation; 1 unless a layer says otherwise. */
    public int extent() {
        return 1;
    }

    /** Distance in pixels between neighbouring windows; 1 unless a layer says otherwise. */
    public int stride() {
        return 1;
    }

    /** The extent of a layer each of whose numbers depends on whole maps. */
    final int longerSide() {
        return Math.max(input().height(), input().width());
    }

    @Override
    public Shape input() {
        if (inputShape.length != 3) {
            throw new IllegalStateException("layer " + getLayerName() + " has not been given an input shape");
        }
        return new Shape(inputShape[0], inputShape[1], inputShape[2]);
    }

    @Override
    public Shape output() {
        return output(input());
    }

    @Override
    public List<Parameter> parameters() {
        return parameters(input());
    }

    @Override
    public Kernel kernel(Engine engine, int batch) {
        return kernel(engine, batch, input());
    }

    public int[] getInputShape() {
        return inputShape.clone();
    }

    public void setInputShape(int[] shape) {
        inputShape = shape.clone();
    }

    @Override
    public boolean isInputGradient() {
        return inputGradient;
    }

    /** Whether the gradient at the layer's input is wanted; not so where the input is the stamp. */
    public void setInputGradient(boolean inputGradient) {
        this.inputGradient = inputGradient;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType dataType) {
        EngineLayerImplementation layer = new EngineLayerImplementation(conf, dataType, this);
        layer.setIndex(index);
        layer.setListeners(listeners);
        layer.setParamsViewArray(parameters);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return Parameters.INSTANCE;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        setNIn(inputType, true);
        Shape shape = output();
        return shape.isVector()
                ? InputType.feedForward(shape.channels())
                : InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        if (inputType instanceof InputType.InputTypeConvolutional maps) {
            inputShape = new int[] {(int) maps.getHeight(), (int) maps.getWidth(), (int) maps.getChannels()};
        } else if (inputType instanceof InputType.InputTypeFeedForward vector) {
            inputShape = new int[] {1, 1, (int) vector.getSize()};
        } else {
            throw new IllegalStateException("layer " + getLayerName() + " takes maps or vectors, not " + inputType);
        }
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public List<Regularization> getRegularizationByParam(String name) {
        return List.of();
    }

    @Override
    public boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public GradientNormalization getGradientNormalization() {
        return GradientNormalization.None;
    }

    @Override
    public double getGradientNormalizationThreshold() {
        return 0;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, getOutputType(0, inputType))
                .standardMemory(initializer().numParams(this), 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    /** Slices the parameters out of the graph's flat array; values are set by {@link org.shearnet.net.Network}. */
    private static final class Parameters implements ParamInitializer {

        private static final Parameters INSTANCE = new Parameters();

        private static List<Parameter> of(Layer layer) {
            EngineLayer l = (EngineLayer) layer;
            return l.parameters(l.input());
        }

        @Override
        public long numParams(NeuralNetConfiguration conf) {
            return numParams(conf.getLayer());
        }

        @Override
        public long numParams(Layer layer) {
            return of(layer).stream().mapToLong(Parameter::size).sum();
        }

        @Override
        public List<String> paramKeys(Layer layer) {
            return of(layer).stream().map(Parameter::name).toList();
        }

        @Override
        public List<String> weightKeys(Layer layer) {
            return of(layer).stream()
                    .filter(p -> p.fanIn() > 0)
                    .map(Parameter::name)
                    .toList();
        }

        @Override
        public List<String> biasKeys(Layer layer) {
            return of(layer).stream()
                    .filter(p -> p.fanIn() == 0)
                    .map(Parameter::name)
                    .toList();
        }

        @Override
        public boolean isWeightParam(Layer layer, String key) {
            return weightKeys(layer).contains(key);
        }

        @Override
        public boolean isBiasParam(Layer layer, String key) {
            return biasKeys(layer).contains(key);
        }

        @Override
        public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray view, boolean initialise) {
            return getGradientsFromFlattened(conf, view);
        }

        @Override
        public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray view) {
            return EngineLayerImplementation.views(of(conf.getLayer()), view);
        }
    }
}
