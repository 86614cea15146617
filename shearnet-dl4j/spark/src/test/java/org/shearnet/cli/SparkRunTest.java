package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.spark.SparkCluster;

/** Commands on Spark, here with two threads, end as one process does. */
class SparkRunTest {

    private static final String SCENE = PieceRunsTest.SCENE + "output: {nimages: 100}\n";

    @TempDir
    private Path folder;

    private Path job;

    @BeforeEach
    void write() throws IOException {
        job = Files.writeString(folder.resolve("job.yaml"), SCENE);
        Files.writeString(folder.resolve("study.yaml"), PieceRunsTest.STUDY);
    }

    private CommandRun ok(String line) {
        CommandRun run = CommandRun.of(line.replace("@", folder + "/"));
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private void refused(int code, String why, String line) {
        PrintStream err = System.err;
        CommandRun run = CommandRun.of(line.replace("@", folder + "/"));
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(why).doesNotContain("internal");
        assertThat(System.err).isSameAs(err);
    }

    private void same(String one, String other) throws IOException {
        assertThat(Files.mismatch(folder.resolve(one), folder.resolve(other))).isEqualTo(-1);
    }

    private List<List<String>> rows(String csv) throws IOException {
        return PieceRunsTest.rows(folder.resolve(csv));
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString)
                    .filter(name ->
                            name.contains("attempt-") || name.endsWith(".pieces") || name.endsWith("pieces-spark"))
                    .toList();
        }
    }

    @Test
    void stampsAndCataloguesAreThoseOfOneProcess() throws IOException {
        ok("simulate @job.yaml -o @one.fits");
        CommandRun run = ok("simulate @job.yaml -o @spark.fits --spark local[2]");
        assertThat(run.out().strip()).isEqualTo(folder.resolve("spark.fits").toString());
        assertThat(run.err()).startsWith("simulate: 8 pieces in ");
        same("one.fits", "spark.fits");
        String measure = "measure @one.fits --method metacal --model gauss --seed 3 --first 5 --count 90";
        CommandRun one = ok(measure + " -o @one.parquet");
        CommandRun many = ok(measure + " -o @spark.parquet --spark local[2] --pieces 7 --threads 2");
        same("one.parquet", "spark.parquet");
        assertThat(many.out()).isEqualTo(one.out().replace("one.parquet", "spark.parquet"));
        assertThat(many.err()).contains("0 of 90 stamps flagged").doesNotContain("of 13 stamps");
        String survey = "measure @one.fits --method network --network survey --calibrate analytic";
        ok(survey + " -o @one-survey.fits");
        ok(survey + " -o @spark-survey.fits --spark local[2]");
        same("one-survey.fits", "spark-survey.fits");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void exposuresOfMedsFilesAreMeasuredAsByOneProcess() throws IOException {
        Files.writeString(
                folder.resolve("meds.yaml"),
                SCENE.replace("nimages: 100", "type: MEDS, nobjects: 9, nstamps_per_object: 2, bands: {i: 1}"));
        ok("simulate @meds.yaml -o @meds.fits");
        for (String method : List.of("ngmix --neighbours mask", "metacal --seed 3")) {
            String measure = "measure @meds_i.fits --method " + method;
            ok(measure + " -o @one.fits");
            ok(measure + " -o @spark.fits --spark local[2] --pieces 4");
            same("one.fits", "spark.fits");
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void benchmarksAndStudiesAreThoseOfOneProcess() throws IOException {
        ok("benchmark @job.yaml --runs @one");
        CommandRun run = ok("benchmark @job.yaml --runs @many --spark local[2] --pieces 5");
        assertThat(run.err()).contains("measurements were there already");
        same("one/job/benchmark/objects.fits", "many/job/benchmark/objects.fits");
        for (String csv : List.of("summary.csv", "errorbars.csv")) {
            assertThat(rows("many/job/benchmark/" + csv)).isEqualTo(rows("one/job/benchmark/" + csv));
        }
        ok("study @study.yaml --runs @one");
        ok("study @study.yaml --runs @many --spark local[2]");
        assertThat(rows("many/study/study.csv")).isEqualTo(rows("one/study/study.csv"));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() throws IOException {
        refused(2, "expected local[*]", "simulate @job.yaml -o @x.fits --spark mesos://x");
        refused(2, "--spark and --piece exclude", "simulate @job.yaml -o @x.fits --spark local --piece 1/2");
        refused(2, "can be cut in 100 at most", "simulate @job.yaml -o @x.fits --spark local --pieces 101");
        refused(2, "--device is not for --spark", "benchmark @job.yaml --runs @r --spark local --device auto");
        Files.writeString(
                folder.resolve("meds.yaml"),
                SCENE.replace("nimages: 100", "type: MEDS, nobjects: 9, nstamps_per_object: 2, bands: {i: 1}"));
        refused(2, "--spark: a MEDS file", "simulate @meds.yaml -o @x.fits --spark local");
        Files.writeString(folder.resolve("free.yaml"), SCENE.replace("random_seed: 4, ", ""));
        refused(2, "--spark: no image.random_seed", "simulate @free.yaml -o @x.fits --spark local");
        refused(1, "yarn and k8s take the jars", "simulate @job.yaml -o @x.fits --spark yarn");
        assertThat(Files.exists(folder.resolve("x.fits"))).isFalse();
        assertThat(leftovers()).isEmpty();
    }

    /** What no other attempt would mend is found by an executor: the work ends with its line and its code. */
    @Test
    void badInputEndsTheWorkWithoutAnotherAttempt() throws IOException {
        ok("simulate @job.yaml -o @one.fits");
        refused(4, "(piece ", "measure @one.fits -o @x.fits --method admom --keep nosuch --spark local[2]");
        List<PieceOutcome> outcomes = new ArrayList<>();
        try (PieceCluster.Session session = connect()) {
            session.run(tasks(9, "measure " + folder.resolve("missing.fits") + " --method admom"), outcome -> {
                outcomes.add(outcome);
                return false;
            });
        }
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.get(0).code()).isNotZero();
        assertThat(outcomes.get(0).why()).contains("missing.fits").contains("/9 on ");
    }

    @Test
    void aFailureOfTheMachineIsTriedFourTimes() throws IOException {
        Files.writeString(folder.resolve("pieces"), "no folder");
        try (PieceCluster.Session session = connect()) {
            assertThat(session.slots()).isEqualTo(2);
            List<PieceTask> tasks = tasks(1, "benchmark " + job + " --piece 1/1");
            assertThatThrownBy(() -> session.run(tasks, outcome -> true))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("piece 1/1 failed 4 times, last on \\S+: .*pieces.*");
        }
    }

    private static PieceCluster.Session connect() throws IOException {
        return new SparkCluster().connect(new PieceCluster.Wish("local[2]", "test", 1, false, true), line -> {});
    }

    private List<PieceTask> tasks(int n, String line) {
        List<String> words = List.of(line.split(" "));
        boolean file = words.get(0).equals("measure");
        return IntStream.rangeClosed(1, n)
                .mapToObj(i -> new PieceTask(
                        i,
                        n,
                        words,
                        words,
                        folder.toString(),
                        folder + "/pieces",
                        folder + "/pieces/" + i + "-of-" + n,
                        file))
                .toList();
    }
}
