package org.shearnet.ngmix.fit;

import java.util.Arrays;
import java.util.List;
import org.shearnet.ngmix.observation.Observation;

/**
 * All images of several objects that overlap, as one objective: the parameters of one object after those of another, less
 * those that are held. Images, models and derivatives are held times the roots of the weights.
 */
final class BlendProblem implements LevenbergMarquardt.Objective {
    private final PixelProblem one;
    private final int[] band;
    private final int size;
    private final int bands;
    private final double[][] data;

    private double[][] x = new double[0][];
    private boolean[][] held = new boolean[0][];

    /**
     * @param one the model of one object, which has loaded the images with the roots of their weights
     * @param images the same images under their weights
     */
    BlendProblem(PixelProblem one, List<List<Observation>> images) {
        this.one = one;
        size = one.model().size();
        bands = images.size();
        List<Observation> all = images.stream().flatMap(List::stream).toList();
        band = new int[all.size()];
        data = new double[all.size()][];
        int i = 0;
        for (int b = 0; b < bands; b++) {
            for (Observation o : images.get(b)) {
                band[i] = b;
                double[] root = roots(o.weight());
                for (int p = 0; p < root.length; p++) {
                    root[p] = root[p] > 0 ? root[p] * o.image()[p] : 0;
                }
                data[i++] = root;
            }
        }
    }

    static double[] roots(double[] weight) {
        return Arrays.stream(weight).map(Math::sqrt).toArray();
    }

    /**
     * Sets the objects that are fitted.
     *
     * @param objects internal parameters, one object after the other; those not held move with the fit
     * @param fixed which of them are held
     * @return the parameters that are free
     */
    double[] begin(double[][] objects, boolean[][] fixed) {
        x = objects;
        held = fixed;
        double[] free = new double[objects.length * size];
        int n = 0;
        for (int k = 0; k < x.length; k++) {
            for (int i = 0; i < size; i++) {
                if (!held[k][i]) {
                    free[n++] = x[k][i];
                }
            }
        }
        return Arrays.copyOf(free, n);
    }

    /** The objects at a point of the free parameters. */
    double[][] objects(double[] free) {
        double[][] out = new double[x.length][];
        int n = 0;
        for (int k = 0; k < x.length; k++) {
            out[k] = x[k].clone();
            for (int i = 0; i < size; i++) {
                if (!held[k][i]) {
                    out[k][i] = free[n++];
                }
            }
        }
        return out;
    }

    /**
     * Sets the fluxes of all objects to the best ones for their shapes.
     *
     * @return false where the images do not tell them apart, or an object does not exist
     */
    boolean solveFluxes(double[][] objects) {
        int n = objects.length;
        double[][][] matrix = new double[bands][n][n];
        double[][] signal = new double[bands][n];
        for (int image = 0; image < band.length; image++) {
            double[][] basis = new double[n][];
            for (int k = 0; k < n; k++) {
                double[][] own = one.weightedDerivatives(objects[k], image);
                if (own == null) {
                    return false;
                }
                basis[k] = own[size - bands + band[image]];
                signal[band[image]][k] += dot(basis[k], data[image]);
                for (int l = 0; l <= k; l++) {
                    double product = dot(basis[k], basis[l]);
                    matrix[band[image]][k][l] += product;
                    matrix[band[image]][l][k] += l == k ? 0 : product;
                }
            }
        }
        double[] flux = new double[n];
        for (int b = 0; b < bands; b++) {
            if (!LinearAlgebra.solve(matrix[b], 0, signal[b], flux, new double[n][n])) {
                return false;
            }
            for (int k = 0; k < n; k++) {
                objects[k][size - bands + b] = flux[k];
            }
        }
        return true;
    }

    /** An object's light in an image, times the roots of the weights; null where the model does not exist. */
    double[] light(double[] object, int image) {
        double[][] derivatives = one.weightedDerivatives(object, image);
        return derivatives == null ? null : light(object, derivatives, image);
    }

    private double[] light(double[] object, double[][] derivatives, int image) {
        int flux = size - bands + band[image];
        double[] out = derivatives[flux].clone();
        for (int p = 0; p < out.length; p++) {
            out[p] *= object[flux];
        }
        return out;
    }

    @Override
    public double evaluate(double[] free, double[][] matrix, double[] gradient) {
        double[][] objects = objects(free);
        double chi2 = 0;
        for (int image = 0; image < band.length; image++) {
            double[] rest = data[image].clone();
            double[][] by = new double[free.length][];
            int n = 0;
            for (int k = 0; k < objects.length; k++) {
                double[][] own = one.weightedDerivatives(objects[k], image);
                if (own == null) {
                    return Double.NaN;
                }
                subtract(rest, light(objects[k], own, image));
                for (int i = 0; i < size; i++) {
                    boolean acts = i < size - bands || i == size - bands + band[image];
                    if (!held[k][i]) {
                        by[n++] = acts ? own[i] : null;
                    }
                }
            }
            chi2 += dot(rest, rest);
            for (int i = 0; i < by.length; i++) {
                for (int j = 0; j <= i && by[i] != null; j++) {
                    double sum = by[j] == null ? 0 : dot(by[i], by[j]);
                    matrix[i][j] += sum;
                    matrix[j][i] += i == j ? 0 : sum;
                }
                gradient[i] += by[i] == null ? 0 : dot(by[i], rest);
            }
        }
        return one.prior().isNone() ? chi2 : chi2 + priors(objects, matrix, gradient);
    }

    private double priors(double[][] objects, double[][] matrix, double[] gradient) {
        ParametricModel model = one.model();
        double chi2 = 0;
        int n = 0;
        for (int k = 0; k < objects.length; k++) {
            double[][] m = new double[size][size];
            double[] g = new double[size];
            chi2 += one.prior().addTo(model.toPublic(objects[k]), model.publicByInternal(objects[k]), m, g);
            int[] at = new int[size];
            for (int i = 0; i < size; i++) {
                at[i] = held[k][i] ? -1 : n++;
            }
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size && at[i] >= 0; j++) {
                    matrix[at[i]][Math.max(0, at[j])] += at[j] >= 0 ? m[i][j] : 0;
                }
                if (at[i] >= 0) {
                    gradient[at[i]] += g[i];
                }
            }
        }
        return chi2;
    }

    @Override
    public double stepLimit(double[] free, double[] step) {
        double[][] from = objects(free);
        double[] to = new double[free.length];
        Arrays.setAll(to, i -> free[i] + step[i]);
        double[][] end = objects(to);
        double limit = 1;
        for (int k = 0; k < from.length; k++) {
            double[] start = from[k];
            double[] move = new double[size];
            boolean[] fixed = held[k];
            for (int i = 0; i < size; i++) {
                move[i] = end[k][i] - start[i];
            }
            if (!fixed[2]) {
                limit = Math.min(limit, one.model().stepLimit(start, move));
            }
        }
        return limit;
    }

    /** Chi^2 of the pixels less what all objects say. */
    double pixelChi2(double[][] objects) {
        double sum = 0;
        for (int image = 0; image < band.length; image++) {
            double[] rest = rest(objects, -1, image);
            sum += dot(rest, rest);
        }
        return sum;
    }

    /** Sum w d m / sqrt(sum w m^2) of the first object's model m, the others' light taken off the data d. */
    double signalToNoise(double[][] objects) {
        double signal = 0;
        double power = 0;
        for (int image = 0; image < band.length; image++) {
            double[] own = light(objects[0], image);
            signal += dot(rest(objects, 0, image), own);
            power += dot(own, own);
        }
        return signal / Math.sqrt(power);
    }

    /** The others' light under the first object's model, over its own: sum w m sum_k m_k / sum w m^2. */
    double share(double[][] objects) {
        double others = 0;
        double power = 0;
        for (int image = 0; image < band.length; image++) {
            double[] own = light(objects[0], image);
            for (int k = 1; k < objects.length; k++) {
                others += dot(own, light(objects[k], image));
            }
            power += dot(own, own);
        }
        return others / power;
    }

    private double[] rest(double[][] objects, int without, int image) {
        double[] rest = data[image].clone();
        for (int k = 0; k < objects.length; k++) {
            if (k != without) {
                subtract(rest, light(objects[k], image));
            }
        }
        return rest;
    }

    private static void subtract(double[] from, double[] what) {
        for (int p = 0; p < from.length; p++) {
            from[p] -= what[p];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            sum += a[p] * b[p];
        }
        return sum;
    }
}
