package org.shearnet.net.cuda;

import org.shearnet.net.engine.GroupNormalisation;

/** Group normalisation, a block of threads for each group of each stamp. */
record Normalisations(GroupNormalisation norm) implements Operation {

    private int channels() {
        return norm.input().channels();
    }

    private Arguments shape() {
        return new Arguments()
                .number(norm.input().pixels())
                .number(channels())
                .number(norm.groups())
                .number(norm.activation().ordinal());
    }

    private int blocks() {
        return norm.batch() * norm.groups();
    }

    @Override
    public boolean needsInputGradient() {
        return true;
    }

    @Override
    public long kept() {
        return 2L * blocks();
    }

    @Override
    public long scratch() {
        return 2L * norm.batch() * channels();
    }

    @Override
    public void forward(Program program, Places at) {
        program.blocks(
                "group_norm",
                blocks(),
                shape().whole(at.x())
                        .whole(at.parameters()[0])
                        .whole(at.parameters()[1])
                        .whole(at.kept())
                        .whole(at.y()));
    }

    @Override
    public void backward(Program program, Places at) {
        program.blocks(
                "group_norm_gradient",
                blocks(),
                shape().whole(at.x())
                        .whole(at.parameters()[0])
                        .whole(at.parameters()[1])
                        .whole(at.kept())
                        .whole(at.dy())
                        .whole(at.scratch())
                        .whole(at.dx()));
        // scale and shift lie behind one another, as their sums do
        program.sumRows(norm.batch(), 2L * channels(), at.scratch(), at.gradients()[0]);
    }
}
