package org.shearnet.net.cuda;

import org.shearnet.net.engine.Resize;
import org.shearnet.net.engine.Shape;

/** Operations without parameters that move numbers, add them up or multiply them. */
final class Rearrangements {

    private Rearrangements() {}

    /** The same numbers in the same order. */
    record Same(long size) implements Operation {

        @Override
        public void forward(Program program, Places at) {
            program.scale(size, 1, at.x(), at.y());
        }

        @Override
        public void backward(Program program, Places at) {
            if (at.dx() != 0) {
                program.scale(size, 1, at.dy(), at.dx());
            }
        }
    }

    /** Numbers times factors, which are its kept numbers and set from outside. */
    record Masking(long size) implements Operation {

        @Override
        public long kept() {
            return size;
        }

        private void multiply(Program program, long factors, long from, long to) {
            program.each(
                    "product",
                    size,
                    new Arguments().whole(size).whole(from).whole(factors).whole(to));
        }

        @Override
        public void forward(Program program, Places at) {
            multiply(program, at.kept(), at.x(), at.y());
        }

        @Override
        public void backward(Program program, Places at) {
            if (at.dx() != 0) {
                multiply(program, at.kept(), at.dy(), at.dx());
            }
        }
    }

    /** Maps of another size. */
    record Resizing(Resize resize) implements Operation {

        private Arguments shape(long size) {
            Shape in = resize.input();
            return new Arguments()
                    .whole(size)
                    .number(in.height())
                    .number(in.width())
                    .number(in.channels())
                    .number(resize.height())
                    .number(resize.width());
        }

        @Override
        public void forward(Program program, Places at) {
            program.each(
                    "resize",
                    resize.outputSize(),
                    shape(resize.outputSize()).whole(at.x()).whole(at.y()));
        }

        @Override
        public void backward(Program program, Places at) {
            if (at.dx() != 0) {
                program.each(
                        "resize_gradient",
                        resize.inputSize(),
                        shape(resize.inputSize()).whole(at.dy()).whole(at.dx()));
            }
        }
    }

    /** Copies of stamps under the eight symmetries of the square. */
    record Orbits(int batch, Shape shape) implements Operation {

        private void launch(Program program, String kernel, long from, long to) {
            long size = (long) batch * shape.size();
            program.each(
                    kernel,
                    size,
                    new Arguments()
                            .whole(size)
                            .number(shape.width())
                            .number(shape.channels())
                            .whole(from)
                            .whole(to));
        }

        @Override
        public void forward(Program program, Places at) {
            launch(program, "orbit", at.x(), at.y());
        }

        @Override
        public void backward(Program program, Places at) {
            if (at.dx() != 0) {
                launch(program, "orbit_gradient", at.dy(), at.dx());
            }
        }
    }

    /** Means of the predictions for such copies, turned back. */
    record OrbitMeans(int stamps, int predictions, int g1, int g2) implements Operation {

        private void launch(Program program, String kernel, long size, long from, long to) {
            program.each(
                    kernel,
                    size,
                    new Arguments()
                            .whole(size)
                            .number(predictions)
                            .number(g1)
                            .number(g2)
                            .whole(from)
                            .whole(to));
        }

        @Override
        public void forward(Program program, Places at) {
            launch(program, "orbit_mean", (long) stamps * predictions, at.x(), at.y());
        }

        @Override
        public void backward(Program program, Places at) {
            if (at.dx() != 0) {
                launch(program, "orbit_mean_gradient", 8L * stamps * predictions, at.dy(), at.dx());
            }
        }
    }

    /** Sums of products with shapes that turn with the stamp; see {@link org.shearnet.net.layer.Combine}. */
    record Combination(int batch, int width, int predictions, int shapes, int outputs, int g1, int g2, boolean errors)
            implements Operation {

        private Arguments shape() {
            return new Arguments().structure(batch, width, predictions, shapes, outputs, g1, g2, errors ? 1 : 0);
        }

        @Override
        public void forward(Program program, Places at) {
            program.each("combine", batch, shape().whole(at.x()).whole(at.y()));
        }

        @Override
        public void backward(Program program, Places at) {
            if (at.dx() != 0) {
                program.each(
                        "combine_gradient",
                        batch,
                        shape().whole(at.x()).whole(at.dy()).whole(at.dx()));
            }
        }
    }
}
