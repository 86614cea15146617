package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.net.Taps;

/**
 * What is kept by gradients at the noise-free stamp, held against draws of the noise itself, where rectifiers switch and gradients
 * change. Looked at are the six combinations t = T^T C^-1 h of a layer's numbers that would be sufficient if the layer were linear
 * (Heavens, Jimenez and Lahav 2000, arXiv:astro-ph/9911102); the information that they hold linearly, D^T Cov(t)^-1 D, needs no
 * covariance of thousands of numbers. It is a lower bound of what the layer holds.
 *
 * @param layer name of the vertex
 * @param gradients share of the information on g that is kept by gradients, mean over the galaxies
 * @param draws the same by draws
 */
public record NoiseCheck(String layer, double gradients, double draws) {

    private static final int DRAWS = 1000;

    /** Steps along a parameter, in units of its error when the others are known. */
    private static final double STEP = 0.2;

    private static final int N = InspectedGalaxy.PARAMETERS;
    private static final int STAMPS = 1 + 2 * N;

    /**
     * Checks the layers of few numbers.
     *
     * @param layers names; empty for all
     * @param sigma pixel noise (counts)
     * @param known inverse variances of the population: {@link InspectedGalaxy#population}
     */
    public static List<NoiseCheck> of(
            Model model,
            List<InspectedGalaxy> galaxies,
            List<String> layers,
            double sigma,
            double[] known,
            int threads) {
        LocalNetwork network = LocalNetwork.of(model);
        LayerParts parts = new LayerParts(network);
        List<String> narrow = parts.seeing().stream()
                .filter(v -> layers.isEmpty() || layers.contains(v))
                .filter(v -> parts.of(v).way() == LayerParts.Way.ROWS)
                .filter(v -> !v.equals(LocalNetwork.ANSWER))
                .toList();
        double[] gradients = new double[narrow.size()];
        double[] draws = new double[narrow.size()];
        for (InspectedGalaxy galaxy : galaxies) {
            LocalNetwork.Point point = network.at(galaxy.pixels(), galaxy.psf(), sigma);
            double[][] stamp = Information.ofStamp(galaxy.tangents(), sigma);
            double[] steps = new double[N];
            for (int k = 0; k < N; k++) {
                steps[k] = STEP / Math.sqrt(stamp[k][k]);
            }
            List<double[][]> weights = new ArrayList<>();
            for (int l = 0; l < narrow.size(); l++) {
                LayerView view =
                        new LayerView(network, parts.of(narrow.get(l)), narrow.get(l), galaxy.tangents(), Map.of(), 0);
                view.look(point);
                weights.add(view.best(sigma, FloatFormat.FLOAT32));
                gradients[l] += view.at(sigma, FloatFormat.FLOAT32).kept(stamp, known)[0] / galaxies.size();
            }
            double[][][] t = combinations(model, galaxy, narrow, weights, steps, sigma, threads);
            for (int l = 0; l < draws.length; l++) {
                draws[l] += Information.kept(fisher(t[l], steps), stamp, known) / galaxies.size();
            }
        }
        List<NoiseCheck> all = new ArrayList<>();
        for (int l = 0; l < draws.length; l++) {
            all.add(new NoiseCheck(narrow.get(l), gradients[l], draws[l]));
        }
        return all;
    }

    /** t of each layer and stamp, [layers][draws * STAMPS][6]; the stamps of a draw share its noise. */
    private static double[][][] combinations(
            Model model,
            InspectedGalaxy galaxy,
            List<String> layers,
            List<double[][]> weights,
            double[] steps,
            double sigma,
            int threads) {
        double[][][] t = new double[layers.size()][DRAWS * STAMPS][N];
        new Taps(model)
                .run(
                        DRAWS * STAMPS,
                        threads,
                        (i, to) -> to.take(stamp(galaxy, i % STAMPS, i / STAMPS, steps, sigma), galaxy.psf(), sigma),
                        (i, values) -> {
                            for (int l = 0; l < t.length; l++) {
                                float[] h = values.get(layers.get(l));
                                for (int a = 0; a < N; a++) {
                                    double[] w = weights.get(l)[a];
                                    for (int k = 0; k < h.length; k++) {
                                        t[l][i][a] += w[k] * h[k];
                                    }
                                }
                            }
                        });
        return t;
    }

    private static double[] stamp(InspectedGalaxy galaxy, int place, int draw, double[] steps, double sigma) {
        SplittableRandom random = new SplittableRandom(draw);
        double[] pixels = galaxy.pixels().clone();
        int parameter = (place - 1) / 2;
        double step = place == 0 ? 0 : (place % 2 == 1 ? 1 : -1) * steps[parameter];
        double[] tangent = galaxy.tangents()[Math.max(0, parameter)];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] += sigma * random.nextGaussian() + step * tangent[p];
        }
        return pixels;
    }

    /** D^T Cov^-1 D, unbiased for the finite number of draws (Hartlap et al. 2007, arXiv:astro-ph/0608064). */
    private static double[][] fisher(double[][] t, double[] steps) {
        double[][] slope = new double[N][N];
        double[] mean = new double[N];
        for (int i = 0; i < t.length; i += STAMPS) {
            for (int a = 0; a < N; a++) {
                mean[a] += t[i][a] / DRAWS;
                for (int k = 0; k < N; k++) {
                    slope[a][k] += (t[i + 1 + 2 * k][a] - t[i + 2 + 2 * k][a]) / (2 * steps[k] * DRAWS);
                }
            }
        }
        double[][] covariance = new double[N][N];
        for (int i = 0; i < t.length; i += STAMPS) {
            for (int a = 0; a < N; a++) {
                for (int b = 0; b < N; b++) {
                    covariance[a][b] += (t[i][a] - mean[a]) * (t[i][b] - mean[b]) / (DRAWS - 1);
                }
            }
        }
        double[] scale = new double[N];
        for (int a = 0; a < N; a++) {
            scale[a] = covariance[a][a] > 0 ? 1 / Math.sqrt(covariance[a][a]) : 0;
        }
        for (int a = 0; a < N; a++) {
            for (int b = 0; b < N; b++) {
                covariance[a][b] = a == b ? 1 + RIDGE : covariance[a][b] * scale[a] * scale[b];
                slope[a][b] *= scale[a];
            }
        }
        RealMatrix d = MatrixUtils.createRealMatrix(slope);
        RealMatrix inverse = new LUDecomposition(MatrixUtils.createRealMatrix(covariance), 0)
                .getSolver()
                .getInverse();
        double unbiased = (double) (DRAWS - N - 2) / (DRAWS - 1);
        return d.transpose()
                .multiply(inverse)
                .multiply(d)
                .scalarMultiply(unbiased)
                .getData();
    }

    /** Combinations of fewer than six numbers depend on each other; this share keeps their covariance regular. */
    private static final double RIDGE = 1e-9;
}
