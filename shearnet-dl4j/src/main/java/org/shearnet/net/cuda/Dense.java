package org.shearnet.net.cuda;

import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.DenseSpec;

/** A fully connected layer by matrix products. */
record Dense(DenseSpec spec) implements Operation {

    private static final int BIAS_SHARES = 8;

    private long outputs() {
        return (long) spec.batch() * spec.outputs();
    }

    /** Turns the gradient behind an activation into that before it. */
    static void activationSlope(Program program, Activation activation, long size, Places at) {
        if (activation != Activation.IDENTITY) {
            program.each(
                    "activation_slope",
                    size,
                    new Arguments()
                            .whole(size)
                            .number(activation.ordinal())
                            .whole(activation.needsPreActivation() ? at.kept() : at.y())
                            .whole(at.dy()));
        }
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
        return (long) BIAS_SHARES * spec.outputs();
    }

    @Override
    public void forward(Program program, Places at) {
        int in = spec.inputs();
        int out = spec.outputs();
        program.multiply(new Device.Product(
                true, false, out, spec.batch(), in, at.parameters()[0], in, at.x(), in, at.y(), out));
        program.each(
                "bias_activation",
                outputs(),
                new Arguments()
                        .whole(outputs())
                        .number(out)
                        .number(spec.activation().ordinal())
                        .whole(at.parameters()[1])
                        .whole(kept() > 0 ? at.kept() : 0)
                        .whole(at.y()));
    }

    @Override
    public void backward(Program program, Places at) {
        int in = spec.inputs();
        int out = spec.outputs();
        activationSlope(program, spec.activation(), outputs(), at);
        program.blocks(
                "column_sums",
                BIAS_SHARES,
                new Arguments().whole(spec.batch()).number(out).whole(at.dy()).whole(at.scratch()));
        program.sumRows(BIAS_SHARES, out, at.scratch(), at.gradients()[1]);
        program.multiply(new Device.Product(
                false, true, in, out, spec.batch(), at.x(), in, at.dy(), out, at.gradients()[0], in));
        if (at.dx() != 0) {
            program.multiply(new Device.Product(
                    false, false, in, spec.batch(), out, at.parameters()[0], in, at.dy(), out, at.dx(), in));
        }
    }
}
