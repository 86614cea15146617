package org.shearnet.net.cuda;

import static org.shearnet.net.cuda.Operation.behind;

import org.shearnet.net.engine.Attention;

/** Convolutional block attention. */
record Attentions(Attention attention) implements Operation {

    private static final int SPATIAL = 2 * Attention.KERNEL * Attention.KERNEL + 1;

    private int batch() {
        return attention.batch();
    }

    private int channels() {
        return attention.input().channels();
    }

    private int hidden() {
        return attention.hidden();
    }

    private long pixels() {
        return (long) batch() * attention.input().pixels();
    }

    private long size() {
        return attention.inputSize();
    }

    private Arguments shape() {
        return new Arguments()
                .structure(
                        batch(), attention.input().height(), attention.input().width(), channels(), hidden());
    }

    /** Numbers of the shared network of a stamp. */
    private long shared() {
        return 2L * channels() * hidden() + hidden() + channels();
    }

    /** What the forward pass keeps, in this order. */
    private record Kept(
            long summary,
            long peak,
            long inner,
            long weight,
            long planes,
            long strongest,
            long pixelWeight,
            long end) {}

    private Kept kept(long from) {
        long numbers = (long) batch() * channels();
        long peak = behind(from, 2 * numbers);
        long inner = behind(peak, numbers);
        long weight = behind(inner, 2L * batch() * hidden());
        long planes = behind(weight, numbers);
        long strongest = behind(planes, 2 * pixels());
        long pixelWeight = behind(strongest, pixels());
        return new Kept(from, peak, inner, weight, planes, strongest, pixelWeight, behind(pixelWeight, pixels()));
    }

    private record Room(long dLogit, long dPlanes, long dChannel, long dInner, long dSummary, long parts, long end) {}

    private Room room(long from) {
        long dPlanes = behind(from, pixels());
        long dChannel = behind(dPlanes, 2 * pixels());
        long dInner = behind(dChannel, (long) batch() * channels());
        long dSummary = behind(dInner, 2L * batch() * hidden());
        long parts = behind(dSummary, 2L * batch() * channels());
        long end = behind(parts, batch() * Math.max(SPATIAL, shared()));
        return new Room(from, dPlanes, dChannel, dInner, dSummary, parts, end);
    }

    @Override
    public boolean needsInputGradient() {
        return true;
    }

    @Override
    public long kept() {
        return kept(0L).end() / Float.BYTES;
    }

    @Override
    public long scratch() {
        return room(0).end() / Float.BYTES;
    }

    @Override
    public void forward(Program program, Places at) {
        Kept k = kept(at.kept());
        long[] p = at.parameters();
        program.blocks(
                "channel_summary",
                batch(),
                shape().whole(at.x()).whole(k.summary()).whole(k.peak()));
        program.blocks(
                "channel_weights",
                batch(),
                shape().whole(k.summary())
                        .whole(p[0])
                        .whole(p[1])
                        .whole(p[2])
                        .whole(p[3])
                        .whole(k.inner())
                        .whole(k.weight()));
        program.each(
                "pixel_planes",
                pixels(),
                shape().whole(at.x()).whole(k.weight()).whole(k.planes()).whole(k.strongest()));
        program.each(
                "pixel_weights",
                pixels(),
                shape().whole(k.planes()).whole(p[4]).whole(p[5]).whole(k.pixelWeight()));
        program.each(
                "attend",
                size(),
                shape().whole(at.x()).whole(k.weight()).whole(k.pixelWeight()).whole(at.y()));
    }

    @Override
    public void backward(Program program, Places at) {
        Kept k = kept(at.kept());
        Room r = room(at.scratch());
        long[] p = at.parameters();
        program.each(
                "logit_gradient",
                pixels(),
                shape().whole(at.x())
                        .whole(k.weight())
                        .whole(k.pixelWeight())
                        .whole(at.dy())
                        .whole(r.dLogit()));
        program.each(
                "plane_gradient",
                pixels(),
                shape().whole(r.dLogit()).whole(p[4]).whole(r.dPlanes()));
        program.blocks(
                "spatial_gradient",
                batch(),
                shape().whole(k.planes()).whole(r.dLogit()).whole(r.parts()));
        program.sumRows(batch(), SPATIAL, r.parts(), at.gradients()[4]);
        program.blocks(
                "weighted_gradient",
                batch(),
                shape().whole(at.x())
                        .whole(k.weight())
                        .whole(k.pixelWeight())
                        .whole(k.strongest())
                        .whole(r.dPlanes())
                        .whole(at.dy())
                        .whole(r.dChannel())
                        .whole(at.dx()));
        program.blocks(
                "shared_gradient",
                batch(),
                shape().whole(k.summary())
                        .whole(k.inner())
                        .whole(k.weight())
                        .whole(p[0])
                        .whole(p[2])
                        .whole(r.dChannel())
                        .whole(r.dInner())
                        .whole(r.parts())
                        .whole(r.dSummary()));
        program.sumRows(batch(), shared(), r.parts(), at.gradients()[0]);
        program.each(
                "summary_gradient",
                size(),
                shape().whole(r.dSummary()).whole(k.peak()).whole(at.dx()));
    }
}
