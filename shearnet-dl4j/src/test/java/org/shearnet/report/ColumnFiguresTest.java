package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnFiguresTest {

    private static final double POINTS_AN_INCH = 72;

    @TempDir
    private Path folder;

    private static double luminance(Color colour) {
        float[] rgb = colour.getRGBColorComponents(null);
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double linear = rgb[k] <= 0.04045 ? rgb[k] / 12.92 : Math.pow((rgb[k] + 0.055) / 1.055, 2.4);
            sum += weights[k] * linear;
        }
        return sum;
    }

    @Test
    void neighboursDifferInGrey() {
        for (int k = 1; k < ColumnFigures.colours(); k++) {
            assertThat(Math.abs(luminance(ColumnFigures.colour(k)) - luminance(ColumnFigures.colour(k - 1))))
                    .isGreaterThan(0.15);
        }
    }

    private double widthInInches(String pdf) throws IOException {
        String text = new String(Files.readAllBytes(folder.resolve(pdf)), StandardCharsets.ISO_8859_1);
        Matcher box =
                Pattern.compile("/MediaBox \\[\\s*[\\d.]+ [\\d.]+ ([\\d.]+) ").matcher(text);
        assertThat(box.find()).isTrue();
        return Double.parseDouble(box.group(1)) / POINTS_AN_INCH;
    }

    private static ColumnFigures.Panel panel(List<String> ticks) {
        double[] x = {0, 1, 2};
        return new ColumnFigures.Panel(
                "",
                "layer",
                "share",
                false,
                true,
                1,
                ticks,
                List.of(
                        new ColumnFigures.Line("one", x, new double[] {1, 0.5, 0.01}, new double[] {0.1, 0.1, 0.1}),
                        new ColumnFigures.Line("two", x, new double[] {1, Double.NaN, -1}, null)));
    }

    @Test
    void figuresAreAsWideAsColumns() throws IOException {
        ColumnFigures figures = new ColumnFigures(folder);
        assertThat(figures.panels("one", List.of(panel(List.of())))).containsExactly("one.pdf", "one.svg");
        figures.panels("two", List.of(panel(List.of("a", "b", "c")), panel(List.of())));
        assertThat(widthInInches("one.pdf")).isCloseTo(3.4, offset(0.01));
        assertThat(widthInInches("two.pdf")).isCloseTo(7.1, offset(0.01));
    }

    @Test
    void cloudsOfManyPointsArePictures() throws IOException {
        ColumnFigures figures = new ColumnFigures(folder);
        figures.cloud("few", cloud(ColumnFigures.MOST_POINTS));
        figures.cloud("many", cloud(ColumnFigures.MOST_POINTS + 1));
        assertThat(Files.readString(folder.resolve("few.svg"))).doesNotContain("<image");
        assertThat(Files.readString(folder.resolve("many.svg"))).contains("<image");
        assertThat(folder.resolve("many.svg").toFile().length())
                .isLessThan(folder.resolve("few.svg").toFile().length());
    }

    private static ColumnFigures.Cloud cloud(int n) {
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.sin(i);
            y[i] = Math.sin(i + 0.01 * Math.cos(i));
        }
        return new ColumnFigures.Cloud("", "true", "estimated", x, y);
    }
}
