package org.shearnet.net.layer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.Shape;

/** Runs a {@link Computation}: one kernel per batch size, the output kept for the backward pass. */
final class EngineLayerImplementation extends AbstractLayer<Layer> {

    private static final long serialVersionUID = 1;
    private static final INDArray[] NONE = new INDArray[0];

    private final transient Computation computation;
    private final transient Map<Integer, Kernel> kernels = new HashMap<>();
    private INDArray flatParameters;
    private INDArray flatGradients;
    private Map<String, INDArray> parameters = Map.of();
    private Map<String, INDArray> gradients = Map.of();
    private INDArray[] parameterArrays = NONE;
    private INDArray[] gradientArrays = NONE;
    private INDArray output;

    EngineLayerImplementation(NeuralNetConfiguration conf, DataType dataType, Computation computation) {
        super(conf, dataType);
        this.computation = computation;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        INDArray x = contiguous(input);
        INDArray y = workspaces.createUninitialized(
                ArrayType.ACTIVATIONS,
                DataType.FLOAT,
                arrayShape(computation.outputBatch((int) x.size(0)), computation.output()),
                'c');
        kernel(x).forward(x, parameterArrays, y);
        output = training ? y : null;
        return y;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray x = contiguous(input);
        INDArray dx = computation.isInputGradient()
                ? workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, x.shape(), 'c')
                : null;
        kernel(x).backward(x, parameterArrays, output, contiguous(epsilon), dx, gradientArrays);
        Gradient gradient = new DefaultGradient(flatGradients);
        gradients.forEach(gradient::setGradientFor);
        return new Pair<>(gradient, dx);
    }

    private Kernel kernel(INDArray x) {
        Shape in = computation.input();
        long batch = x.size(0);
        if (x.length() != batch * in.size()) {
            throw new IllegalArgumentException("layer " + conf().getLayer().getLayerName() + " takes stamps of " + in
                    + ", not an array of " + java.util.Arrays.toString(x.shape()));
        }
        return kernels.computeIfAbsent((int) batch, n -> computation.kernel(Engine.best(), n));
    }

    private static long[] arrayShape(long batch, Shape shape) {
        return shape.isVector()
                ? new long[] {batch, shape.channels()}
                : new long[] {batch, shape.height(), shape.width(), shape.channels()};
    }

    private static INDArray contiguous(INDArray array) {
        boolean plain = array.ordering() == 'c'
                && org.nd4j.linalg.api.shape.Shape.hasDefaultStridesForShape(array)
                && array.dataType() == DataType.FLOAT;
        return plain ? array : array.castTo(DataType.FLOAT).dup('c');
    }

    @Override
    public void setParamsViewArray(INDArray view) {
        flatParameters = view;
        parameters = views(specs(), view);
        parameterArrays = parameters.values().toArray(NONE);
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
        flatGradients = view;
        gradients = views(specs(), view);
        gradientArrays = gradients.values().toArray(NONE);
    }

    private List<Computation.Parameter> specs() {
        return computation.parameters();
    }

    @Override
    public INDArray params() {
        return flatParameters;
    }

    @Override
    public long numParams() {
        return specs().stream().mapToLong(Computation.Parameter::size).sum();
    }

    @Override
    public void setParams(INDArray values) {
        if (values != flatParameters) {
            flatParameters.assign(values.reshape(flatParameters.shape()));
        }
    }

    @Override
    public INDArray getGradientsViewArray() {
        return flatGradients;
    }

    @Override
    public Gradient gradient() {
        Gradient gradient = new DefaultGradient(flatGradients);
        gradients.forEach(gradient::setGradientFor);
        return gradient;
    }

    @Override
    public Map<String, INDArray> paramTable(boolean backpropOnly) {
        return parameters;
    }

    @Override
    public INDArray getParam(String name) {
        return parameters.get(name);
    }

    @Override
    public void setParam(String name, INDArray value) {
        parameters.get(name).assign(value);
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {
        // there is no weight noise
    }

    /** Cuts a flat array into parameter arrays that share its memory. */
    static Map<String, INDArray> views(List<Computation.Parameter> parameters, INDArray flat) {
        Map<String, INDArray> views = new LinkedHashMap<>();
        if (parameters.isEmpty()) {
            return views;
        }
        INDArray row = flat.reshape(flat.length());
        long from = 0;
        for (Computation.Parameter p : parameters) {
            INDArray slice = row.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(from, from + p.size()));
            views.put(p.name(), slice.reshape('c', p.shape()));
            from += p.size();
        }
        return views;
    }
}
