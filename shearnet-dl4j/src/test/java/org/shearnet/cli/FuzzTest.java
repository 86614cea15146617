package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Damaged files of every kind that the command reads. Whatever they are, the command ends within ten seconds, by an exit code of
 * the table, with one line where it fails and nothing left behind.
 *
 * <p>{@code -Dshearnet.fuzz.cases=N} tries more, {@code -Dshearnet.fuzz.seed=S} others, {@code -Dshearnet.fuzz.first=I} begins with
 * case I; {@code -Dshearnet.fuzz.kind=K} keeps to kinds whose names hold K. A case that went wrong stays in {@code target/fuzz}.
 */
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class FuzzTest {

    private static final long CASES = Long.getLong("shearnet.fuzz.cases", 144);
    private static final long SEED = Long.getLong("shearnet.fuzz.seed", 1);
    private static final long FIRST = Long.getLong("shearnet.fuzz.first", 0);
    private static final String KIND = System.getProperty("shearnet.fuzz.kind", "");

    /** A command may take so long, by the clock and by the processors' time: another's load is no fault of ours. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Set<Integer> CODES = Set.of(
            ExitCode.OK,
            ExitCode.USAGE,
            ExitCode.BAD_CONFIG,
            ExitCode.BAD_DATA,
            ExitCode.DIVERGED,
            ExitCode.INTERRUPTED);

    /** What every case said, for those who mend. */
    private static final Path LOG =
            System.getProperty("shearnet.fuzz.log") == null ? null : Path.of(System.getProperty("shearnet.fuzz.log"));

    private static final String HANGS = "hangs at ";

    private static final Path KEPT = Path.of("target/fuzz");

    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @TempDir
    private Path work;

    @Test
    void damagedFilesEndInOneLine() throws Exception {
        Map<String, FuzzSeeds.Kind> kinds = new FuzzSeeds(work).kinds();
        List<String> names =
                kinds.keySet().stream().filter(name -> name.contains(KIND)).toList();
        Map<String, int[]> counts = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (long i = FIRST; i < FIRST + CASES; i++) {
            String name = names.get((int) (i % names.size()));
            Path folder = Files.createDirectory(work.resolve("case"));
            Random random = new Random(SEED * 1_000_003 + i);
            random.nextLong();
            FuzzSeeds.Case one = kinds.get(name).make(folder, random);
            List<String> wrong = attempt(one, folder, counts.computeIfAbsent(name, n -> new int[7]));
            if (!wrong.isEmpty()) {
                counts.get(name)[6]++;
                faults.add("case " + i + ", seed " + SEED + " (" + name + ", " + one.what() + "): "
                        + String.join("; ", wrong));
                keep(folder, KEPT.resolve(SEED + "-" + i), one, faults.get(faults.size() - 1));
            }
            if (wrong.stream().anyMatch(fault -> fault.startsWith(HANGS))) {
                break; // its thread goes on, and disturbs what follows
            }
            delete(folder);
            if (i % 100 == 99) {
                report(counts);
            }
        }
        report(counts);
        assertThat(faults).as(faults.size() + " faults; see target/fuzz").isEmpty();
    }

    private List<String> attempt(FuzzSeeds.Case one, Path folder, int[] counts)
            throws InterruptedException, IOException {
        CommandRun[] done = new CommandRun[1];
        Thread thread = new Thread(
                () -> done[0] = CommandRun.of(
                        one.words().get(0),
                        one.words().subList(1, one.words().size()).toArray()),
                "fuzz");
        thread.setDaemon(true);
        long clock = System.nanoTime();
        long processor = machine.getProcessCpuTime();
        thread.start();
        thread.join(PATIENCE.toMillis());
        List<String> wrong = new ArrayList<>();
        if (thread.isAlive()) {
            wrong.add(HANGS + List.of(thread.getStackTrace()).stream().limit(12).toList());
            return wrong;
        }
        double seconds = Math.min(System.nanoTime() - clock, machine.getProcessCpuTime() - processor) / 1e9;
        if (seconds > LONGEST.toSeconds()) {
            wrong.add("takes " + seconds + " s");
        }
        judge(one, done[0], wrong);
        if (LOG != null && done[0] != null) {
            Files.writeString(
                    LOG,
                    done[0].code() + " " + one.words().get(0) + " " + one.what() + ": " + done[0].err() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        leftovers(folder, wrong);
        if (done[0] != null && done[0].code() >= 0 && done[0].code() <= 5) {
            counts[done[0].code()]++;
        }
        return wrong;
    }

    private static void judge(FuzzSeeds.Case one, CommandRun run, List<String> wrong) {
        if (run == null) {
            wrong.add("the command threw");
            return;
        }
        String err = run.err();
        if (!CODES.contains(run.code())) {
            wrong.add("exit code " + run.code() + ": " + err);
        }
        if (err.contains("Exception") || err.contains("internal failure") || err.contains("\tat ")) {
            wrong.add("says " + err);
        }
        if (one.mustFail() && run.code() == 0) {
            wrong.add("a damaged HDU was not refused: " + err);
        }
        long complaints = err.lines()
                .filter(line -> line.startsWith("shearnet: ") && !isNote(line))
                .count();
        if (run.code() != 0 && complaints != 1) {
            wrong.add(complaints + " lines of complaint with exit code " + run.code() + ": " + err);
        }
        if (run.code() != 0 && one.output() != null && Files.exists(one.output())) {
            wrong.add("left " + one.output().getFileName() + " with exit code " + run.code());
        }
    }

    /** What people are told on the way. */
    private static boolean isNote(String line) {
        return line.matches(
                        "shearnet: (warning: |stamps: |not used: |noise levels: |training at |trained |using the network ).*")
                || line.matches("shearnet: (\\S+ read as |PSF of |\\d+ of \\d+ stamps ).*");
    }

    private static void leftovers(Path folder, List<String> wrong) throws IOException {
        String mine = "." + ProcessHandle.current().pid() + "-";
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> here = Files.walk(folder);
                Stream<Path> there = Files.list(temporary)) {
            List<Path> left = Stream.concat(
                            here.filter(file -> file.toString().endsWith(".part")),
                            there.filter(file -> file.getFileName().toString().contains("shearnet")
                                    && file.getFileName().toString().contains(mine)))
                    .toList();
            if (!left.isEmpty()) {
                wrong.add("left " + left);
            }
        }
    }

    private static void report(Map<String, int[]> counts) throws IOException {
        StringBuilder table =
                new StringBuilder("| kind | cases | 0 | 2 | 3 | 4 | 5 | faults |\n|---|---|---|---|---|---|---|---|\n");
        counts.forEach((name, c) -> table.append(String.format(
                "| %s | %d | %d | %d | %d | %d | %d | %d |%n",
                name, c[0] + c[1] + c[2] + c[3] + c[4] + c[5], c[0], c[2], c[3], c[4], c[5], c[6])));
        Files.createDirectories(KEPT);
        Files.writeString(KEPT.resolve("counts-" + SEED + ".md"), table);
    }

    private static void keep(Path folder, Path kept, FuzzSeeds.Case one, String fault) throws IOException {
        delete(kept);
        Files.createDirectories(kept);
        Files.writeString(kept.resolve("fault.txt"), fault + "\n");
        Files.writeString(
                kept.resolve("command.txt"), String.join(" ", one.words()).replace(folder.toString(), ".") + "\n");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path target = kept.resolve(folder.relativize(file).toString());
                if (Files.isRegularFile(file)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
