package org.shearnet.net;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.net.cuda.Device;
import org.shearnet.net.cuda.DeviceKernel;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.Attention;
import org.shearnet.net.engine.AttentionKernel;
import org.shearnet.net.engine.ConvolutionSpec;
import org.shearnet.net.engine.DenseSpec;
import org.shearnet.net.engine.Engine;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.GroupNormalisation;
import org.shearnet.net.engine.GroupNormalisationKernel;
import org.shearnet.net.engine.Kernel;
import org.shearnet.net.engine.MomentSums;
import org.shearnet.net.engine.MomentSumsKernel;
import org.shearnet.net.engine.Padding;
import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.engine.Reference;
import org.shearnet.net.engine.ReferenceKernel;
import org.shearnet.net.engine.Resize;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.engine.WeightedMomentSums;
import org.shearnet.net.engine.WeightedMomentSumsKernel;

/**
 * Holds an engine to the plain double reference: outputs and all gradients, over kernels, dilations, strides, paddings and
 * activations. Runs in seconds, so that a user can check the machine at hand.
 *
 * <p>Longer than other classes: it has a case for each kernel and its corners.
 */
public final class Conformance {

    /** Largest difference allowed, relative to the largest value of the array. */
    public static final double TOLERANCE = 1e-5;

    /** Values before a ReLU closer to its kink than this may fall on either side in float arithmetic. */
    private static final double KINK = 1e-4;

    private Conformance() {}

    /**
     * One case.
     *
     * @param error largest difference from the reference over output and gradients, each relative to its largest value
     */
    public record Case(String name, double error) {}

    /**
     * What came of it.
     *
     * @param tolerance the largest error allowed
     */
    public record Report(String engine, double tolerance, List<Case> cases, double seconds) {

        public Report {
            cases = List.copyOf(cases);
        }

        /** The case furthest from the reference. */
        public Case worst() {
            return cases.stream().max(Comparator.comparingDouble(Case::error)).orElseThrow();
        }

        public boolean passed() {
            return cases.stream().allMatch(c -> c.error() <= tolerance);
        }
    }

    /** An operation by reference and by engine. */
    public record Subject(
            String name, Reference reference, Reference beforeActivation, Kernel kernel, long[] x, long[] y) {

        private Subject by(Kernel other) {
            return new Subject(name, reference, beforeActivation, other, x, y);
        }
    }

    /** Checks the engine that this process uses. */
    public static Report run() {
        Backend.enter();
        return run(Engine.best());
    }

    /** Checks an engine. */
    public static Report run(Engine engine) {
        return run(engine.name(), TOLERANCE, subjects(engine));
    }

    /** Checks a device. */
    public static Report run(Device device) {
        Backend.enter();
        List<Subject> subjects = subjects(Engine.best()).stream()
                .map(s -> s.by(new DeviceKernel(device, s.reference())))
                .toList();
        return run(device.name(), device.precision().tolerance(), subjects);
    }

    private static Report run(String name, double tolerance, List<Subject> subjects) {
        long start = System.nanoTime();
        List<Case> cases = new ArrayList<>();
        for (Subject subject : subjects) {
            cases.add(new Case(subject.name(), error(subject, cases.size())));
        }
        return new Report(name, tolerance, cases, (System.nanoTime() - start) * 1e-9);
    }

    /** All cases. */
    public static List<Subject> subjects(Engine engine) {
        List<Subject> subjects = new ArrayList<>();
        Activation[] activations = Activation.values();
        int next = 0;
        for (int kernel : new int[] {1, 2, 3, 5, 7}) {
            for (int dilation : new int[] {1, 2, 3, 7}) {
                for (int stride : new int[] {1, 2}) {
                    for (Padding padding : Padding.values()) {
                        int extent = (kernel - 1) * dilation + 1;
                        if (kernel == 1 && dilation > 1 || padding == Padding.VALID && extent > 15) {
                            continue;
                        }
                        int channels = new int[] {1, 3, 8, 16}[next % 4];
                        int outputs = new int[] {16, 5, 8}[next % 3];
                        subjects.add(convolution(
                                engine,
                                new ConvolutionSpec(
                                        2,
                                        new Shape(15, 16, channels),
                                        outputs,
                                        kernel,
                                        stride,
                                        dilation,
                                        padding,
                                        activations[next++ % activations.length])));
                    }
                }
            }
        }
        for (PoolingSpec.Kind kind : PoolingSpec.Kind.values()) {
            for (Padding padding : Padding.values()) {
                for (int window = 2; window <= 3; window++) {
                    for (int stride = 1; stride <= 2; stride++) {
                        subjects.add(pooling(
                                engine, new PoolingSpec(2, new Shape(9, 8, 16), kind, window, stride, padding)));
                    }
                }
            }
        }
        for (Activation activation : activations) {
            subjects.add(dense(engine, new DenseSpec(5, 37, 16, activation)));
        }
        Shape maps = new Shape(9, 8, 16);
        for (Activation activation : activations) {
            GroupNormalisation norm = new GroupNormalisation(2, maps, 4, activation);
            subjects.add(new Subject(
                    "group normalisation, " + activation,
                    norm,
                    null,
                    new GroupNormalisationKernel(norm),
                    maps(2, maps),
                    maps(2, maps)));
        }
        Attention attention = new Attention(2, maps, 3);
        subjects.add(new Subject(
                "attention", attention, null, new AttentionKernel(attention), maps(2, maps), maps(2, maps)));
        MomentSums moments = new MomentSums(2, maps);
        Shape sums = Shape.vector(MomentSums.SUMS * maps.channels());
        subjects.add(
                new Subject("moments", moments, null, new MomentSumsKernel(moments), maps(2, maps), maps(2, sums)));
        WeightedMomentSums weighted = new WeightedMomentSums(2, maps);
        subjects.add(new Subject(
                "weighted moments",
                weighted,
                null,
                new WeightedMomentSumsKernel(weighted),
                maps(2, maps),
                maps(2, sums)));
        subjects.add(plain(
                "resizing",
                new Resize(2, maps, 17, 19),
                new Resize(1, maps, 17, 19),
                maps,
                new Shape(17, 19, maps.channels())));
        return subjects;
    }

    /** An operation that every engine leaves to the reference; what is checked is how memory is read and written. */
    private static Subject plain(String name, Reference two, Reference one, Shape in, Shape out) {
        return new Subject(name, two, null, new ReferenceKernel(one, 2), maps(2, in), maps(2, out));
    }

    private static Subject convolution(Engine engine, ConvolutionSpec s) {
        Reference linear = new Reference.Convolution(new ConvolutionSpec(
                s.batch(),
                s.input(),
                s.outputs(),
                s.kernel(),
                s.stride(),
                s.dilation(),
                s.padding(),
                Activation.IDENTITY));
        String name = String.format(
                "convolution %dx%d, %d to %d channels, stride %d, dilation %d, %s, %s",
                s.kernel(),
                s.kernel(),
                s.input().channels(),
                s.outputs(),
                s.stride(),
                s.dilation(),
                s.padding(),
                s.activation());
        return new Subject(
                name,
                new Reference.Convolution(s),
                linear,
                engine.convolution(s),
                maps(s.batch(), s.input()),
                maps(s.batch(), s.output()));
    }

    private static Subject pooling(Engine engine, PoolingSpec s) {
        Reference reference = new Reference.Pooling(s);
        return new Subject(
                s.kind() + " pooling " + s.window() + ", stride " + s.stride() + ", " + s.padding(),
                reference,
                null,
                engine.pooling(s),
                maps(s.batch(), s.input()),
                maps(s.batch(), s.output()));
    }

    private static Subject dense(Engine engine, DenseSpec s) {
        return new Subject(
                "dense " + s.inputs() + " to " + s.outputs() + ", " + s.activation(),
                new Reference.Dense(s),
                new Reference.Dense(new DenseSpec(s.batch(), s.inputs(), s.outputs(), Activation.IDENTITY)),
                engine.dense(s),
                new long[] {s.batch(), s.inputs()},
                new long[] {s.batch(), s.outputs()});
    }

    private static long[] maps(int batch, Shape shape) {
        return new long[] {batch, shape.height(), shape.width(), shape.channels()};
    }

    private static double error(Subject subject, int number) {
        Reference reference = subject.reference();
        RandomStream random = new RandomStreams(0).stream(number, "conformance");
        double[] x = uniform(random, reference.inputSize());
        int[] sizes = reference.parameterSizes();
        double[][] parameters = new double[sizes.length][];
        for (int p = 0; p < sizes.length; p++) {
            parameters[p] = uniform(random, sizes[p]);
        }
        if (sizes.length > 0) {
            // sums of the order of one, so that no activation saturates
            double inputs = (double) sizes[0] / sizes[1];
            for (int i = 0; i < sizes[0]; i++) {
                parameters[0][i] = (float) (parameters[0][i] / Math.sqrt(inputs));
            }
        }
        double[] dy = uniform(random, reference.outputSize());
        if (subject.beforeActivation() != null) {
            double[] z = subject.beforeActivation().forward(x, parameters);
            for (int i = 0; i < z.length; i++) {
                dy[i] = Math.abs(z[i]) < KINK ? 0 : dy[i];
            }
        }
        double[] y = reference.forward(x, parameters);
        double[] dx = new double[x.length];
        double[][] gradients = new double[sizes.length][];
        for (int p = 0; p < sizes.length; p++) {
            gradients[p] = new double[sizes[p]];
        }
        reference.backward(x, parameters, dy, dx, gradients);

        INDArray xs = array(x, subject.x());
        INDArray[] ps = views(parameters);
        INDArray ys = array(new double[y.length], subject.y());
        INDArray dxs = array(new double[x.length], subject.x());
        double[][] zeros = new double[sizes.length][];
        for (int p = 0; p < sizes.length; p++) {
            zeros[p] = new double[sizes[p]];
        }
        INDArray[] gs = views(zeros);
        shape(subject, ps);
        shape(subject, gs);
        subject.kernel().forward(xs, ps, ys);
        subject.kernel().backward(xs, ps, ys.dup('c'), array(dy, subject.y()), dxs, gs);
        double error = Math.max(difference(y, ys), difference(dx, dxs));
        for (int p = 0; p < sizes.length; p++) {
            error = Math.max(error, difference(gradients[p], gs[p]));
        }
        return error;
    }

    /** Gives weights the shape an operation of ND4J wants; their memory stays as it is. */
    private static void shape(Subject subject, INDArray[] parameters) {
        if (subject.reference() instanceof Reference.Convolution c) {
            int k = c.spec().kernel();
            parameters[0] = parameters[0].reshape(
                    'c', k, k, c.spec().input().channels(), c.spec().outputs());
        } else if (subject.reference() instanceof Reference.Dense d) {
            parameters[0] =
                    parameters[0].reshape('c', d.spec().outputs(), d.spec().inputs());
        }
    }

    /** Parameter arrays that are views into one flat array, as they are in a graph. */
    private static INDArray[] views(double[][] values) {
        int length = 0;
        for (double[] v : values) {
            length += v.length;
        }
        double[] flat = new double[length];
        int from = 0;
        for (double[] v : values) {
            System.arraycopy(v, 0, flat, from, v.length);
            from += v.length;
        }
        INDArray[] views = new INDArray[values.length];
        INDArray all = length == 0 ? null : array(flat, new long[] {length});
        from = 0;
        for (int p = 0; p < views.length; p++) {
            views[p] = all.get(NDArrayIndex.interval(from, from + values[p].length));
            from += values[p].length;
        }
        return views;
    }

    private static INDArray array(double[] values, long[] shape) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Nd4j.createFromArray(floats).reshape('c', shape);
    }

    /** Values that float32 holds exactly. */
    private static double[] uniform(RandomStream random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }

    private static double difference(double[] expected, INDArray actual) {
        float[] values = new FlatArray(actual).toArray();
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            double d = Math.abs(values[i] - expected[i]);
            difference = d <= difference ? difference : d; // a NaN stays
        }
        return scale > 0 ? difference / scale : difference;
    }
}
