package org.shearnet.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.shearnet.benchmark.ErrorBudget;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.config.Csv;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;

/**
 * Where the error of estimators comes from: the noise or the function, what the function error depends on, how the answers
 * respond to each parameter, how they tremble over the pixels.
 *
 * @param levels pixel noise (counts)
 * @param methods what is said of each estimator
 */
public record Budget(double[] levels, List<Method> methods) {

    /** Galaxies at which the response is measured, at most. */
    private static final int RESPONSES = 100;

    /** Galaxies that are moved over the pixels. */
    private static final int WOBBLES = 4;

    /** A function part nearer to 0 than this many of its errors is not there, and nothing explains it. */
    private static final double SIGNIFICANT = 3;

    /**
     * One estimator.
     *
     * @param levels one a noise level
     * @param response of its answers without noise
     * @param wobble of the same
     */
    public record Method(String label, List<Level> levels, Response response, Wobble wobble) {}

    /**
     * One noise level.
     *
     * @param inStamp budget of galaxies well inside their stamps
     * @param all of all galaxies
     * @param explained share of the function part in stamp that each attribution explains; NaN where there is none to explain
     */
    public record Level(ErrorBudget inStamp, ErrorBudget all, Map<Attribution, Double> explained) {}

    /** How many stamps are measured. */
    public static long steps(int galaxies, int draws, int levels, int estimators) {
        return RepeatedNoise.steps(galaxies, draws, levels, estimators)
                + Response.steps(Math.min(RESPONSES, galaxies), estimators)
                + Wobble.steps(Math.min(WOBBLES, galaxies), estimators);
    }

    /**
     * Measures.
     *
     * @param n held-out galaxies
     * @param draws noise fields on each, two at least
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    public static Budget measure(
            Scene scene,
            int n,
            int draws,
            double[] levels,
            List<ShearEstimator> estimators,
            int threads,
            LongConsumer progress) {
        RepeatedNoise noise = RepeatedNoise.measure(scene, n, draws, levels, estimators, threads, progress);
        List<SceneGalaxy> inside = IntStream.range(0, n)
                .filter(i -> noise.truths().get(i).inStamp())
                .mapToObj(noise.galaxies()::get)
                .toList();
        List<SceneGalaxy> first = inside.subList(0, Math.min(RESPONSES, inside.size()));
        double told = Arrays.stream(levels).min().orElseThrow();
        List<Response> responses = Response.of(scene, first, told, estimators, threads, progress);
        List<Wobble> wobbles = Wobble.of(
                scene, inside.subList(0, Math.min(WOBBLES, inside.size())), told, estimators, threads, progress);
        List<Method> methods = new ArrayList<>();
        for (int e = 0; e < estimators.size(); e++) {
            List<Level> all = new ArrayList<>();
            for (int level = 0; level < levels.length; level++) {
                all.add(level(noise, noise.answers()[e][level], levels[level], scene.pixelScale()));
            }
            methods.add(new Method(estimators.get(e).label(), all, responses.get(e), wobbles.get(e)));
        }
        return new Budget(levels.clone(), methods);
    }

    private static Level level(RepeatedNoise noise, ShapeEstimate[][] draws, double sigma, double pixelScale) {
        List<GalaxyTruth> truths = noise.truths();
        ErrorBudget inStamp = ErrorBudget.of(sigma, truths, draws, true);
        int[] kept = ErrorBudget.answered(
                IntStream.range(0, truths.size())
                        .filter(i -> truths.get(i).inStamp())
                        .toArray(),
                draws);
        List<SceneGalaxy> galaxies =
                Arrays.stream(kept).mapToObj(noise.galaxies()::get).toList();
        double[][] errors = {
            Arrays.stream(kept)
                    .mapToDouble(i -> Arrays.stream(draws)
                                    .mapToDouble(d -> d[i].g1())
                                    .average()
                                    .orElseThrow()
                            - truths.get(i).g1())
                    .toArray(),
            Arrays.stream(kept)
                    .mapToDouble(i -> Arrays.stream(draws)
                                    .mapToDouble(d -> d[i].g2())
                                    .average()
                                    .orElseThrow()
                            - truths.get(i).g2())
                    .toArray()
        };
        boolean there = inStamp.functionOverBound() > SIGNIFICANT * inStamp.functionError();
        Map<Attribution, Double> explained = new EnumMap<>(Attribution.class);
        for (Attribution a : Attribution.values()) {
            explained.put(a, there ? a.share(galaxies, errors, inStamp.function(), pixelScale) : Double.NaN);
        }
        return new Level(inStamp, ErrorBudget.of(sigma, truths, draws, false), explained);
    }

    /** Writes {@code budget.csv}: two rows for each estimator and noise level, galaxies in stamp and all. */
    public void csv(Path file) throws IOException {
        StringBuilder text = new StringBuilder(
                "method,noise_sigma,sample,n,n_failed,mse,noise,function,crlb,noise_over_crlb,"
                        + "noise_over_crlb_err,function_over_crlb,function_over_crlb_err,function_share,wobble,wobble_over_crlb");
        for (Attribution a : Attribution.values()) {
            text.append(',').append(a.key());
        }
        text.append('\n');
        for (Method method : methods) {
            for (int i = 0; i < levels.length; i++) {
                Level level = method.levels.get(i);
                row(text, method, levels[i], "in_stamp", level.inStamp, level.explained);
                row(text, method, levels[i], "all", level.all, Map.of());
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    private static void row(
            StringBuilder text,
            Method method,
            double sigma,
            String sample,
            ErrorBudget budget,
            Map<Attribution, Double> explained) {
        text.append(method.label).append(',').append(sigma).append(',').append(sample);
        text.append(',').append(budget.n()).append(',').append(budget.failed());
        for (double value : new double[] {
            budget.mse(),
            budget.noise(),
            budget.function(),
            budget.bound(),
            budget.noiseOverBound(),
            budget.noiseError(),
            budget.functionOverBound(),
            budget.functionError(),
            budget.functionShare(),
            method.wobble.rms(),
            method.wobble.rms() / budget.bound()
        }) {
            text.append(',').append(Csv.number(value));
        }
        for (Attribution a : Attribution.values()) {
            text.append(',').append(Csv.number(explained.getOrDefault(a, Double.NaN)));
        }
        text.append('\n');
    }

    /** Writes {@code response.csv}: a row for each estimator, component and parameter. */
    public void responseCsv(Path file) throws IOException {
        StringBuilder text = new StringBuilder("method,answer,parameter,galaxies,mean,scatter,ideal\n");
        for (Method method : methods) {
            for (int c = 0; c < 2; c++) {
                for (int p = 0; p < Response.PARAMETERS.size(); p++) {
                    text.append(method.label)
                            .append(c == 0 ? ",g1," : ",g2,")
                            .append(Response.PARAMETERS.get(p))
                            .append(',')
                            .append(method.response.galaxies())
                            .append(',')
                            .append(Csv.number(method.response.mean()[c][p]))
                            .append(',')
                            .append(Csv.number(method.response.scatter()[c][p]))
                            .append(p == c + 2 ? ",1\n" : ",0\n");
                }
            }
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }
}
