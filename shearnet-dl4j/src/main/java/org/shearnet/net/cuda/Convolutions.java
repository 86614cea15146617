package org.shearnet.net.cuda;

import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.ConvolutionSpec;
import org.shearnet.net.engine.Shape;

/** A convolution by kernels of our own (implicit matrix products). */
record Convolutions(ConvolutionSpec spec) implements Operation {

    /** Pixels that a block computes, one for each of its threads. */
    private static final int PIXELS = 128;

    /** Rows of the weights' gradient that a block computes. */
    private static final int TALL = 64;

    /** Blocks that keep any GPU busy. A fixed number, so that sums run in the same order everywhere. */
    private static final int BUSY = 1056;

    /** Pixels below which a share of the sums is not worth a block. */
    private static final int LEAST_SHARE = 256;

    /** Channels that a block computes; the kernels are compiled for these. */
    private static final int[] TILES = {64, 48, 32, 16};

    /** The tile that computes so many channels at the least cost: a wide one reads less, a narrow one computes less in vain. */
    static int tile(int channels) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int tile : TILES) {
            double cost = (channels + tile - 1) / tile * (tile + 16.0);
            if (cost < least) {
                least = cost;
                best = tile;
            }
        }
        return best;
    }

    private Shape in() {
        return spec.input();
    }

    private Shape out() {
        return spec.output();
    }

    private int depth() {
        return spec.kernel() * spec.kernel() * in().channels();
    }

    private long outputs() {
        return (long) spec.batch() * out().size();
    }

    /** Into how many shares the sums over pixels are split. */
    int shares() {
        int tiles = divide(depth(), TALL) * divide(spec.outputs(), tile(spec.outputs()));
        int most = Math.max(1, spec.batch() * out().pixels() / LEAST_SHARE);
        return Math.max(1, Math.min(most, BUSY / tiles));
    }

    private int biasShares() {
        return Math.max(1, Math.min(BUSY, spec.batch() * out().pixels() / LEAST_SHARE));
    }

    private static int divide(int a, int b) {
        return (a + b - 1) / b;
    }

    private static Arguments window(Shape read, Shape written, ConvolutionSpec s, boolean transposed) {
        Shape in = s.input();
        return new Arguments()
                .structure(
                        read.height(),
                        read.width(),
                        read.channels(),
                        written.height(),
                        written.width(),
                        written.channels(),
                        s.kernel(),
                        s.stride(),
                        s.dilation(),
                        s.padding().before(in.height(), s.extent(), s.stride()),
                        s.padding().before(in.width(), s.extent(), s.stride()),
                        s.batch() * written.pixels(),
                        transposed ? 1 : 0,
                        transposed
                                ? Activation.IDENTITY.ordinal()
                                : s.activation().ordinal());
    }

    private void convolve(Program program, Shape read, Shape written, Arguments arguments) {
        int tile = tile(written.channels());
        String runs = read.channels() % 8 == 0 ? "runs_" : "";
        program.grid(
                "convolve_" + program.precision().prefix() + runs + tile,
                divide(spec.batch() * written.pixels(), PIXELS),
                divide(written.channels(), tile),
                1,
                PIXELS,
                arguments);
    }

    @Override
    public boolean keepsForBackward() {
        return true;
    }

    @Override
    public long kept() {
        return spec.activation().needsPreActivation() ? outputs() : 0;
    }

    @Override
    public long scratch() {
        long weights = (long) depth() * spec.outputs();
        return Math.max(weights * shares(), (long) spec.outputs() * biasShares());
    }

    @Override
    public void forward(Program program, Places at) {
        convolve(
                program,
                in(),
                out(),
                window(in(), out(), spec, false)
                        .whole(at.x())
                        .whole(at.parameters()[0])
                        .whole(at.parameters()[1])
                        .whole(kept() > 0 ? at.kept() : 0)
                        .whole(at.y()));
    }

    @Override
    public void backward(Program program, Places at) {
        Dense.activationSlope(program, spec.activation(), outputs(), at);
        program.blocks(
                "column_sums",
                biasShares(),
                new Arguments()
                        .whole((long) spec.batch() * out().pixels())
                        .number(spec.outputs())
                        .whole(at.dy())
                        .whole(at.scratch()));
        program.sumRows(biasShares(), spec.outputs(), at.scratch(), at.gradients()[1]);
        int tile = tile(spec.outputs());
        program.grid(
                "weight_gradient_" + program.precision().prefix() + tile,
                divide(depth(), TALL),
                divide(spec.outputs(), tile),
                shares(),
                PIXELS,
                window(in(), out(), spec, false).whole(at.x()).whole(at.dy()).whole(at.scratch()));
        long weights = (long) depth() * spec.outputs();
        program.sumRows(shares(), weights, at.scratch(), at.gradients()[0]);
        if (at.dx() != 0) {
            program.each(
                    "transpose_weights",
                    weights,
                    new Arguments()
                            .number(spec.kernel() * spec.kernel())
                            .number(in().channels())
                            .number(spec.outputs())
                            .whole(at.parameters()[0])
                            .whole(at.scratch()));
            convolve(
                    program,
                    out(),
                    in(),
                    window(out(), in(), spec, true)
                            .whole(at.dy())
                            .whole(at.scratch())
                            .whole(0)
                            .whole(0)
                            .whole(at.dx()));
        }
    }
}
