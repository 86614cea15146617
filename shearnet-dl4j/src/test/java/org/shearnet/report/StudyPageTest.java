package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
