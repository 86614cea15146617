package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A paper from a small benchmark, and what of it is found when something is changed. */
class PaperCommandTest {

    private static final String YAML = """
            name: small-run_1
            gal:
              type: Gaussian
              sigma: {type: Random, min: 0.3, max: 0.4}
              flux: {type: Random, min: 1, max: 5}
              ellip: {type: G1G2, g1: {type: RandomGaussian, sigma: 0.1}, g2: {type: RandomGaussian, sigma: 0.1}}
            psf: {type: Gaussian, sigma: 0.25}
            image: {type: Single, size: 25, pixel_scale: 0.2, random_seed: 4}
            benchmark:
              galaxies: 240
              noise_sigma: [1.0e-4, 1.0e-2]
              rings: 3
              ring_noise_sigma: 1.0e-4
              draws: 2
              samples: 0
              estimators:
                - {method: ngmix, model: gauss}
                - {method: admom, label: reference}
                - {method: metacal, model: gauss}
            """;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private Path run;
    private Path paper;

    @BeforeAll
    static void benchmark() throws IOException {
        Path config = Files.writeString(shared.resolve("small.yaml"), YAML);
        CommandRun done = CommandRun.of("benchmark", config, "--runs", shared.resolve("runs"));
        assertThat(done.code()).as(done.err()).isZero();
    }

    /** The run and its paper, in a folder of this test's own. */
    private CommandRun make(Object... more) throws IOException {
        run = folder.resolve("runs/small-run_1");
        paper = folder.resolve("paper");
        Files.createDirectories(run.resolve("benchmark"));
        for (String file : new String[] {"summary.csv", "summary.json", "objects.fits"}) {
            Files.copy(
                    shared.resolve("runs/small-run_1/benchmark").resolve(file),
                    run.resolve("benchmark").resolve(file));
        }
        return again(more);
    }

    private CommandRun again(Object... more) {
        Object[] words = new Object[more.length + 3];
        words[0] = run;
        words[1] = "-o";
        words[2] = paper;
        System.arraycopy(more, 0, words, 3, more.length);
        return CommandRun.of("paper", words);
    }

    private CommandRun check() {
        return CommandRun.of("paper --check", "-o", paper);
    }

    @Test
    void everythingIsThereAndHolds() throws IOException {
        CommandRun made = make();
        assertThat(made.code()).as(made.err()).isZero();
        for (String file : new String[] {
            "accuracy.pdf",
            "accuracy.svg",
            "ratio.pdf",
            "bins.svg",
            "truth.pdf",
            "bias-m.pdf",
            "bias-c.svg",
            "bias-alpha.pdf",
            "table-accuracy.tex",
            "table-bias.tex",
            "table-errors.tex",
            "numbers.tex",
            "notebook.py",
            "notebook.ipynb",
            "manifest.json"
        }) {
            assertThat(paper.resolve(file)).isNotEmptyFile();
        }
        CommandRun held = check();
        assertThat(held.out()).contains("all numbers hold");
        assertThat(held.code()).isZero();

        // every macro of the tables is defined, and every definition stands in the manifest
        String numbers = Files.readString(paper.resolve("numbers.tex"));
        for (String table : new String[] {"accuracy", "bias", "errors"}) {
            String text = Files.readString(paper.resolve("table-" + table + ".tex"));
            text.lines().filter(line -> line.contains(" & \\")).forEach(line -> {
                for (String cell : line.replace("\\\\", "").split("&")) {
                    String macro = cell.strip();
                    if (macro.endsWith("Pm")) {
                        assertThat(numbers).contains("\\newcommand{" + macro + "}");
                    }
                }
            });
        }
        assertThat(numbers)
                .contains("\\newcommand{\\RmseOverBoundNgmixGaussLow}", "\\newcommand{\\NoisePartNgmixGaussHigh}");
        JsonObject manifest = JsonParser.parseString(Files.readString(paper.resolve("manifest.json")))
                .getAsJsonObject();
        JsonObject from = manifest.getAsJsonArray("runs").get(0).getAsJsonObject();
        assertThat(from.get("folder").getAsString()).isEqualTo("../runs/small-run_1");
        assertThat(from.get("configuration").getAsString()).hasSize(64);
        for (JsonElement number : manifest.getAsJsonArray("numbers")) {
            assertThat(numbers)
                    .contains("\\newcommand{\\"
                            + number.getAsJsonObject().get("macro").getAsString() + "}");
        }
    }

    @Test
    void theNotebookHoldsTheScriptsCells() throws IOException {
        make();
        String script = Files.readString(paper.resolve("notebook.py"));
        assertThat(script)
                .contains("RUNS = {\"small-run_1\": \"../runs/small-run_1\"}")
                .doesNotContain("@RUNS@");
        JsonArray cells = JsonParser.parseString(Files.readString(paper.resolve("notebook.ipynb")))
                .getAsJsonObject()
                .getAsJsonArray("cells");
        assertThat(cells).hasSize(script.split("(?m)^# %%").length - 1);
        StringBuilder code = new StringBuilder();
        cells.forEach(cell ->
                cell.getAsJsonObject().getAsJsonArray("source").forEach(line -> code.append(line.getAsString())));
        assertThat(code).contains("def recompute(rows):", "# The numbers of this paper, computed again");
    }

    /** A number of the table changed by hand: by 1 % of the first galaxy's g1 of the first estimator. */
    @Test
    void aNumberChangedInTheObjectsIsFound() throws IOException {
        make();
        Path objects = run.resolve("benchmark/objects.fits");
        FitsPatch patch = new FitsPatch(objects);
        patch.set("g1", 0, 0, 1.01 * patch.get("g1", 0, 0));
        CommandRun held = check();
        assertThat(held.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(held.out())
                .contains(
                        "objects.fits: was changed since",
                        "\\RmseOverBoundNgmixGaussLow: rmse_over_crlb_in_stamp of ngmix");
        assertThat(held.err()).contains("do not hold any more");
    }

    @Test
    void aFrozenNumberAMissingFileAndAnOrphanAreFound() throws IOException {
        make();
        Path numbers = paper.resolve("numbers.tex");
        Files.writeString(numbers, Files.readString(numbers).replaceFirst("ensuremath\\{\\d", "ensuremath{9"));
        Files.delete(paper.resolve("ratio.svg"));
        Files.writeString(paper.resolve("notes.txt"), "mine");
        CommandRun held = check();
        assertThat(held.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(held.out())
                .contains(
                        "numbers.tex: was changed since it was written",
                        "ratio.svg: is in the manifest and not in the folder",
                        "notes.txt: is in the folder and not in the manifest");
    }

    @Test
    void aTextIsFilledWithNumbers() throws IOException {
        Path template = Files.writeString(
                folder.resolve("findings.template.md"),
                "The fit errs by {{RmseOverBoundNgmixGaussLowPm}} bounds ({{GalaxiesNgmixGaussLow}} galaxies).\n");
        CommandRun made = make("--fill", template);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(Files.readString(paper.resolve("findings.md")))
                .matches("The fit errs by \\d\\.\\d+ ± 0\\.\\d+ bounds \\(240 galaxies\\)\\.\n");
        assertThat(check().code()).isZero();
        Files.writeString(template, "one\ntwo {{RmseOfNobody}}\n");
        CommandRun refused = again("--fill", template);
        assertThat(refused.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(refused.err()).contains("findings.template.md: line 2: {{RmseOfNobody}} is no number of these runs");
        assertThat(check().code()).as("the paper of before is still there").isZero();
    }

    @Test
    void aTextToFillIsNeverLost() throws IOException {
        make();
        Path mine = Files.writeString(paper.resolve("notes.md"), "{{GalaxiesNgmixGaussLow}} galaxies");
        CommandRun own = again("--fill", mine);
        assertThat(own.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(own.err()).contains("would be replaced by the text that is filled in");
        assertThat(mine).hasContent("{{GalaxiesNgmixGaussLow}} galaxies");
        Files.delete(mine);
        Path one =
                Files.writeString(Files.createDirectories(folder.resolve("x")).resolve("t.md"), "a");
        Path two =
                Files.writeString(Files.createDirectories(folder.resolve("y")).resolve("t.md"), "b");
        assertThat(again("--fill", one, "--fill", two).err()).contains("two templates would become t.md");
        Path numbers = Files.writeString(folder.resolve("numbers.tex"), "a");
        assertThat(again("--fill", numbers).err()).contains("is a file of every paper");
        assertThat(check().code()).isZero();
    }

    /** Every galaxy of the first estimator fails at the lowest noise. */
    @Test
    void aRunWithoutAnswersHasAPaperToo() throws IOException {
        make();
        FitsPatch patch = new FitsPatch(run.resolve("benchmark/objects.fits"));
        for (int row = 0; row < 240; row++) {
            patch.set("g1", row, 0, Double.NaN);
        }
        CommandRun made = again();
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(paper.resolve("truth.pdf")).exists();
    }

    @Test
    void whatIsNoPapersIsRefused() throws IOException {
        make();
        assertThat(CommandRun.of("paper", folder.resolve("nowhere"), "-o", paper)
                        .err())
                .contains("nowhere", "a paper is made from run folders with a benchmark");
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(mine.resolve("thesis.tex"), "x");
        CommandRun refused = CommandRun.of("paper", run, "-o", mine);
        assertThat(refused.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(refused.err()).contains("holds files and no manifest.json");
        assertThat(mine.resolve("thesis.tex")).hasContent("x");
        assertThat(CommandRun.of("paper", "-o", paper).code()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("paper --check", "-o", mine).code()).isEqualTo(ExitCode.BAD_DATA);
        Files.writeString(paper.resolve("manifest.json"), "{\"runs\": [{}], \"numbers\": [], \"files\": []}");
        assertThat(check().err()).contains("is no manifest of a paper");
        Files.writeString(paper.resolve("manifest.json"), "[");
        assertThat(check().err()).contains("is no manifest of a paper");
    }
}
