package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.BadDataException;

/** Studies whose runs are made up. */
class StudyRunnerTest {

    private static final String POOLING = """
            vary: {network.pooling: [average, maximum, none]}
            repeat: 3
            hypotheses:
              - "a: maximum > 1.1 * average @ 1e-3"
              - "b: none < 0.5 * average @ 1e-5"
            """;

    @TempDir
    private Path folder;

    private static double figure(PlannedRun run, double level) {
        double size = run.words().contains("maximum") ? 3 : 1;
        return size * 2 * Math.pow(level, -0.3) * Math.exp(StudyFiles.noise(run, 1, 0.5, 0.02));
    }

    private static String withoutTimes(Path csv) throws IOException {
        List<String> kept = new ArrayList<>();
        List<String> lines = Files.readAllLines(csv);
        int time = List.of(lines.get(0).split(",")).indexOf("train_seconds");
        for (String line : lines) {
            List<String> cells = new ArrayList<>(List.of(line.split(",")));
            cells.remove(time);
            kept.add(String.join(",", cells));
        }
        return String.join("\n", kept);
    }

    @Test
    void aStudyThatIsAbortedAgainAndAgainEndsAsOneThatIsNot() throws IOException {
        Study study = StudyFiles.parse(folder, POOLING);
        StudyFiles.runner(study, folder.resolve("whole"), (run, own) -> StudyFiles.ok(run, StudyRunnerTest::figure))
                .run(false);
        List<String> names = new ArrayList<>();
        for (int call = 0; call < 9; call++) {
            int[] left = {1};
            StudyRunner aborted = StudyFiles.runner(study, folder.resolve("aborted"), (run, own) -> {
                if (left[0]-- == 0) {
                    throw new CancellationException();
                }
                names.add(run.name());
                return StudyFiles.ok(run, StudyRunnerTest::figure);
            });
            if (call < 8) {
                assertThatThrownBy(() -> aborted.run(false)).isInstanceOf(CancellationException.class);
            } else {
                aborted.run(false);
            }
        }
        assertThat(names).hasSize(9).doesNotHaveDuplicates();
        assertThat(withoutTimes(folder.resolve("aborted/study.csv")))
                .isEqualTo(withoutTimes(folder.resolve("whole/study.csv")));
        assertThat(Files.readAllLines(folder.resolve("whole/study.csv"))).hasSize(10);
    }

    @Test
    void knownRunsAreNotRepeatedButForAnotherProgramConfigurationOrFreshly() throws IOException {
        List<String> names = new ArrayList<>();
        StudyRunner.Trial trial = (run, own) -> {
            names.add(run.name());
            return StudyFiles.ok(run, StudyRunnerTest::figure);
        };
        Study study = StudyFiles.parse(folder, POOLING);
        Path own = folder.resolve("s");
        StudyFiles.runner(study, own, trial).run(false);
        assertThat(names).hasSize(9).startsWith("average-s1", "maximum-s1", "none-s1", "average-s2");
        StudyFiles.runner(study, own, trial).run(false);
        assertThat(names).hasSize(9);
        Study more = StudyFiles.parse(folder, POOLING.replace("repeat: 3", "repeat: 4"));
        StudyFiles.runner(more, own, trial).run(false);
        assertThat(names).hasSize(12);
        Study longer = StudyFiles.parse(folder, POOLING + "train: {epochs: 7}\n");
        StudyFiles.runner(longer, own, trial).run(false);
        assertThat(names).hasSize(21);
        new StudyRunner(longer, own, "another program", "abc", trial, StudyFiles.SILENT).run(false);
        assertThat(names).hasSize(30);
        new StudyRunner(longer, own, "another program", "abc", trial, StudyFiles.SILENT).run(true);
        assertThat(names).hasSize(39);
        assertThat(StudyRunner.known(longer, own).count(RunResult.Status.OK)).isEqualTo(9);
    }

    @Test
    void numbersOfAnotherFigureEstimatorOrNetworkAreUnknownButTheRunIsKept() throws IOException {
        Path model = Files.createDirectories(folder.resolve("other")).resolve("model.zip");
        Files.writeString(model, "one");
        Path yaml = Files.writeString(folder.resolve("peer.yaml"), StudyFiles.BASE);
        String text = POOLING
                + "estimator: network\nkept: 2\nbenchmark: {estimators: [{method: network}, {method: ngmix},"
                + " {method: network, network: " + model.getParent() + "}, {method: network, network: peer.yaml}]}\n";
        List<String> names = new ArrayList<>();
        int[] anew = {0};
        StudyRunner.Trial trial = (run, own) -> {
            names.add(run.name());
            anew[0] += Files.exists(own.resolve("trained")) ? 0 : 1;
            Files.writeString(own.resolve("trained"), "");
            return StudyFiles.ok(run, StudyRunnerTest::figure);
        };
        Path own = folder.resolve("s");
        StudyFiles.runner(StudyFiles.parse(folder, text), own, trial).run(false);
        assertThat(names).hasSize(9);
        List<String> others = List.of(
                text + "figure: rmse_g1\n",
                text.replace("estimator: network\n", "estimator: ngmix-gauss\n"),
                text.replace("kept: 2\n", "kept: 3\n"));
        for (String other : others) {
            Study study = StudyFiles.parse(folder, other);
            assertThat(StudyRunner.known(study, own).count(RunResult.Status.WAITING))
                    .as(other)
                    .isEqualTo(9);
        }
        StudyFiles.runner(StudyFiles.parse(folder, others.get(0)), own, trial).run(false);
        assertThat(names).hasSize(18);
        Study same = StudyFiles.parse(folder, others.get(0));
        assertThat(StudyRunner.known(same, own).count(RunResult.Status.OK)).isEqualTo(9);
        Files.writeString(model, "two");
        assertThat(StudyRunner.known(same, own).count(RunResult.Status.WAITING)).isEqualTo(9);
        StudyFiles.runner(same, own, trial).run(false);
        Files.writeString(yaml, StudyFiles.BASE.replace("epochs: 2", "epochs: 3"));
        assertThat(StudyRunner.known(same, own).count(RunResult.Status.WAITING)).isEqualTo(9);
        assertThat(anew[0]).as("trainings are not done again for it").isEqualTo(9);
    }

    @Test
    void damagedFilesOfAStudyAreRunAgainOrNamed() throws IOException {
        Study study = StudyFiles.parse(folder, POOLING);
        Path own = folder.resolve("s");
        List<String> names = new ArrayList<>();
        StudyRunner.Trial trial = (run, place) -> {
            names.add(run.name());
            return StudyFiles.ok(run, StudyRunnerTest::figure);
        };
        StudyFiles.runner(study, own, trial).run(false);
        Path record = own.resolve("average-s1").resolve(RunStore.FILE);
        String good = Files.readString(record);
        for (String bad : List.of(
                "",
                "{",
                "{}",
                "[1]",
                "7",
                good.replace("\"OK\"", "\"FINE\""),
                good.replace("\"levels\"", "\"l\""),
                good.replace("\"numbers\"", "\"n\""),
                good.substring(0, good.length() / 2))) {
            Files.writeString(record, bad);
            names.clear();
            StudyFiles.runner(study, own, trial).run(false);
            assertThat(names).as(bad).containsExactly("average-s1");
        }
        Files.write(record, new byte[] {(byte) 0xff, (byte) 0xfe});
        StudyFiles.runner(study, own, trial).run(false);
        Path lock = own.resolve(StudyLock.FILE);
        for (String bad :
                List.of("", "{}", "[]", "{\"versions\": [{}]}", "{\"versions\": [null]}", "{\"versions\": 3}")) {
            Files.writeString(lock, bad);
            assertThatThrownBy(() -> StudyFiles.runner(study, own, trial).run(false))
                    .as(bad)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("study.lock: ")
                    .hasMessageContaining("restore it");
        }
    }

    @Test
    void whatAnotherRunLeftIsRemovedAndWhatAnInterruptLeftIsNot() throws IOException {
        Study study = StudyFiles.parse(folder, POOLING);
        Path own = folder.resolve("s");
        StudyRunner broken = StudyFiles.runner(study, own, (run, place) -> {
            Files.writeString(place.resolve("checkpoint"), "half");
            throw new CancellationException();
        });
        assertThatThrownBy(() -> broken.run(false)).isInstanceOf(CancellationException.class);
        Set<Path> found = new HashSet<>();
        StudyRunner.Trial looks = (run, place) -> {
            if (Files.exists(place.resolve("checkpoint"))) {
                found.add(place);
            }
            return StudyFiles.ok(run, StudyRunnerTest::figure);
        };
        StudyFiles.runner(study, own, looks).run(false);
        assertThat(found).containsExactly(own.resolve("average-s1"));
        found.clear();
        new StudyRunner(study, own, "another program", "abc", looks, StudyFiles.SILENT).run(false);
        assertThat(found).isEmpty();
        Files.createDirectories(folder.resolve("t/average-s1"));
        Files.writeString(folder.resolve("t/average-s1/thesis.tex"), "mine");
        assertThatThrownBy(() ->
                        StudyFiles.runner(study, folder.resolve("t"), looks).run(false))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("no run of this study");
        assertThat(folder.resolve("t/average-s1/thesis.tex")).exists();
    }

    @Test
    void aRunThatCameToNothingIsARow() throws IOException {
        Study study = StudyFiles.parse(folder, POOLING);
        int[] tries = {0};
        StudyRunner.Trial trial = (run, own) -> {
            tries[0]++;
            if (run.name().equals("none-s2")) {
                return RunResult.failure(RunResult.Status.DIVERGED, "loss is NaN", "abc");
            }
            if (run.name().equals("maximum-s1") && tries[0] < 9) {
                return RunResult.failure(RunResult.Status.FAILED, "no space left", "abc");
            }
            return StudyFiles.ok(run, StudyRunnerTest::figure);
        };
        Path own = folder.resolve("s");
        StudyResult result = StudyFiles.runner(study, own, trial).run(false);
        assertThat(result.count(RunResult.Status.OK)).isEqualTo(7);
        assertThat(Files.readString(own.resolve("study.csv")))
                .contains("none-s2,2,none,diverged,nan,nan")
                .contains("maximum-s1,1,maximum,failed,nan");
        assertThat(result.judgements().get(1).logRatio().n()).isEqualTo(2);
        StudyResult again = StudyFiles.runner(study, own, trial).run(false);
        assertThat(tries[0]).as("the failed run alone is tried again").isEqualTo(10);
        assertThat(again.count(RunResult.Status.OK)).isEqualTo(8);
    }

    @Test
    void hypothesesAreLockedAtTheFirstRunAndLaterEditsShow() throws IOException {
        Path own = folder.resolve("s");
        StudyRunner.Trial trial = (run, place) -> StudyFiles.ok(run, StudyRunnerTest::figure);
        Study study = StudyFiles.parse(folder, POOLING);
        StudyFiles.runner(study, own, trial).run(false);
        Study edited = StudyFiles.parse(folder, POOLING.replace("1.1 *", "2.9 *"));
        StudyLock lock = StudyFiles.runner(edited, own, trial).run(false).lock();
        assertThat(lock.versions()).hasSize(2);
        assertThat(lock.versions().get(1).runsDone()).isEqualTo(9);
        assertThat(lock.isOriginal(edited.hypotheses().get(0), edited)).isFalse();
        assertThat(lock.isOriginal(edited.hypotheses().get(1), edited)).isTrue();
        assertThat(lock.withdrawn(edited)).containsExactly("a: maximum > 1.1 * average @ 1e-3");
        Study other = StudyFiles.parse(folder, POOLING + "figure: rmse_g1\n");
        assertThat(StudyFiles.runner(other, own, trial)
                        .run(false)
                        .lock()
                        .isOriginal(other.hypotheses().get(1), other))
                .as("a claim about another figure is another claim")
                .isFalse();
        Path file = own.resolve(StudyLock.FILE);
        Files.writeString(file, Files.readString(file).replace("0.5 * average", "5 * average"));
        assertThatThrownBy(() -> StudyFiles.runner(edited, own, trial).run(false))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("changed by hand");
    }

    @Test
    void halvingKeepsTheBetterOnesForMoreEpochs() throws IOException {
        Study study = StudyFiles.parse(folder, """
                vary: {network.pooling: [average, maximum, none, strided]}
                repeat: 2
                method: halving
                rungs: [1, 2, 4]
                at: 1.0e-5
                hypotheses: ["none < average", "none < maximum"]
                """);
        List<String> order = List.of("none", "strided", "average", "maximum");
        List<String> names = new ArrayList<>();
        StudyResult result = StudyFiles.runner(study, folder.resolve("s"), (run, own) -> {
                    names.add(run.name());
                    assertThat(run.experiment().train().stopping().epochs()).isEqualTo(run.epochs());
                    return StudyFiles.ok(
                            run,
                            (r, level) -> (1 + order.indexOf(r.words())) / Math.sqrt(r.epochs())
                                    + (level > 1e-4 ? 100 * order.size() - 99 * order.indexOf(r.words()) : 0)
                                    + 1e-3 * r.seed());
                })
                .run(false);
        assertThat(names)
                .containsExactly(
                        "average-e1-s1",
                        "maximum-e1-s1",
                        "none-e1-s1",
                        "strided-e1-s1",
                        "average-e1-s2",
                        "maximum-e1-s2",
                        "none-e1-s2",
                        "strided-e1-s2",
                        "none-e2-s1",
                        "strided-e2-s1",
                        "none-e2-s2",
                        "strided-e2-s2",
                        "none-e4-s1",
                        "none-e4-s2");
        assertThat(result.judgements()).allMatch(j -> j.logRatio().n() == 2);
        assertThat(Files.readAllLines(folder.resolve("s/study.csv")).get(0))
                .contains("network.pooling,train.epochs,status");
    }
}
