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
     * @param learns whether steps near the end learn from those before ({@link Secant}), for fewer of them than HSM has
     */
    public record Options(
            double guessSigma,
            double convergence,
            int maxIterations,
            double stepBound,
            double maxMoment,
            double maxShift,
            boolean learns) {

        /** HSM's. */
        public static final Options DEFAULT = new Options(5, 1e-6, 400, 0.25, 8000, 15);

        /**
         * Steps that are HSM's.
         *
         * @param guessSigma first size of the weight (pixels)
         * @param convergence stop where centre and moments move by less
         * @param maxIterations give up after so many
         * @param stepBound largest change of centre and moments at once, in units of the minor axis
         * @param maxMoment give up where a second moment exceeds it (pixels^2)
         * @param maxShift give up where the centroid has moved further along an axis (pixels)
         */
        public Options(
                double guessSigma,
                double convergence,
                int maxIterations,
                double stepBound,
                double maxMoment,
                double maxShift) {
            this(guessSigma, convergence, maxIterations, stepBound, maxMoment, maxShift, false);
        }

        /**
         * {@return the same from another first size (pixels)}
         *
         * @param sigma first size (pixels)
         */
        public Options withGuessSigma(double sigma) {
            return new Options(sigma, convergence, maxIterations, stepBound, maxMoment, maxShift, learns);
        }

        /** {@return the same, steps learning from those before} */
        public Options learning() {
            return new Options(guessSigma, convergence, maxIterations, stepBound, maxMoment, maxShift, true);
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

        /** Distance in sigmas at which exp(-rho^2 / 2) is still a normal number, with room: exp(-600). */
        private static final double UNDERFLOW = Math.sqrt(1200);

        /** Change below which steps learn from those before: by then the plain ones shrink by a constant factor. */
        private static final double NEAR = 0.1;

        /** Iterations after which learning has not helped. */
        private static final int LONG = 60;

        /** Inverse variance (1/pixels^2) up to which the ratio of neighbours at such a distance is a number. */
        private static final double STEEPEST = 300;

        private final Secant secant = new Secant(5);
        private final double[] step = new double[5];
        private final double[] plain = new double[5];
        private final double[] image;
        private final double[] w;
        private final double[] ratio;
        private final RowWithin pixels;
        private final RowWithin nextPixels;
        private final double[] values;
        private final double[] nextValues;
        private final double[] columns0;
        private final double[] columns1;
        private final double[] columns2;
        private final double[] lefts;
        private final double[] rights;
        private final int[] starts;
        private final int[] ends;
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

        Iteration(double[] image, double[] weight, int nx, int ny, Options options) {
            this.image = weight == null ? image : unmasked(image, weight);
            w = new double[nx];
            ratio = new double[nx];
            pixels = new RowWithin(nx);
            nextPixels = new RowWithin(nx);
            values = new double[nx];
            nextValues = new double[nx];
            columns0 = new double[nx];
            columns1 = new double[nx];
            columns2 = new double[nx];
            lefts = new double[ny];
            rights = new double[ny];
            starts = new int[ny];
            ends = new int[ny];
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
            double unit = 1;
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
                double last = change;
                double shift = Math.max(Math.abs(dx), Math.abs(dy));
                double spread = Math.max(Math.abs(dxx), Math.max(Math.abs(dxy), Math.abs(dyy)));
                change = Math.max(shift * shift, spread);
                if (scale < firstScale) {
                    change *= firstScale / scale;
                }
                step[0] = dx * scale;
                step[1] = dy * scale;
                step[2] = dxx * minor;
                step[3] = dxy * minor;
                step[4] = dyy * minor;
                if (options.learns && change < NEAR && iterations < LONG) {
                    if (change > last) {
                        secant.forget();
                    }
                    unit = secant.hasBegun() ? unit : scale;
                    improve(unit);
                } else {
                    secant.forget();
                }
                x += step[0];
                y += step[1];
                mxx += step[2];
                mxy += step[3];
                myy += step[4];
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

        /** Makes of a plain step one that has learnt from those before, unless it is too long; lengths in a unit that stays. */
        private void improve(double unit) {
            for (int k = 0; k < step.length; k++) {
                plain[k] = step[k] / (k < 2 ? unit : unit * unit);
            }
            double[] better = secant.step(plain);
            if (Arrays.stream(better).anyMatch(change -> !(Math.abs(change) < options.stepBound))) {
                secant.forget();
                return;
            }
            for (int k = 0; k < step.length; k++) {
                step[k] = better[k] * (k < 2 ? unit : unit * unit);
            }
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
         * <p>Sums run down the columns, all columns of two rows in loops without a reduction, short enough for C2 to make vector
         * instructions of them. exp(-rho^2 / 2) goes from row to row by recurrence: every row's is the first one's times a ratio to
         * the power of the distance, times a number that is the row's alone. It begins anew before a column could underflow
         * on its way to the ellipse, which only long ones lying aslant ask for.
         */
        private void sums(double x0, double y0, double mxx, double mxy, double myy) {
            ellipse(x0, y0, mxx, mxy, myy);
            Arrays.fill(columns0, 0);
            Arrays.fill(columns1, 0);
            Arrays.fill(columns2, 0);
            weigh(y0, false);
            reduce();
        }

        /** Adds two rows after two others to the sums of the columns: of 1, dy and dy^2, or of rho^4 alone. */
        private void weigh(double y0, boolean fourth) {
            double tallest = (UNDERFLOW - Math.sqrt(limit)) * Math.sqrt(ixx) / Math.abs(ixy);
            tallest = Math.min(tallest, UNDERFLOW / Math.sqrt(2 * iyy));
            int height = tallest >= ny ? ny : tallest >= 1 ? (int) tallest : 1; // 1 where it is no number
            double step = Math.exp(-iyy);
            for (int first = bottom; first <= top; first += height) {
                int last = Math.min(top, first + height - 1);
                int left = nx;
                int right = 0;
                for (int row = first; row <= last; row++) {
                    left = Math.min(left, starts[row]);
                    right = Math.max(right, starts[row] < nx ? ends[row] : 0);
                }
                if (left >= right) {
                    continue;
                }
                start(left, right, first - y0);
                // exp(-iyy j (j - 1) / 2) of the row j above the first
                double scale = 1;
                double fall = 1;
                for (int row = first; row <= last; row += 2) {
                    pixels.load(image, row * nx, starts[row], ends[row]);
                    boolean two = row < last;
                    nextPixels.load(image, (row + 1) * nx, two ? starts[row + 1] : nx, two ? ends[row + 1] : nx);
                    values(w, ratio, pixels.values, nextPixels.values, values, nextValues, left, right);
                    double dy = row - y0;
                    double nextScale = scale * fall;
                    fall *= step;
                    if (fourth) {
                        addFourth(
                                values, columns1, columns2, columns0, scale, 2 * ixy * dy, iyy * dy * dy, left, right);
                        dy++;
                        addFourth(
                                nextValues,
                                columns1,
                                columns2,
                                columns0,
                                nextScale,
                                2 * ixy * dy,
                                iyy * dy * dy,
                                left,
                                right);
                    } else {
                        double next = dy + 1;
                        add(values, nextValues, columns0, scale, nextScale, left, right);
                        add(values, nextValues, columns1, dy * scale, next * nextScale, left, right);
                        add(values, nextValues, columns2, dy * dy * scale, next * next * nextScale, left, right);
                    }
                    scale = nextScale * fall;
                    fall *= step;
                }
            }
        }

        /** The weight of a row, and what it is to be multiplied by for the next, but for the rows' own factors. */
        private void start(int first, int end, double dy) {
            double dx = first - centreX;
            boolean direct = ixx > STEEPEST;
            double weight = weight(dx, dy);
            double across = direct ? 0 : Math.exp(-ixx * (dx + 0.5) - ixy * dy);
            double acrossStep = direct ? 0 : Math.exp(-ixx);
            double up = Math.exp(-iyy * (dy + 0.5) - ixy * dx);
            double upStep = Math.exp(-ixy);
            for (int column = first; column < end; column++) {
                w[column] = direct ? weight(column - centreX, dy) : weight;
                ratio[column] = up;
                weight *= across;
                across *= acrossStep;
                up *= upStep;
            }
        }

        private double weight(double dx, double dy) {
            return Math.exp(-0.5 * ((ixx * dx + 2 * ixy * dy) * dx + iyy * dy * dy));
        }

        private static void values(
                double[] weights,
                double[] ratios,
                double[] pixels,
                double[] nextPixels,
                double[] out,
                double[] nextOut,
                int first,
                int end) {
            for (int column = first; column < end; column++) {
                double weight = weights[column];
                double step = ratios[column];
                double next = weight * step;
                out[column] = weight * pixels[column];
                nextOut[column] = next * nextPixels[column];
                weights[column] = next * step;
            }
        }

        private static void add(
                double[] a, double[] b, double[] sum, double timesA, double timesB, int first, int end) {
            for (int column = first; column < end; column++) {
                sum[column] += timesA * a[column] + timesB * b[column];
            }
        }

        /** Adds a row's rho^4, whose rho^2 is square + linear dx + constant. */
        private static void addFourth(
                double[] values,
                double[] dx,
                double[] square,
                double[] sum,
                double scale,
                double linear,
                double constant,
                int first,
                int end) {
            for (int column = first; column < end; column++) {
                double rho2 = square[column] + linear * dx[column] + constant;
                sum[column] += values[column] * (scale * rho2 * rho2);
            }
        }

        private void reduce() {
            amp = 0;
            bx = 0;
            by = 0;
            cxx = 0;
            cxy = 0;
            cyy = 0;
            for (int column = 0; column < nx; column++) {
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
            for (int column = 0; column < nx; column++) {
                double dx = column - centreX;
                columns0[column] = 0;
                columns1[column] = dx;
                columns2[column] = ixx * dx * dx;
            }
            weigh(y0, true);
            return Arrays.stream(columns0).sum();
        }

        /** Sets the ellipse in which the weight is above a tenth of the convergence limit, its rows and their columns. */
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
            edges(lefts, rights, bottom, top, y0);
            for (int row = bottom; row <= top; row++) {
                boolean crosses = lefts[row] <= rights[row]; // no numbers where the row does not meet the ellipse
                int from = crosses ? (int) Math.max(0, Math.ceil(lefts[row])) : nx;
                int to = crosses ? (int) Math.min(nx - 1, Math.floor(rights[row])) : -1;
                starts[row] = from <= to ? from : nx;
                ends[row] = from <= to ? to + 1 : nx;
            }
        }

        private void edges(double[] left, double[] right, int first, int last, double y0) {
            double slope = -ixy / ixx;
            double whole = limit / ixx;
            double fall = iyy / ixx - slope * slope;
            for (int row = first; row <= last; row++) {
                double dy = row - y0;
                double middle = centreX + slope * dy;
                double half = Math.sqrt(whole - fall * dy * dy);
                left[row] = middle - half;
                right[row] = middle + half;
            }
        }
    }
}
