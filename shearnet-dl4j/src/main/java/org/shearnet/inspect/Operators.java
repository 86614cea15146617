package org.shearnet.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import org.shearnet.config.Csv;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.parallel.Workers;

/**
 * What fixed operators keep of the information in a stamp, without any training: pooling and kernels on the stamp itself, and
 * poolings behind random 3 x 3 filters, for the galaxy of middle size.
 *
 * <p>Longer than other classes: it has the list of operators and what each keeps.
 *
 * @param rows one an operator, galaxy size and noise level
 */
public record Operators(List<Row> rows) {

    /**
     * One operator on one galaxy.
     *
     * @param operator its word
     * @param filters random filters before it; 0 for none
     * @param galaxySigma size of the round galaxy (arcsec)
     * @param noiseSigma pixel noise (counts); NaN where it plays no role
     * @param numbers left of a stamp
     * @param mflop of a stamp
     * @param keptG share of the information on g1, g2 that is left, all six parameters unknown
     * @param keptX on the position
     * @param keptSize on the size
     * @param keptFlux on the flux
     * @param wobble range of keptG over the four half-pixel places of the galaxy, over their mean; NaN where
     *     one place is looked at, at stride 1 and behind filters
     * @param ratioOfSizes numbers left over pixels
     */
    public record Row(
            String operator,
            int filters,
            double galaxySigma,
            double noiseSigma,
            int numbers,
            double mflop,
            double keptG,
            double keptX,
            double keptSize,
            double keptFlux,
            double wobble,
            double ratioOfSizes) {}

    /** Poolings, in the order of the page. */
    public static final List<String> POOLINGS =
            List.of("average2", "average4", "stride2", "stride4", "maximum2", "blur121", "blur1331", "dilated2");

    /** Kernels, in the order of the page. */
    public static final List<String> KERNELS =
            List.of("sobel-x", "sobel", "laplace", "log", "gabor", "quadrupole", "templates");

    /** Poolings that are looked at behind filters, and behind how many. */
    private static final List<String> BEHIND = List.of("average2", "stride2", "blur1331");

    private static final int[] FILTERS = {1, 4, 16};

    /** Places of the galaxy (px), over which kept is averaged. */
    private static final double[][] PLACES = {{0, 0}, {0.5, 0}, {0, 0.5}, {0.5, 0.5}};

    private static final int LARGE_KERNEL = 7;

    private static final long SEED = 16;

    /** The linear operator of a word on stamps of a size. */
    public static LinearOperator linear(String word, int nx, int ny) {
        double[] derivative = {-0.5, 0, 0.5};
        double[] smooth = {0.25, 0.5, 0.25};
        return switch (word) {
            case "average2" -> Filter.inside(nx, ny, Filter.product(0.5, 0.5), 2);
            case "average4" -> Filter.inside(nx, ny, Filter.product(0.25, 0.25, 0.25, 0.25), 4);
            case "stride2" -> Filter.inside(nx, ny, Filter.product(1), 2);
            case "stride4" -> Filter.inside(nx, ny, Filter.product(1), 4);
            case "blur121" -> Filter.padded(nx, ny, Filter.product(smooth), 2);
            case "blur1331" -> Filter.padded(nx, ny, Filter.product(0.125, 0.375, 0.375, 0.125), 2);
            case "dilated2" -> Filter.same(nx, ny, Filter.product(1.0 / 6, 4.0 / 6, 1.0 / 6), 2);
            case "sobel-x" -> Filter.same(nx, ny, Filter.product(smooth, derivative), 1);
            case "sobel" ->
                LinearOperator.all(List.of(
                        Filter.same(nx, ny, Filter.product(smooth, derivative), 1),
                        Filter.same(nx, ny, Filter.product(derivative, smooth), 1)));
            case "laplace" -> Filter.same(nx, ny, new double[][] {{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}, 1);
            case "log" ->
                Filter.same(
                        nx,
                        ny,
                        kernel((x, y) -> {
                            double r2 = (x * x + y * y) / (2 * 1.4 * 1.4);
                            return (r2 - 1) * Math.exp(-r2);
                        }),
                        1);
            case "gabor" ->
                LinearOperator.all(java.util.stream.IntStream.range(0, 4)
                        .<LinearOperator>mapToObj(k -> Filter.same(
                                nx,
                                ny,
                                kernel((x, y) -> {
                                    double along = x * Math.cos(k * Math.PI / 4) + y * Math.sin(k * Math.PI / 4);
                                    return Math.exp(-(x * x + y * y) / (2 * 1.5 * 1.5))
                                            * Math.cos(2 * Math.PI * along / 4);
                                }),
                                1))
                        .toList());
            case "quadrupole" ->
                LinearOperator.all(List.of(
                        Filter.same(nx, ny, kernel((x, y) -> (x * x - y * y) * Math.exp(-(x * x + y * y) / 4)), 1),
                        Filter.same(nx, ny, kernel((x, y) -> 2 * x * y * Math.exp(-(x * x + y * y) / 4)), 1)));
            default -> throw new IllegalArgumentException("no operator '" + word + "'");
        };
    }

    /** Columns and rows of the first map that an operator makes. */
    public static int[] shape(String word, int nx, int ny) {
        return switch (word) {
            case "average2", "maximum2" -> new int[] {nx / 2, ny / 2};
            case "average4" -> new int[] {nx / 4, ny / 4};
            case "stride2", "blur121", "blur1331" -> new int[] {(nx + 1) / 2, (ny + 1) / 2};
            case "stride4" -> new int[] {(nx + 3) / 4, (ny + 3) / 4};
            default -> new int[] {nx, ny};
        };
    }

    private interface Weight {
        double at(double x, double y);
    }

    private static double[][] kernel(Weight weight) {
        double[][] weights = new double[LARGE_KERNEL][LARGE_KERNEL];
        for (int i = 0; i < LARGE_KERNEL; i++) {
            for (int j = 0; j < LARGE_KERNEL; j++) {
                weights[i][j] = weight.at(j - LARGE_KERNEL / 2, i - LARGE_KERNEL / 2);
            }
        }
        return weights;
    }

    /** Random 3 x 3 filters at every pixel, then a pooling of each of their maps. */
    public static LinearOperator behind(String pooling, int filters, int nx, int ny) {
        Random random = new Random(SEED);
        LinearOperator pooled = linear(pooling, nx, ny);
        List<LinearOperator> all = new ArrayList<>();
        for (int f = 0; f < filters; f++) {
            double[][] weights = new double[3][3];
            for (double[] row : weights) {
                java.util.Arrays.setAll(row, i -> random.nextGaussian() / 3);
            }
            all.add(Filter.same(nx, ny, weights, 1).then(pooled));
        }
        return LinearOperator.all(all);
    }

    /** How many operators times galaxies there are to do. */
    public static long steps(List<String> words, int sizes, double[] levels) {
        long rows = 0;
        for (String word : words) {
            rows += (long) sizes * (word.equals("maximum2") ? levels.length : 1);
            rows += BEHIND.contains(word) ? FILTERS.length : 0;
        }
        return rows;
    }

    /**
     * Measures.
     *
     * @param galaxy a galaxy of the scene; its shear is taken away and its size set
     * @param words of {@link #POOLINGS} and {@link #KERNELS}
     * @param sizes of the galaxies (arcsec)
     * @param levels pixel noise for operators that are not linear (counts)
     */
    public static Operators measure(
            Scene scene,
            SceneGalaxy galaxy,
            List<String> words,
            double[] sizes,
            double[] levels,
            int threads,
            LongConsumer progress) {
        record Job(String word, int filters, double level, double size) {}
        List<Job> jobs = new ArrayList<>();
        for (String word : words) {
            for (double level : word.equals("maximum2") ? levels : new double[] {Double.NaN}) {
                for (double size : sizes) {
                    jobs.add(new Job(word, 0, level, size));
                }
            }
        }
        for (String word : words) {
            for (int filters : BEHIND.contains(word) ? FILTERS : new int[0]) {
                jobs.add(new Job(word, filters, Double.NaN, sizes[sizes.length / 2]));
            }
        }
        Row[] rows = new Row[jobs.size()];
        Workers.run(
                jobs.size(),
                threads,
                () -> new SceneRenderer(scene, RenderAccuracy.HIGH),
                (renderer, i) -> {
                    Job job = jobs.get(i);
                    rows[i] = job.word.equals("maximum2")
                            ? maximum(scene, renderer, galaxy, job.size, job.level)
                            : row(scene, renderer, galaxy, job.word, job.filters, job.size);
                },
                progress::accept);
        return new Operators(List.of(rows));
    }

    private static SceneGalaxy placed(SceneGalaxy galaxy, double size, double[] place, double pixelScale) {
        return galaxy.at(new double[] {place[0] * pixelScale, place[1] * pixelScale, 0, 0, size, galaxy.flux()});
    }

    private static Row row(
            Scene scene, SceneRenderer renderer, SceneGalaxy galaxy, String word, int filters, double size) {
        int places = filters > 0 || KERNELS.contains(word) || word.startsWith("dilated") ? 1 : PLACES.length;
        double[] keptG = new double[places];
        double[] others = new double[3];
        int numbers = 0;
        double mflop = 0;
        for (int i = 0; i < places; i++) {
            double[][] tangents = renderer.derivatives(placed(galaxy, size, PLACES[i], scene.pixelScale()));
            LinearOperator operator = word.equals("templates")
                    ? templates(tangents)
                    : filters > 0
                            ? behind(word, filters, scene.nx(), scene.ny())
                            : linear(word, scene.nx(), scene.ny());
            double[][] before = ProjectedInformation.gram(tangents);
            double[][] after = ProjectedInformation.through(operator, tangents);
            keptG[i] = ProjectedInformation.kept(before, after, 2, 3);
            others[0] += ProjectedInformation.kept(before, after, 0, 1) / places;
            others[1] += ProjectedInformation.kept(before, after, 4) / places;
            others[2] += ProjectedInformation.kept(before, after, 5) / places;
            numbers = operator.outputs();
            mflop = 1e-6 * operator.flops();
        }
        return new Row(
                word,
                filters,
                size,
                Double.NaN,
                numbers,
                mflop,
                mean(keptG),
                others[0],
                others[1],
                others[2],
                places == 1 ? Double.NaN : range(keptG),
                (double) numbers / (scene.nx() * scene.ny()));
    }

    private static Row maximum(Scene scene, SceneRenderer renderer, SceneGalaxy galaxy, double size, double sigma) {
        double[] keptG = new double[PLACES.length];
        double[] others = new double[3];
        double[] stamp = new double[scene.nx() * scene.ny()];
        for (int i = 0; i < PLACES.length; i++) {
            SceneGalaxy here = placed(galaxy, size, PLACES[i], scene.pixelScale());
            double[][] tangents = renderer.derivatives(here);
            renderer.image(here, stamp);
            double[][] before = ProjectedInformation.gram(tangents);
            double[][] after = BlockMaximum.information(stamp, tangents, scene.nx(), 2, sigma);
            for (double[] row : after) {
                for (int k = 0; k < row.length; k++) {
                    row[k] *= sigma * sigma;
                }
            }
            keptG[i] = ProjectedInformation.kept(before, after, 2, 3);
            others[0] += ProjectedInformation.kept(before, after, 0, 1) / PLACES.length;
            others[1] += ProjectedInformation.kept(before, after, 4) / PLACES.length;
            others[2] += ProjectedInformation.kept(before, after, 5) / PLACES.length;
        }
        int numbers = (scene.nx() / 2) * (scene.ny() / 2);
        return new Row(
                "maximum2",
                0,
                size,
                sigma,
                numbers,
                4e-6 * numbers,
                mean(keptG),
                others[0],
                others[1],
                others[2],
                range(keptG),
                (double) numbers / stamp.length);
    }

    /** Six numbers: the stamp times each of its own tangents. */
    private static LinearOperator templates(double[][] tangents) {
        return new LinearOperator() {
            @Override
            public int outputs() {
                return tangents.length;
            }

            @Override
            public long flops() {
                return 2L * tangents.length * tangents[0].length;
            }

            @Override
            public double[] apply(double[] stamp) {
                double[] out = new double[tangents.length];
                for (int k = 0; k < out.length; k++) {
                    for (int p = 0; p < stamp.length; p++) {
                        out[k] += tangents[k][p] / norm(k) * stamp[p];
                    }
                }
                return out;
            }

            @Override
            public double[] transpose(double[] numbers) {
                double[] stamp = new double[tangents[0].length];
                for (int k = 0; k < numbers.length; k++) {
                    for (int p = 0; p < stamp.length; p++) {
                        stamp[p] += tangents[k][p] / norm(k) * numbers[k];
                    }
                }
                return stamp;
            }

            private double norm(int k) {
                double sum = 0;
                for (double v : tangents[k]) {
                    sum += v * v;
                }
                return Math.sqrt(sum);
            }
        };
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double range(double[] values) {
        return (java.util.Arrays.stream(values).max().orElse(Double.NaN)
                        - java.util.Arrays.stream(values).min().orElse(Double.NaN))
                / mean(values);
    }

    /** What each word means. */
    public static Map<String, String> meanings() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("average2", "mean of 2 × 2 px");
        words.put("average4", "mean of 4 × 4 px");
        words.put("stride2", "one pixel of 2 × 2");
        words.put("stride4", "one pixel of 4 × 4");
        words.put("maximum2", "maximum of 2 × 2 px, exact");
        words.put("blur121", "blur [1 2 1]/4, stride 2");
        words.put("blur1331", "blur [1 3 3 1]/8, stride 2");
        words.put("dilated2", "3 × 3 at dilation 2, stride 1");
        words.put("sobel-x", "Sobel along x");
        words.put("sobel", "Sobel along x and y");
        words.put("laplace", "Laplace 3 × 3");
        words.put("log", "Laplacian of a Gaussian, 7 × 7");
        words.put("gabor", "Gabor, four directions, 7 × 7");
        words.put("quadrupole", "quadrupole pair under a Gaussian, 7 × 7");
        words.put("templates", "the galaxy's own six tangents");
        return words;
    }

    /** Writes {@code operators.csv}. */
    public void csv(Path file) throws IOException {
        StringBuilder text =
                new StringBuilder("operator,filters,galaxy_sigma,noise_sigma,numbers,mflop,kept_g,kept_x,kept_size,"
                        + "kept_flux,wobble,ratio_of_sizes\n");
        for (Row r : rows) {
            text.append(r.operator).append(',').append(r.filters).append(',').append(r.galaxySigma);
            text.append(',').append(Csv.number(r.noiseSigma)).append(',').append(r.numbers);
            for (double value :
                    new double[] {r.mflop, r.keptG, r.keptX, r.keptSize, r.keptFlux, r.wobble, r.ratioOfSizes}) {
                text.append(',').append(Csv.number(value));
            }
            text.append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }
}
