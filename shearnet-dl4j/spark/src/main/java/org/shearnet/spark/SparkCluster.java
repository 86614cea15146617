package org.shearnet.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.shearnet.cli.PieceCluster;

/**
 * Apache Spark. Executors run this program from the same files as the driver, by the same names: program, input and result lie on a disk
 * that all machines see. Whatever {@code spark.*} the Java properties say stays as it is.
 */
public final class SparkCluster implements PieceCluster {

    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)])?");

    /** Masters that a distribution alone knows. */
    private static final Pattern MANAGED = Pattern.compile("yarn|k8s:.*");

    private static final String NO_MASTER =
            "no master answers there, or it ended the work because executors do not start (their logs say why;"
                    + " SHEARNET_SPARK_LOG=WARN shows Spark's messages here)";

    /** Attempts at a piece before the work is given up. */
    private static final String ATTEMPTS = "4";

    /** Properties of this process that hold for executors, too. */
    private static final Pattern SHARED =
            Pattern.compile("shearnet\\..*|org\\.bytedeco\\..*|jna\\.tmpdir|java\\.awt\\.headless");

    /** Options of this Java that hold for executors, too: its collector, its archive of classes, not when it compiles. */
    private static final Pattern OF_JAVA =
            Pattern.compile("-XX:(?!Tier|DumpLoadedClassList).*|-Xshare:.*|-Xlog:disable|--enable-native-access=.*");

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC\\b");

    private static final long LOOK_MILLIS = 50;
    private static final long SAY_MILLIS = 20_000;
    private static final long SETTLE_MILLIS = 1_000;

    @Override
    public Session connect(Wish wish, Consumer<String> say) throws IOException {
        boolean here = wish.master().startsWith("local");
        SparkConf conf = conf(wish, here);
        JavaSparkContext context;
        try {
            context = new JavaSparkContext(conf);
        } catch (Exception e) { // Scala declares none of those that it throws
            throw failure(wish, e);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IOException(
                    "--spark " + wish.master() + ": Spark does not start on Java " + System.getProperty("java.version")
                            + " (" + SparkFailure.words(e) + ")",
                    e);
        }
        try {
            if (!here) {
                await(context, wish, say);
            }
            return new SparkPieces(context, Math.max(1, context.defaultParallelism() / wish.threads()));
        } catch (IOException | CancellationException e) {
            context.stop();
            throw e;
        } catch (Exception e) {
            context.stop();
            throw failure(wish, e);
        }
    }

    private static IOException failure(Wish wish, Exception e) {
        String hint = MANAGED.matcher(wish.master()).matches()
                ? "; yarn and k8s take the jars of a Spark distribution: SHEARNET_SPARK_SUBMIT=/.../bin/spark-submit"
                : "";
        boolean stopped = e instanceof IllegalStateException
                && String.valueOf(e.getMessage()).contains("stopped");
        return new IOException(
                "--spark " + wish.master() + ": " + (stopped ? NO_MASTER : SparkFailure.words(e)) + hint, e);
    }

    private static SparkConf conf(Wish wish, boolean here) throws IOException {
        SparkConf conf = new SparkConf().setAppName(wish.name());
        Matcher local = LOCAL.matcher(wish.master());
        // Spark's own way of saying how often a task may fail here
        String cores = local.matches() && local.group(1) != null ? local.group(1) : "1";
        conf.setMaster(local.matches() ? "local[" + cores + "," + ATTEMPTS + "]" : wish.master());
        if (here) {
            conf.setIfMissing("spark.driver.host", "localhost").setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            int all = cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores);
            conf.set("spark.task.cpus", Integer.toString(wish.alone() ? all : Math.min(all, wish.threads())));
        } else {
            conf.set("spark.task.cpus", Integer.toString(wish.threads()));
            if (wish.alone()) {
                conf.set("spark.executor.cores", Integer.toString(wish.threads()));
            }
            conf.setIfMissing("spark.executor.memory", (Runtime.getRuntime().maxMemory() >> 20) + "m");
            put(conf, "spark.executor.extraClassPath", System.getProperty("java.class.path"), ":");
            put(conf, "spark.executor.extraJavaOptions", options(conf.get("spark.executor.extraJavaOptions", "")), " ");
            conf.setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "passive");
        }
        conf.setIfMissing("spark.task.maxFailures", ATTEMPTS)
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.ui.showConsoleProgress", "false");
        return conf;
    }

    /** Puts words before those that are said already. */
    private static void put(SparkConf conf, String key, String words, String between) {
        conf.set(key, conf.contains(key) ? words + between + conf.get(key) : words);
    }

    /** @param given options for executors that people gave; two collectors would be refused */
    private static String options(String given) {
        boolean collector = COLLECTOR.matcher(given).find();
        Stream<String> java = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OF_JAVA.matcher(option).matches())
                .filter(option -> !(collector && COLLECTOR.matcher(option).find()));
        Stream<String> properties = System.getProperties().stringPropertyNames().stream()
                .filter(name -> SHARED.matcher(name).matches())
                .sorted()
                .map(name -> "-D" + name + "=" + System.getProperty(name));
        return Stream.concat(java, properties)
                .map(option -> '"' + option + '"')
                .collect(Collectors.joining(" ", "-DSHEARNET_SPARK_LOG=WARN ", ""));
    }

    /** Waits for the first executor, and until no more come where their number says how the work is cut. */
    private static void await(JavaSparkContext context, Wish wish, Consumer<String> say) throws IOException {
        long start = System.currentTimeMillis();
        long said = start;
        long changed = start;
        int before = 0;
        while (before == 0 || !wish.isCut() && System.currentTimeMillis() - changed < SETTLE_MILLIS) {
            if (context.sc().isStopped()) {
                throw new IOException("--spark " + wish.master() + ": " + NO_MASTER);
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                throw new CancellationException("interrupted");
            }
            int now = context.sc().getExecutorMemoryStatus().size() - 1; // the driver counts, too
            long time = System.currentTimeMillis();
            changed = now == before ? changed : time;
            before = now;
            if (now == 0 && time - said > SAY_MILLIS) {
                said = time;
                say.accept("waiting for an executor of " + wish.master() + " (" + (time - start) / 1000
                        + " s): it takes a worker with " + context.getConf().get("spark.task.cpus") + " free cores and "
                        + context.getConf().get("spark.executor.memory") + " of memory (SHEARNET_HEAP)");
            }
        }
    }
}
