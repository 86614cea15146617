package org.shearnet.speed;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.shearnet.parallel.Workers;

/**
 * Measures items a second: a case warms up until Java's compiler, which works beside at first and takes its share of the cores, has
 * come to rest; the median of three repetitions counts.
 */
public final class SpeedRunner {

    private static final int REPETITIONS = 3;

    private static final int MOST_WARM_UPS = 20;

    /** The compiler's share of the time of one core when it is at rest. */
    private static final double COMPILER_AT_REST = 0.02;

    private final int threads;
    private final double seconds;
    private final double warmUp;

    /**
     * A runner.
     *
     * @param threads how many at once
     * @param seconds length of a repetition
     */
    public SpeedRunner(int threads, double seconds) {
        this(threads, seconds, 1);
    }

    SpeedRunner(int threads, double seconds, double warmUp) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        this.threads = threads;
        this.seconds = seconds;
        this.warmUp = warmUp;
    }

    /** Items a second of all threads together. */
    public double perSecond(SpeedCase one) {
        int used = one.ownThreads() ? 1 : threads;
        SpeedCase.Work[] workers = new SpeedCase.Work[used];
        try (Workers pool = new Workers(used)) {
            pool.run(used, t -> workers[t] = one.worker().get());
            CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
            long compiled;
            long spent = compiler.getTotalCompilationTime();
            int round = 0;
            do {
                compiled = spent;
                rate(pool, workers, warmUp);
                spent = compiler.getTotalCompilationTime();
                round++;
            } while (spent - compiled > 1e3 * warmUp * COMPILER_AT_REST && round < MOST_WARM_UPS);
            double[] rates = new double[REPETITIONS];
            for (int r = 0; r < REPETITIONS; r++) {
                rates[r] = one.items() * rate(pool, workers, seconds);
            }
            Arrays.sort(rates);
            return rates[REPETITIONS / 2];
        } finally {
            for (SpeedCase.Work worker : workers) {
                if (worker != null) {
                    worker.close();
                }
            }
        }
    }

    /** Pieces a second. */
    private static double rate(Workers pool, SpeedCase.Work[] workers, double seconds) {
        double[] rates = new double[workers.length];
        pool.run(workers.length, t -> rates[t] = pass(workers[t], (long) t << 32, seconds));
        return Arrays.stream(rates).sum();
    }

    private static double pass(SpeedCase.Work work, long first, double seconds) {
        long start = System.nanoTime();
        long done = 0;
        double sum = 0;
        double elapsed;
        do {
            Workers.checkInterrupted();
            sum += work.run(first + done);
            done++;
            elapsed = (System.nanoTime() - start) * 1e-9;
        } while (elapsed < seconds);
        return Double.isNaN(sum) ? Double.NaN : done / elapsed;
    }
}
