package org.shearnet.inspect;

import java.util.List;

/** A linear map of a stamp to other numbers, with its transpose. */
public interface LinearOperator {

    /** How many numbers it makes. */
    int outputs();

    /** Multiplications and additions of a stamp. */
    long flops();

    /** The numbers of a stamp [ny * nx]. */
    double[] apply(double[] stamp);

    /** The transpose on such numbers. */
    double[] transpose(double[] numbers);

    /** Several on the same stamp, their numbers behind one another. */
    static LinearOperator all(List<LinearOperator> operators) {
        return new LinearOperator() {
            @Override
            public int outputs() {
                return operators.stream().mapToInt(LinearOperator::outputs).sum();
            }

            @Override
            public long flops() {
                return operators.stream().mapToLong(LinearOperator::flops).sum();
            }

            @Override
            public double[] apply(double[] stamp) {
                double[] out = new double[outputs()];
                int at = 0;
                for (LinearOperator operator : operators) {
                    double[] part = operator.apply(stamp);
                    System.arraycopy(part, 0, out, at, part.length);
                    at += part.length;
                }
                return out;
            }

            @Override
            public double[] transpose(double[] numbers) {
                double[] sum = null;
                int at = 0;
                for (LinearOperator operator : operators) {
                    double[] part = new double[operator.outputs()];
                    System.arraycopy(numbers, at, part, 0, part.length);
                    at += part.length;
                    double[] back = operator.transpose(part);
                    if (sum == null) {
                        sum = back;
                    } else {
                        for (int p = 0; p < sum.length; p++) {
                            sum[p] += back[p];
                        }
                    }
                }
                return sum;
            }
        };
    }

    /** One after another. */
    default LinearOperator then(LinearOperator next) {
        LinearOperator first = this;
        return new LinearOperator() {
            @Override
            public int outputs() {
                return next.outputs();
            }

            @Override
            public long flops() {
                return first.flops() + next.flops();
            }

            @Override
            public double[] apply(double[] stamp) {
                return next.apply(first.apply(stamp));
            }

            @Override
            public double[] transpose(double[] numbers) {
                return first.transpose(next.transpose(numbers));
            }
        };
    }
}
