package org.shearnet.cli;

import java.util.List;
import java.util.Locale;
import org.shearnet.net.LayerRow;
import org.shearnet.study.PlannedRun;
import org.shearnet.study.Row;
import org.shearnet.study.RunResult;
import org.shearnet.study.StudyRunner;

/** Tells people which run of a study begins, and about when the last will end: by the arithmetic of those that have ended. */
final class StudyProgress implements StudyRunner.Listener, AutoCloseable {

    /** Drawing a stamp and measuring it take about as long as this much arithmetic of a network (MFLOP). */
    private static final double DRAWING = 5;

    private final String study;
    private final long start = System.nanoTime();
    private double workDone;
    private double secondsDone;
    private int ended;
    private long begun;

    StudyProgress(String study) {
        this.study = study;
    }

    @Override
    public void begins(PlannedRun run, List<Row> rows) {
        long waiting = rows.stream().filter(StudyProgress::waits).count();
        double left = rows.stream()
                .filter(StudyProgress::waits)
                .mapToDouble(r -> work(r.run()))
                .sum();
        System.err.printf(
                Locale.ROOT,
                "shearnet: study %s: run %d of %d, %s%s%n",
                study,
                rows.size() - waiting + 1,
                rows.size(),
                run.name(),
                ended == 0 ? "" : ", about " + ProgressLine.clock(left * secondsDone / workDone) + " left in all");
        begun = System.nanoTime();
    }

    private static boolean waits(Row row) {
        return row.result().status() == RunResult.Status.WAITING || row.result().status() == RunResult.Status.FAILED;
    }

    @Override
    public void ended(PlannedRun run, RunResult result) {
        double seconds = 1e-9 * (System.nanoTime() - begun);
        if (result.status() == RunResult.Status.OK) {
            workDone += work(run);
            secondsDone += seconds;
            ended++;
        }
        System.err.printf(
                Locale.ROOT,
                "shearnet: study %s: %s %s after %s%s%n",
                study,
                run.name(),
                result.status().word(),
                ProgressLine.clock(seconds),
                result.why().isEmpty() ? "" : ": " + result.why());
    }

    /** Arithmetic of a training (MFLOP), forth and back. */
    private static double work(PlannedRun run) {
        if (run.experiment().network() == null) {
            return 1;
        }
        double forth = 1e-6
                * TrainingRun.layers(run.experiment()).stream()
                        .mapToLong(LayerRow::flops)
                        .sum();
        return (3 * forth + DRAWING)
                * run.experiment().train().data().stamps()
                * run.experiment().train().stopping().epochs();
    }

    @Override
    public void close() {
        if (ended > 1) {
            System.err.printf(
                    Locale.ROOT,
                    "shearnet: study %s: %d runs in %s%n",
                    study,
                    ended,
                    ProgressLine.clock(1e-9 * (System.nanoTime() - start)));
        }
    }
}
