package org.shearnet.net.cuda;

/** When each of a network's buffers lives, and where it lies. */
final class NetworkBuffers {

    private final Vertices vertices;
    private final boolean trains;
    private final BufferPlan plan = new BufferPlan();
    private final BufferPlan.Buffer[] outputs;
    private final BufferPlan.Buffer[] slopes;
    private final BufferPlan.Buffer[] kept;
    private final BufferPlan.Buffer[] extra;
    private final long bytes;

    NetworkBuffers(Vertices vertices, boolean trains) {
        this.vertices = vertices;
        this.trains = trains;
        int count = vertices.all().size();
        outputs = new BufferPlan.Buffer[count];
        slopes = new BufferPlan.Buffer[count];
        kept = new BufferPlan.Buffer[count];
        extra = new BufferPlan.Buffer[count];
        for (int v = 0; v < count; v++) {
            planOutput(v);
            planKept(v);
            for (int b : vertices.get(v).below()) {
                planInput(v, b);
            }
        }
        bytes = plan.place();
    }

    /** The step of the loss; the forward steps come before it. */
    private int lossStep() {
        return vertices.all().size();
    }

    private int backwardStep(int vertex) {
        return 2 * vertices.all().size() - vertex;
    }

    private void planOutput(int v) {
        Vertices.Vertex vertex = vertices.get(v);
        boolean last = v == vertices.output();
        outputs[v] = plan.add(Float.BYTES * vertex.size(), v < vertices.inputs() ? 0 : v);
        if (last) {
            outputs[v].use(lossStep());
        }
        if (trains && vertex.learns()) {
            outputs[v].use(backwardStep(v));
            slopes[v] = plan.add(Float.BYTES * vertex.size(), last ? lossStep() : backwardStep(v));
            slopes[v].use(backwardStep(v));
        }
    }

    private void planKept(int v) {
        Operation operation = vertices.get(v).operation();
        if (operation != null && operation.kept() > 0 && (trains || !operation.keepsForBackward())) {
            kept[v] = plan.add(Float.BYTES * operation.kept(), v);
            if (trains) {
                kept[v].use(backwardStep(v));
            }
            if (vertices.get(v).dropout() != null) { // set before a pass, and again only where the masks change
                kept[v].use(0);
                kept[v].use(trains ? backwardStep(0) : lossStep());
            }
        }
    }

    private void planInput(int v, int below) {
        Vertices.Vertex vertex = vertices.get(v);
        outputs[below].use(v);
        if (trains && vertex.learns()) {
            int step = backwardStep(v);
            outputs[below].use(step);
            boolean wanted = slopes[below] != null;
            if (wanted) {
                slopes[below].use(step);
            }
            long size = Float.BYTES * vertices.get(below).size();
            boolean apart = vertex.operation() != null && vertex.operation().needsInputGradient();
            if ((wanted || apart) && (extra[v] == null || !extra[v].holds(size))) {
                extra[v] = plan.add(size, step);
            }
        }
    }

    /** Bytes of all together. */
    long bytes() {
        return bytes;
    }

    BufferPlan.Buffer output(int vertex) {
        return outputs[vertex];
    }

    /** The gradient at a vertex' output; null where nobody needs it. */
    BufferPlan.Buffer slope(int vertex) {
        return slopes[vertex];
    }

    /** What a vertex keeps; null where it keeps nothing. */
    BufferPlan.Buffer kept(int vertex) {
        return kept[vertex];
    }

    /** Room for a gradient that a vertex' backward pass writes and that is added to another, or not needed, afterwards. */
    BufferPlan.Buffer extra(int vertex) {
        return extra[vertex];
    }
}
