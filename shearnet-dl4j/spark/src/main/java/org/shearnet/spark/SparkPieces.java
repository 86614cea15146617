package org.shearnet.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.shearnet.cli.PieceCluster;
import org.shearnet.cli.PieceExecutor;
import org.shearnet.cli.PieceOutcome;
import org.shearnet.cli.PieceTask;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** A connection to Spark: each piece is a task of one job, its outcome the task's result. */
final class SparkPieces implements PieceCluster.Session {

    private static final String GROUP = "pieces";

    private final JavaSparkContext context;
    private final int slots;

    SparkPieces(JavaSparkContext context, int slots) {
        this.context = context;
        this.slots = slots;
    }

    @Override
    public int slots() {
        return slots;
    }

    /** What an executor does. A failure that another attempt may mend is thrown, and Spark makes another attempt. */
    private static PieceOutcome attempt(PieceTask task) throws IOException {
        PieceOutcome outcome = PieceExecutor.run(task, TaskContext.get().taskAttemptId());
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        return outcome.code() == 0
                ? outcome
                : new PieceOutcome(
                        outcome.number(),
                        outcome.code(),
                        outcome.why() + " (piece " + task.number() + "/" + task.of() + " on " + host + ")",
                        outcome.told());
    }

    /** The one outcome of a task. */
    private static final class Only extends AbstractFunction1<Iterator<PieceOutcome>, PieceOutcome>
            implements Serializable {
        @Override
        public PieceOutcome apply(Iterator<PieceOutcome> outcomes) {
            return outcomes.next();
        }
    }

    /** Takes outcomes in the driver, on Spark's thread. */
    private static final class Taker extends AbstractFunction2<Object, PieceOutcome, BoxedUnit> {

        private final transient Predicate<PieceOutcome> done;
        private final transient Runnable stop;
        private final AtomicBoolean refused = new AtomicBoolean();

        Taker(Predicate<PieceOutcome> done, Runnable stop) {
            this.done = done;
            this.stop = stop;
        }

        @Override
        public BoxedUnit apply(Object number, PieceOutcome outcome) {
            if (!refused.get() && !done.test(outcome)) {
                refused.set(true);
                stop.run();
            }
            return BoxedUnit.UNIT;
        }
    }

    @Override
    public void run(List<PieceTask> tasks, Predicate<PieceOutcome> done) throws IOException {
        context.setJobGroup(GROUP, GROUP, true);
        Taker taker = new Taker(done, () -> context.cancelJobGroup(GROUP));
        try {
            context.sc()
                    .runJob(
                            context.parallelize(tasks, tasks.size())
                                    .map(SparkPieces::attempt)
                                    .rdd(),
                            new Only(),
                            taker,
                            ClassTag$.MODULE$.apply(PieceOutcome.class));
        } catch (Exception e) { // Scala declares none of those that it throws
            if (e instanceof InterruptedException) {
                context.cancelJobGroup(GROUP);
                throw new CancellationException("interrupted");
            }
            if (!taker.refused.get()) {
                throw new IOException(SparkFailure.ofJob(e, tasks.size()), e);
            }
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
