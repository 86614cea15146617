package org.shearnet.net.cuda;

import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.engine.Shape;

/** Average or maximum pooling; of a maximum its place is kept. */
record Poolings(PoolingSpec spec) implements Operation {

    private long outputs() {
        return (long) spec.batch() * spec.output().size();
    }

    private boolean maximum() {
        return spec.kind() == PoolingSpec.Kind.MAXIMUM;
    }

    private Arguments pool(long size) {
        Shape in = spec.input();
        Shape out = spec.output();
        return new Arguments()
                .structure(
                        in.height(),
                        in.width(),
                        in.channels(),
                        out.height(),
                        out.width(),
                        spec.window(),
                        spec.stride(),
                        spec.padding().before(in.height(), spec.window(), spec.stride()),
                        spec.padding().before(in.width(), spec.window(), spec.stride()),
                        maximum() ? 1 : 0)
                .whole(size);
    }

    @Override
    public boolean keepsForBackward() {
        return true;
    }

    @Override
    public long kept() {
        return maximum() ? outputs() : 0;
    }

    @Override
    public void forward(Program program, Places at) {
        program.each(
                "pool",
                outputs(),
                pool(outputs()).whole(at.x()).whole(maximum() ? at.kept() : 0).whole(at.y()));
    }

    @Override
    public void backward(Program program, Places at) {
        if (at.dx() != 0) {
            long size = (long) spec.batch() * spec.input().size();
            program.each(
                    "pool_gradient",
                    size,
                    pool(size).whole(at.kept()).whole(at.dy()).whole(at.dx()));
        }
    }
}
