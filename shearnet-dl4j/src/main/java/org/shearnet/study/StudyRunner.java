package org.shearnet.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Does the runs of a study that are not known yet, and keeps its table. */
public final class StudyRunner {

    /** Trains and benchmarks one run. */
    @FunctionalInterface
    public interface Trial {
        /**
         * Does it, or goes on with it.
         *
         * @param folder of the run, with what an interrupt left of this very run and else nothing
         * @return what it came to, whether well or not; an exception ends the study
         */
        RunResult run(PlannedRun run, Path folder) throws IOException;
    }

    /** Hears how the study goes on. */
    public interface Listener {
        /** A run begins; {@code rows} has what is known. */
        void begins(PlannedRun run, List<Row> rows);

        /** A run has ended. */
        void ended(PlannedRun run, RunResult result);
    }

    private final Study study;
    private final Path folder;
    private final String program;
    private final String commit;
    private final Trial trial;
    private final Listener listener;

    /**
     * For a study.
     *
     * @param folder of the study
     * @param program changes whenever numbers could
     * @param commit of the program, for people
     */
    public StudyRunner(Study study, Path folder, String program, String commit, Trial trial, Listener listener) {
        this.study = study;
        this.folder = folder;
        this.program = program;
        this.commit = commit;
        this.trial = trial;
        this.listener = listener;
    }

    /**
     * Does what is not done.
     *
     * @param fresh whether known runs are done again
     */
    public StudyResult run(boolean fresh) throws IOException {
        RunStore store = new RunStore(folder, study, program);
        Files.createDirectories(folder);
        Plan plan = Plan.of(study);
        List<Row> done = new ArrayList<>();
        List<PlannedRun> rung = plan.first();
        int known =
                (int) known(store, rung).stream().filter(StudyRunner::isDone).count();
        StudyLock lock = StudyLock.note(
                folder, study, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), known, commit);
        for (int number = 1; !rung.isEmpty(); number++) {
            List<Row> rows = fresh ? waiting(rung) : known(store, rung);
            for (int i = 0; i < rung.size(); i++) {
                if (!isDone(rows.get(i))) {
                    rows.set(i, new Row(rung.get(i), one(store, rung.get(i), together(done, rows), fresh)));
                    StudyTable.write(folder.resolve("study.csv"), study, sorted(together(done, rows)));
                }
            }
            done.addAll(rows);
            rung = plan.next(number, rows);
        }
        StudyTable.write(folder.resolve("study.csv"), study, sorted(done));
        return new StudyResult(study, lock, sorted(done));
    }

    /**
     * Does those runs of a study without halving that are one's own, and sums nothing up.
     *
     * @param own says by their numbers, from 0, which ones
     */
    public void run(LongPredicate own) throws IOException {
        RunStore store = new RunStore(folder, study, program);
        Files.createDirectories(folder);
        List<PlannedRun> all = Plan.of(study).first();
        List<PlannedRun> mine = IntStream.range(0, all.size())
                .filter(own::test)
                .mapToObj(all::get)
                .toList();
        List<Row> rows = known(store, mine);
        int known = (int) rows.stream().filter(StudyRunner::isDone).count();
        StudyLock.note(
                folder, study, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), known, commit);
        for (int i = 0; i < mine.size(); i++) {
            if (!isDone(rows.get(i))) {
                rows.set(i, new Row(mine.get(i), one(store, mine.get(i), rows, false)));
            }
        }
    }

    private RunResult one(RunStore store, PlannedRun run, List<Row> rows, boolean fresh) throws IOException {
        listener.begins(run, rows);
        if (fresh || !store.isBegun(run)) {
            store.begin(run);
        }
        RunResult result = trial.run(run, folder.resolve(run.name()));
        store.put(run, result);
        listener.ended(run, result);
        return result;
    }

    /** Of a run that failed for reasons of its own nothing else will come; others are tried again. */
    private static boolean isDone(Row row) {
        RunResult.Status status = row.result().status();
        return status == RunResult.Status.OK || status == RunResult.Status.DIVERGED;
    }

    private static List<Row> waiting(List<PlannedRun> runs) {
        return new ArrayList<>(
                runs.stream().map(run -> new Row(run, RunResult.WAITING)).toList());
    }

    private static List<Row> known(RunStore store, List<PlannedRun> runs) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (PlannedRun run : runs) {
            rows.add(new Row(run, store.find(run)));
        }
        return rows;
    }

    /**
     * What is known by now, of any program, without running anything.
     *
     * @throws java.nio.file.NoSuchFileException where nothing was run
     */
    public static StudyResult known(Study study, Path folder) throws IOException {
        if (!Files.exists(folder.resolve(StudyLock.FILE))) {
            throw new java.nio.file.NoSuchFileException(
                    folder.resolve(StudyLock.FILE).toString());
        }
        RunStore store = new RunStore(folder, study, "");
        Plan plan = Plan.of(study);
        List<Row> all = new ArrayList<>();
        List<PlannedRun> rung = plan.first();
        for (int number = 1; !rung.isEmpty(); number++) {
            List<Row> rows = known(store, rung);
            all.addAll(rows);
            rung = rows.stream().anyMatch(r -> r.result().status() == RunResult.Status.WAITING)
                    ? List.of()
                    : plan.next(number, rows);
        }
        int count = (int) all.stream().filter(StudyRunner::isDone).count();
        StudyLock lock = StudyLock.note(
                folder, study, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), count, "");
        StudyTable.write(folder.resolve("study.csv"), study, sorted(all));
        return new StudyResult(study, lock, sorted(all));
    }

    private static List<Row> together(List<Row> done, List<Row> rows) {
        List<Row> all = new ArrayList<>(done);
        all.addAll(rows);
        return all;
    }

    /** Rung by rung, combination by combination, seed by seed, however they were run. */
    private static List<Row> sorted(List<Row> rows) {
        List<Row> sorted = new ArrayList<>();
        for (int epochs : rows.stream().map(r -> r.run().epochs()).distinct().toList()) {
            List<Row> rung =
                    rows.stream().filter(r -> r.run().epochs() == epochs).toList();
            for (List<Variant> one :
                    rung.stream().map(r -> r.run().variants()).distinct().toList()) {
                rung.stream().filter(r -> r.run().variants().equals(one)).forEach(sorted::add);
            }
        }
        return sorted;
    }
}
