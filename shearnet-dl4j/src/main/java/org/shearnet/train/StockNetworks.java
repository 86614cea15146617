package org.shearnet.train;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.shearnet.net.Backend;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;

/** The plain networks made of Deeplearning4j's own layers, to be timed beside those of this project's engine. */
public final class StockNetworks {

    private static final int KERNEL = 3;
    private static final double LEARNING_RATE = 1e-6;

    private StockNetworks() {}

    /**
     * The network of stock layers with as many parameters as the specification's.
     *
     * @throws IllegalArgumentException where the architecture is neither {@code enhanced} nor {@code dilated}
     */
    static MultiLayerNetwork build(NetworkSpec spec, Shape stamp) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.FLOAT)
                .weightInit(WeightInit.LECUN_NORMAL)
                .activation(Activation.RELU)
                .updater(new Adam(LEARNING_RATE))
                .list();
        Map<String, Object> knobs = spec.architecture().knobs();
        List<Integer> channels = sizes(knobs.get("channels"));
        switch (spec.architecture().name()) {
            case "enhanced" ->
                channels.forEach(width -> {
                    layers.layer(convolution(width, 1));
                    layers.layer(new SubsamplingLayer.Builder(
                                    SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                            .convolutionMode(ConvolutionMode.Truncate)
                            .build());
                });
            case "dilated" -> {
                List<Integer> dilations = sizes(knobs.get("dilations"));
                for (int i = 0; i < channels.size(); i++) {
                    layers.layer(convolution(channels.get(i), dilations.get(i)));
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "no stock twin of " + spec.architecture().name());
        }
        spec.dense()
                .forEach(width ->
                        layers.layer(new DenseLayer.Builder().nOut(width).build()));
        layers.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .nOut(spec.outputs().size())
                .activation(Activation.IDENTITY)
                .build());
        layers.setInputType(InputType.convolutional(stamp.height(), stamp.width(), stamp.channels()));
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    private static List<Integer> sizes(Object knob) {
        return knob instanceof List<?> list
                ? list.stream().map(Integer.class::cast).toList()
                : List.of();
    }

    private static ConvolutionLayer convolution(int channels, int dilation) {
        return new ConvolutionLayer.Builder(KERNEL, KERNEL)
                .nOut(channels)
                .dilation(dilation, dilation)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    /** A training step on a batch. */
    public static Runnable training(NetworkSpec spec, Shape stamp, int batch) {
        Backend.enter();
        MultiLayerNetwork network = build(spec, stamp);
        INDArray images = images(stamp, batch);
        INDArray labels = Nd4j.rand(DataType.FLOAT, batch, spec.outputs().size());
        return () -> network.fit(images, labels);
    }

    /** The predictions of a batch. */
    public static Runnable inference(NetworkSpec spec, Shape stamp, int batch) {
        Backend.enter();
        MultiLayerNetwork network = build(spec, stamp);
        INDArray images = images(stamp, batch);
        return () -> network.output(images, false);
    }

    private static INDArray images(Shape stamp, int batch) {
        return Nd4j.rand(DataType.FLOAT, batch, stamp.channels(), stamp.height(), stamp.width());
    }
}
