package org.shearnet.galaxysim.moments;

import java.util.Arrays;

/**
 * Moments of an image under an elliptical Gaussian weight matched to the object itself.
 *
 * <p>Bernstein and Jarvis 2002, AJ 123, 583 (astro-ph/0107431) as Hirata and Seljak 2003, MNRAS 343, 459
 * (astro-ph/0301054) iterate it; the conventions, limits and stopping rule are those of GalSim's HSM module, so that
 * results agree to its convergence threshold. A measurement that fails says so in its status; it never throws for what the
 * pixels hold.
 *
 * <p>Longer than other classes: options, result and iteration are one algorithm's.
 */
public final class AdaptiveMoments {

    private AdaptiveMoments() {}

    /** Why a measurement ended. */
    public enum Status {
        /** The moments have converged. */
        OK,
        /** The weight collapsed to less than a point. */
        SINGULAR,
        /** Moments or centroid ran away. */
        RAN_AWAY,
        /** No convergence. */
        TOO_MANY_ITERATIONS,
        /** The weighted flux is zero, negative or not a number, or every pixel is masked. */
        NO_FLUX
    }

    /**
     * What steers the iteration.
     *
     * @param guessSigma first size of the weight (pixels)
     * @param convergence stop where centre and moments move by less
     * @param maxIterations give up after so many
     * @param stepBound largest change of centre and moments at once, in units of the minor axis
     * @param maxMoment give up where a second moment exceeds it (pixels^2)
     * @param maxShift give up where the centroid has moved further along an axis (pixels)
     */
    public record Options(
            double guessSigma,
            double convergence,
            int maxIterations,
            double stepBound,
            double maxMoment,
            double maxShift) {

        /** HSM's. */
        public static final Options DEFAULT = new Options(5, 1e-6, 400, 0.25, 8000, 15);

        /**
         * {@return the same from another first size (pixels)}
         *
         * @param sigma first size (pixels)
         */
        public Options withGuessSigma(double sigma) {
            return new Options(sigma, convergence, maxIterations, stepBound, maxMoment, maxShift);
        }
    }

    /**
     * A measurement; all numbers are NaN where the status is not OK.
     *
     * @param status how it ended
     * @param iterations passes made
     * @param x centroid column, 0 the centre of the first pixel
     * @param y centroid row
     * @param mxx second moment of the matched Gaussian (pixels^2)
     * @param mxy second moment
     * @param myy second moment
     * @param amplitude flux of the matched Gaussian (counts), 2 sum w I
     * @param rho4 weighted fourth moment, 2 for a Gaussian
     */
    public record Result(
            Status status,
            int iterations,
            double x,
            double y,
            double mxx,
            double mxy,
            double myy,
            double amplitude,
            double rho4) {

        /** {@return whether the measurement succeeded} */
        public boolean ok() {
            return status == Status.OK;
        }

        /** {@return distortion (mxx - myy) / (mxx + myy)} */
        public double e1() {
            return (mxx - myy) / (mxx + myy);
        }

        /** {@return distortion 2 mxy / (mxx + myy)} */
        public double e2() {
            return 2 * mxy / (mxx + myy);
        }

        /** {@return first component of the reduced shear of the same ellipse} */
        public double g1() {
            return (mxx - myy) / (mxx + myy + 2 * Math.sqrt(mxx * myy - mxy * mxy));
        }

        /** {@return second component of the reduced shear} */
        public double g2() {
            return 2 * mxy / (mxx + myy + 2 * Math.sqrt(mxx * myy - mxy * mxy));
        }

        /** {@return size det(M)^(1/4) (pixels)} */
        public double sigma() {
            return Math.sqrt(Math.sqrt(mxx * myy - mxy * mxy));
        }
    }

    /**
     * Measures with HSM's settings and no mask.
     *
     * @param image pixels [ny][nx]
     * @param nx columns
     * @param ny rows
     * @return the moments
     */
    public static Result measure(double[] image, int nx, int ny) {
        return measure(image, null, nx, ny, Options.DEFAULT);
    }

    /**
     * {@return measures}
     *
     * @param image pixels [ny][nx]
     * @param weight pixels of weight 0 or less are left out, the others count alike; null for none
     * @param nx columns
     * @param ny rows
     * @param options tolerances and limits
     */
    public static Result measure(double[] image, double[] weight, int nx, int ny, Options options) {
        return measure(image, weight, nx, ny, options, 0.5 * (nx - 1), 0.5 * (ny - 1));
    }

    /**
     * As above, from another first centre (pixels).
     *
     * @param image pixels [ny][nx]
     * @param weight pixels of weight 0 or less are left out, the others count alike; null for none
     * @param nx columns
     * @param ny rows
     * @param options tolerances and limits
     * @param startX first centre, column (pixels)
     * @param startY first centre, row (pixels)
     * @return the moments
     */
    public static Result measure(
            double[] image, double[] weight, int nx, int ny, Options options, double startX, double startY) {
        return new Iteration(image, weight, nx, ny, options).run(startX, startY);
    }

    private static final class Iteration {

        private final double[] image;
        private final double[] w;
        private final double[] ratio;
        private final double[] weighted;
        private final double[] columns0;
        private final double[] columns1;
        private final double[] columns2;
        private final int nx;
        private final int ny;
        private final Options options;
        private double amp;
        private double bx;
        private double by;
        private double cxx;
        private double cxy;
        private double cyy;
        private double centreX;
        private double ixx;
        private double ixy;
        private double iyy;
        private double limit;
        private int bottom;
        private int top;
        private int from;
        private int to;

        Iteration(double[] image, double[] weight, int nx, int ny, Options options) {
            this.image = weight == null ? image : unmasked(image, weight);
            w = new double[nx];
            ratio = new double[nx];
            weighted = new double[nx];
            columns0 = new double[nx];
            columns1 = new double[nx];
            columns2 = new double[nx];
            this.nx = nx;
            this.ny = ny;
            this.options = options;
        }

        /** Masked pixels count for nothing, whatever they hold. */
        private static double[] unmasked(double[] image, double[] weight) {
            double[] kept = image.clone();
            for (int i = 0; i < kept.length; i++) {
                if (!(weight[i] > 0)) {
                    kept[i] = 0;
                }
            }
            return kept;
        }

        Result run(double startX, double startY) {
            double x = startX;
            double y = startY;
            double mxx = options.guessSigma * options.guessSigma;
            double myy = mxx;
            double mxy = 0;
            double firstScale = 0;
            int iterations = 0;
            double change = 1;
            double summedY = y;
            while (change > options.convergence) {
                double minor = 0.5 * (mxx + myy - Math.hypot(mxx - myy, 2 * mxy));
                if (!(minor > 0)) {
                    return failed(Status.SINGULAR, iterations);
                }
                sums(x, y, mxx, mxy, myy);
                summedY = y;
                if (!(amp > 0)) {
                    return failed(Status.NO_FLUX, iterations);
                }
                double scale = Math.sqrt(minor);
                if (iterations == 0) {
                    firstScale = scale;
                }
                double dx = bounded(2 * bx / (amp * scale));
                double dy = bounded(2 * by / (amp * scale));
                double dxx = bounded(4 * (cxx / amp - 0.5 * mxx) / minor);
                double dxy = bounded(4 * (cxy / amp - 0.5 * mxy) / minor);
                double dyy = bounded(4 * (cyy / amp - 0.5 * myy) / minor);
                double shift = Math.max(Math.abs(dx), Math.abs(dy));
                double spread = Math.max(Math.abs(dxx), Math.max(Math.abs(dxy), Math.abs(dyy)));
                change = Math.max(shift * shift, spread);
                if (scale < firstScale) {
                    change *= firstScale / scale;
                }
                x += dx * scale;
                y += dy * scale;
                mxx += dxx * minor;
                mxy += dxy * minor;
                myy += dyy * minor;
                boolean sane = Math.abs(mxx) <= options.maxMoment
                        && Math.abs(mxy) <= options.maxMoment
                        && Math.abs(myy) <= options.maxMoment
                        && Math.abs(x - startX) <= options.maxShift
                        && Math.abs(y - startY) <= options.maxShift;
                if (!sane) {
                    return failed(Status.RAN_AWAY, iterations);
                }
                if (++iterations > options.maxIterations) {
                    return failed(Status.TOO_MANY_ITERATIONS, iterations);
                }
            }
            return new Result(Status.OK, iterations, x, y, mxx, mxy, myy, 2 * amp, fourth(summedY) / amp);
        }

        private double bounded(double change) {
            return Math.max(-options.stepBound, Math.min(options.stepBound, change));
        }

        private static Result failed(Status status, int iterations) {
            double nan = Double.NaN;
            return new Result(status, iterations, nan, nan, nan, nan, nan, nan, nan);
        }

        /**
         * Weighted sums of 1, d and d d over the ellipse where the weight counts.
         *
         * <p>Sums run down the columns, all columns of a row in one loop without a reduction, which compiles to vector
         * instructions. exp(-rho^2 / 2) goes from row to row by recurrence: the ratio of neighbours is itself a geometric
         * sequence. A column starts where the ellipse begins, so that nothing underflows on the way.
         */
        private void sums(double x0, double y0, double mxx, double mxy, double myy) {
            ellipse(x0, y0, mxx, mxy, myy);
            double ratioStep = Math.exp(-iyy);
            Arrays.fill(columns0, 0);
            Arrays.fill(columns1, 0);
            Arrays.fill(columns2, 0);
            int left = nx;
            int right = -1;
            for (int row = bottom; row <= top; row++) {
                double dy = row - y0;
                if (!reaches(dy)) {
                    continue;
                }
                if (right < left) {
                    start(from, to, dy);
                    left = from;
                    right = to;
                } else {
                    start(from, Math.min(left - 1, to), dy);
                    start(Math.max(right + 1, from), to, dy);
                    left = Math.min(left, from);
                    right = Math.max(right, to);
                }
                addRow(row * nx, dy, ratioStep);
            }
            reduce(left, right);
        }

        /** The weight and its ratio to the next row's, in columns that the ellipse enters. */
        private void start(int first, int last, double dy) {
            for (int column = first; column <= last; column++) {
                double dx = column - centreX;
                w[column] = Math.exp(-0.5 * ((ixx * dx + 2 * ixy * dy) * dx + iyy * dy * dy));
                ratio[column] = Math.exp(-iyy * (dy + 0.5) - ixy * dx);
            }
        }

        private void addRow(int offset, double dy, double ratioStep) {
            int end = to + 1;
            double[] pixels = image;
            double[] weights = w;
            double[] values = weighted;
            for (int column = from; column < end; column++) {
                values[column] = weights[column] * pixels[offset + column];
            }
            add(values, 1, columns0, from, end);
            add(values, dy, columns1, from, end);
            add(values, dy * dy, columns2, from, end);
            double[] ratios = ratio;
            for (int column = from; column < end; column++) {
                weights[column] *= ratios[column];
            }
            for (int column = from; column < end; column++) {
                ratios[column] *= ratioStep;
            }
        }

        private static void add(double[] values, double factor, double[] sums, int from, int end) {
            for (int column = from; column < end; column++) {
                sums[column] += factor * values[column];
            }
        }

        private void reduce(int left, int right) {
            amp = 0;
            bx = 0;
            by = 0;
            cxx = 0;
            cxy = 0;
            cyy = 0;
            for (int column = left; column <= right; column++) {
                double dx = column - centreX;
                amp += columns0[column];
                bx += columns0[column] * dx;
                cxx += columns0[column] * dx * dx;
                by += columns1[column];
                cxy += columns1[column] * dx;
                cyy += columns2[column];
            }
        }

        /** Weighted sum of rho^4 over the ellipse that was summed last. */
        private double fourth(double y0) {
            double sum = 0;
            for (int row = bottom; row <= top; row++) {
                double dy = row - y0;
                if (reaches(dy)) {
                    for (int column = from; column <= to; column++) {
                        double dx = column - centreX;
                        double rho2 = (ixx * dx + 2 * ixy * dy) * dx + iyy * dy * dy;
                        sum += Math.exp(-0.5 * rho2) * rho2 * rho2 * image[row * nx + column];
                    }
                }
            }
            return sum;
        }

        /** Sets the ellipse in which the weight is above a tenth of the convergence limit, and its rows. */
        private void ellipse(double x0, double y0, double mxx, double mxy, double myy) {
            double det = mxx * myy - mxy * mxy;
            centreX = x0;
            ixx = myy / det;
            ixy = -mxy / det;
            iyy = mxx / det;
            limit = -2 * Math.log(options.convergence / 10);
            double reach = Math.sqrt(limit * myy);
            bottom = (int) Math.max(0, Math.ceil(y0 - reach));
            top = (int) Math.min(ny - 1, Math.floor(y0 + reach));
        }

        /** Sets the columns of the ellipse in a row; false where there are none. */
        private boolean reaches(double dy) {
            double middle = -ixy * dy / ixx;
            double square = middle * middle - (iyy * dy * dy - limit) / ixx;
            if (square < 0) {
                return false;
            }
            double reach = Math.sqrt(square);
            from = (int) Math.max(0, Math.ceil(centreX + middle - reach));
            to = (int) Math.min(nx - 1, Math.floor(centreX + middle + reach));
            return from <= to;
        }
    }
}
