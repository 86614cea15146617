package org.shearnet.net.cuda;

import static org.shearnet.net.cuda.Operation.behind;

import org.shearnet.net.engine.MomentSums;
import org.shearnet.net.engine.Shape;
import org.shearnet.net.engine.WeightedMomentSums;

/**
 * Sums of maps under polynomials, with learned windows or without.
 *
 * @param weighted null without windows
 */
record Sums(int batch, Shape input, WeightedMomentSums weighted) implements Operation {

    private static final int SECOND = 3;

    private int pixels() {
        return input.pixels();
    }

    private int channels() {
        return input.channels();
    }

    private long size() {
        return (long) batch * input.size();
    }

    /** The polynomials of every pixel, then the places of pixels in widths of the window. */
    @Override
    public float[] constants() {
        float[] constants = new float[pixels() * (MomentSums.SUMS + 2)];
        MomentSums plain = new MomentSums(batch, input);
        int places = pixels() * MomentSums.SUMS;
        for (int q = 0; q < pixels(); q++) {
            double[] of = weighted == null ? plain.weights(q) : weighted.polynomials(q);
            for (int s = 0; s < MomentSums.SUMS; s++) {
                constants[q * MomentSums.SUMS + s] = (float) of[s];
            }
            if (weighted != null) {
                constants[places + 2 * q] = (float) weighted.x(q);
                constants[places + 2 * q + 1] = (float) weighted.y(q);
            }
        }
        return constants;
    }

    private long places(Places at) {
        return behind(at.constants(), (long) pixels() * MomentSums.SUMS);
    }

    @Override
    public boolean needsInputGradient() {
        return weighted != null;
    }

    @Override
    public long kept() {
        return weighted == null ? 0 : input.size();
    }

    @Override
    public long scratch() {
        return weighted == null ? 0 : (long) (batch + 1) * SECOND * channels();
    }

    @Override
    public void forward(Program program, Places at) {
        long windows = weighted == null ? 0 : at.kept();
        if (weighted != null) {
            program.each(
                    "draw_windows",
                    input.size(),
                    new Arguments()
                            .number(pixels())
                            .number(channels())
                            .whole(places(at))
                            .whole(at.parameters()[0])
                            .whole(at.parameters()[1])
                            .whole(windows));
        }
        program.blocks(
                "moment_sums",
                batch,
                new Arguments()
                        .number(pixels())
                        .number(channels())
                        .whole(at.constants())
                        .whole(windows)
                        .whole(at.x())
                        .whole(at.y()));
    }

    @Override
    public void backward(Program program, Places at) {
        if (at.dx() != 0) {
            program.each(
                    "moment_sums_gradient",
                    size(),
                    new Arguments()
                            .whole(size())
                            .number(pixels())
                            .number(channels())
                            .whole(at.constants())
                            .whole(weighted == null ? 0 : at.kept())
                            .whole(at.dy())
                            .whole(at.dx()));
        }
        if (weighted != null) {
            program.blocks(
                    "window_moments",
                    batch,
                    new Arguments()
                            .number(pixels())
                            .number(channels())
                            .whole(places(at))
                            .whole(at.x())
                            .whole(at.dx())
                            .whole(at.scratch()));
            int numbers = SECOND * channels();
            long all = behind(at.scratch(), (long) batch * numbers);
            program.sumRows(batch, numbers, at.scratch(), all);
            program.each(
                    "window_gradient",
                    channels(),
                    new Arguments()
                            .number(channels())
                            .whole(all)
                            .whole(at.parameters()[0])
                            .whole(at.parameters()[1])
                            .whole(at.gradients()[0])
                            .whole(at.gradients()[1]));
        }
    }
}
