package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.study.Plan;
import org.shearnet.study.Row;
import org.shearnet.study.RunResult;
import org.shearnet.study.Study;
import org.shearnet.study.StudyParser;
import org.shearnet.study.StudyResult;

/** Axes, lines and tables of a study's page. */
class StudyPageTest {

    @Test
    void aLogarithmicAxisNamesDecadesAndMoreWhereThereAreFew() {
        assertThat(labels(Scale.of(true, 1, 1000))).containsExactly("1", "10", "100", "1000");
        assertThat(labels(Scale.of(true, 1, 20))).contains("1", "2", "5", "10", "20");
        assertThat(labels(Scale.of(true, 81, 99))).hasSizeGreaterThan(2);
        assertThat(labels(Scale.of(true, 7))).hasSizeGreaterThan(2);
        assertThat(labels(Scale.of(true, 1e-5, 1e-2))).containsExactly("1e−5", "1e−4", "1e−3", "0.01");
        assertThat(labels(Scale.at(10000, 30000))).containsExactly("1e4", "3e4");
        assertThat(labels(Scale.of(false, -1, 1))).contains("−1", "0", "1");
    }

    private static List<String> labels(Scale scale) {
        return scale.ticks().stream()
                .map(Scale.Tick::label)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    @Test
    void valuesLieWithinTheirAxis() {
        Scale scale = Scale.of(true, 3, 300);
        assertThat(scale.at(30)).isEqualTo(0.5, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(scale.at(3)).isBetween(0.0, 0.1);
        assertThat(Scale.of(List.of("a", "b")).at(1)).isEqualTo(0.75);
    }

    @Test
    void aLineThatMissesANumberIsBrokenAndWordsAreEscaped() {
        String svg = new ParallelCoordinates(List.of("a<b", "c"), new int[] {0, 1})
                .words("pooling", List.of("x & y", "z"), List.of("x & y", "z"))
                .numbers("figure", 1, Double.NaN)
                .numbers("cost", 2, 3)
                .svg();
        assertThat(svg).contains("<title>a&lt;b</title>", "x &amp; y").doesNotContain("NaN");
        List<String> paths = svg.lines().filter(l -> l.startsWith("<path")).toList();
        assertThat(paths).hasSize(2);
        assertThat(paths.get(0)).containsPattern("d=\"M\\d+ [\\d.]+L\\d+ [\\d.]+L");
        assertThat(paths.get(1)).containsPattern("d=\"M\\d+ [\\d.]+M").contains(" - ");
    }

    @Test
    void latexEscapesWhatIsItsOwn() {
        assertThat(Latex.table(List.of("variant", "σ = 1e−5"), List.of(List.of("a_b & 50 %", "1.2 ± 0.1"))))
                .contains("\\begin{tabular}{lr}", "$\\sigma$ = 1e$-$5", "a\\_b \\& 50 \\% & 1.2 $\\pm$ 0.1 \\\\");
    }

    @Test
    void smallFiguresKeepTheirDigits() {
        assertThat(StudyTables.withError(0.0032, 0.0002)).isEqualTo("(3.20 ± 0.20)e−3");
        assertThat(StudyTables.withError(0.0032, Double.NaN)).isEqualTo("3.20e−3");
        assertThat(StudyTables.withError(1.234, 0.012)).isEqualTo("1.23 ± 0.01");
        assertThat(StudyTables.withError(Double.NaN, Double.NaN)).isEqualTo("–");
        assertThat(StudyWords.level(true, 50)).startsWith("S/N ");
    }

    private static String effects(Path folder, String network, String vary) throws IOException {
        Files.writeString(folder.resolve("base.yaml"), """
                gal: {type: Gaussian, sigma: 0.5, flux: 1}
                psf: {type: Gaussian, sigma: 0.25}
                image: {type: Single, size: 21, pixel_scale: 0.2, random_seed: 4}
                """ + network);
        Path file = Files.writeString(folder.resolve("study.yaml"), "base: base.yaml\nvary: " + vary + "\n");
        Study study = StudyParser.parse(file, UnaryOperator.identity());
        List<Row> rows = Plan.of(study).first().stream()
                .map(run -> new Row(run, RunResult.WAITING))
                .toList();
        return new StudyTables(new StudyResult(study, null, rows)).effectTable().toString();
    }

    @Test
    void trainingsAreSpokenOfWhereThereAreAny(@TempDir Path folder) throws IOException {
        assertThat(effects(
                        folder, "benchmark: {s2n: [50], estimators: [{method: ngmix}]}\n", "{gal.sigma: [0.5, 0.6]}"))
                .contains("standard errors", "S/N 5e1")
                .doesNotContain("trained", "validation");
        assertThat(effects(folder, """
                        network: {architecture: enhanced}
                        train: {stamps: 256, validation: 32, epochs: 2, batch: 32, noise_sigma: 1.0e-3}
                        benchmark: {noise_sigma: [1.0e-3], estimators: [{method: network}]}
                        """, "{network.pooling: [average, maximum]}"))
                .contains("trained with the same 3 seeds; variants are not compared by validation losses");
    }
}
