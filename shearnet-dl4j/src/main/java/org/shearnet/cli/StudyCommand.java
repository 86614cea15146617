package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.shearnet.config.Experiment;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.report.StudyPage;
import org.shearnet.study.Judgement;
import org.shearnet.study.Plan;
import org.shearnet.study.PlannedRun;
import org.shearnet.study.Row;
import org.shearnet.study.RunResult;
import org.shearnet.study.Study;
import org.shearnet.study.StudyParser;
import org.shearnet.study.StudyResult;
import org.shearnet.study.StudyRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet study}: trainings over a grid of configurations, and hypotheses judged by them. */
@Command(
        name = "study",
        description = "Trains and benchmarks an experiment in many variants, each with several seeds, and judges the"
                + " hypotheses of the study by them: into runs/<study>/study.html.",
        sortOptions = false)
final class StudyCommand implements Callable<Integer>, PieceCommand {

    @Parameters(index = "0", paramLabel = "STUDY", description = "YAML of a study")
    private Path file;

    @Option(names = "--dry-run", description = "prints the runs and trains nothing")
    private boolean dryRun;

    @Option(
            names = "--page",
            description =
                    "writes table and page again from the runs that are known, of whatever program, and runs nothing")
    private boolean page;

    @Option(names = "--fresh", description = "does known runs again; study.lock stays")
    private boolean fresh;

    @Option(
            names = "--resume",
            description = "goes on after an interrupt; this is what it does anyway unless --fresh is given")
    private boolean resume;

    @Option(names = "--runs", paramLabel = "DIR", description = "folder of the runs (default: runs)")
    private Path runs = Path.of("runs");

    @Option(
            names = "--piece",
            paramLabel = "i/n",
            description = "does every n-th run from the i-th on (i from 1) in a folder of its own, for shearnet merge")
    private String piece;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        if (fresh && (resume || page)) {
            throw new UsageException("--fresh and " + (page ? "--page" : "--resume") + " exclude each other");
        }
        Study study = StudyParser.parse(file, common::apply);
        Path folder = runs.resolve(study.name());
        if (page) {
            return say(StudyRunner.known(study, folder), folder);
        }
        List<PlannedRun> planned = Plan.of(study).first();
        check(planned);
        if (dryRun) {
            planned.forEach(run -> System.out.println(run.name()));
            return ExitCode.OK;
        }
        cluster.check();
        if (cluster.isGiven()) {
            checkCut(study);
            int[] code = new int[1];
            cluster.run(
                    ClusterFlags.Work.ofRun(folder, planned.size(), true),
                    pieces -> code[0] = PieceRuns.of(pieces).join(folder, common.threads(), this));
            return code[0];
        }
        if (piece != null) {
            return one(study, folder, Piece.parse(piece), planned.size());
        }
        FolderLock own = FolderLock.of(folder);
        try (StudyProgress progress = new StudyProgress(study.name())) {
            StudyRunner runner = new StudyRunner(
                    study,
                    folder,
                    ProgramHash.get(),
                    Provenance.commit(),
                    new StudyTrial(study, common.threads()),
                    progress);
            return say(runner.run(fresh), folder);
        } finally {
            own.close();
        }
    }

    private static void checkCut(Study study) {
        if (!study.search().rungs().isEmpty()) {
            throw new UsageException(
                    "--piece, --spark: the runs of a halving depend on those before; a grid or random search can be cut");
        }
    }

    /** Does the runs of a piece. */
    private int one(Study study, Path folder, Piece part, int runs) throws IOException {
        checkCut(study);
        if (part.of() > runs) {
            throw new UsageException("--piece " + part + ": there are " + runs + " runs only");
        }
        PieceFolder own = new PieceFolder(PieceFolder.of(folder, part));
        FolderLock lock = FolderLock.of(own.path());
        try (StudyProgress progress = new StudyProgress(study.name())) {
            own.begin();
            new StudyRunner(
                            study,
                            own.path(),
                            ProgramHash.get(),
                            Provenance.commit(),
                            new StudyTrial(study, common.threads()),
                            progress)
                    .run(part.share()::has);
            Map<String, String> identity = new LinkedHashMap<>(InputIdentity.ofFiles(List.of()));
            identity.put("input", input(study));
            own.end(new PieceCards("study", part, 0, 0, runs).with(identity), CommandLineText.given());
        } finally {
            lock.close();
        }
        System.out.println(own.path());
        return ExitCode.OK;
    }

    @Override
    public PieceWork work() {
        Study study = StudyParser.parse(file, common::apply);
        return new PieceWork(file, study.name(), input(study));
    }

    /** A text that changes with what is run. */
    private static String input(Study study) {
        return Plan.of(study).first().stream()
                .map(run -> BenchmarkRun.input(run.experiment()))
                .collect(Collectors.joining());
    }

    @Override
    public Path place(Path run) {
        return run;
    }

    @Override
    public int joined(Path folder, int threads) throws IOException {
        return say(StudyRunner.known(StudyParser.parse(file, common::apply), folder), folder);
    }

    /** What a run would refuse after hours is refused at once. */
    private void check(List<PlannedRun> planned) {
        for (PlannedRun run : planned) {
            Experiment experiment = run.experiment();
            long memory = Runtime.getRuntime().maxMemory();
            if (experiment.network() != null) {
                MemoryNeed.checkTraining(experiment, TrainingRun.parameters(experiment), memory);
            }
            MemoryNeed.checkBenchmark(experiment, common.threads(), memory);
        }
    }

    private int say(StudyResult result, Path folder) throws IOException {
        for (Row row : result.rows()) {
            if (!row.result().why().isEmpty()) {
                System.err.println("shearnet: " + row.run().name() + " "
                        + row.result().status().word() + ": " + row.result().why());
            }
        }
        for (Judgement one : result.judgements()) {
            String why = one.why().isEmpty()
                    ? String.format(Locale.ROOT, "ratio %.3g, %.3g to %.3g", one.ratio(), one.low(), one.high())
                    : one.why();
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %s (%s)%n",
                    one.verdict().word(),
                    one.hypothesis().text(),
                    why);
        }
        Provenance provenance = Provenance.of(CommandLineText.whole());
        System.out.println(new StudyPage(result, folder).write(provenance));
        return result.count(RunResult.Status.FAILED) > 0 ? ExitCode.FAILURE : ExitCode.OK;
    }
}
