package org.shearnet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines across upright axes, one a run, as SVG within a page. It reads by itself; the page's script fades all lines but the one
 * pointed at, and those outside what is marked on an axis.
 */
final class ParallelCoordinates {

    private static final int STEP = 118;
    private static final int LEFT = 70;
    private static final int TOP = 58;
    private static final int HEIGHT = 300;
    private static final int BOTTOM = 16;

    /** Room for letters over an axis. */
    private static final int LETTERS = 17;

    private record Column(String title, Scale scale, double[] values) {}

    private final List<String> names;
    private final int[] series;
    private final List<Column> columns = new ArrayList<>();

    /**
     * @param names of the lines
     * @param series their colours
     */
    ParallelCoordinates(List<String> names, int[] series) {
        this.names = List.copyOf(names);
        this.series = series.clone();
    }

    /** An axis of numbers, logarithmic where all are positive; left out where none is known. */
    ParallelCoordinates numbers(String title, double... values) {
        double[] known =
                java.util.Arrays.stream(values).filter(Double::isFinite).toArray();
        if (known.length > 0) {
            boolean log = java.util.Arrays.stream(known).allMatch(v -> v > 0);
            columns.add(new Column(title, Scale.of(log, known), values.clone()));
        }
        return this;
    }

    /** An axis of positive numbers that were chosen, with labels at them. */
    ParallelCoordinates keys(String title, double... values) {
        columns.add(new Column(title, Scale.at(values), values.clone()));
        return this;
    }

    /** An axis of words. */
    ParallelCoordinates words(String title, List<String> words, List<String> values) {
        columns.add(new Column(
                title,
                Scale.of(words),
                values.stream().mapToDouble(words::indexOf).toArray()));
        return this;
    }

    String svg() {
        int width = LEFT + STEP * (columns.size() - 1) + 2 * LEFT;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"parallel\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"Parallel"
                        + " coordinates, a line a run\">%n",
                width,
                TOP + HEIGHT + BOTTOM,
                width,
                TOP + HEIGHT + BOTTOM));
        for (int i = 0; i < names.size(); i++) {
            svg.append(line(i));
        }
        for (int c = 0; c < columns.size(); c++) {
            axis(svg, c);
        }
        return svg.append("</svg>\n").toString();
    }

    /** A run; broken where it has no number. */
    private String line(int run) {
        StringBuilder path = new StringBuilder();
        StringBuilder at = new StringBuilder();
        boolean pen = false;
        for (int c = 0; c < columns.size(); c++) {
            double value = columns.get(c).values()[run];
            boolean known = Double.isFinite(value);
            double y = known ? y(columns.get(c).scale(), value) : Double.NaN;
            if (known) {
                path.append(String.format(Locale.ROOT, "%s%d %.1f", pen ? "L" : "M", x(c), y));
            }
            at.append(c > 0 ? " " : "").append(known ? String.format(Locale.ROOT, "%.1f", y) : "-");
            pen = known;
        }
        return String.format(
                Locale.ROOT,
                "<path class=\"run\" d=\"%s\" stroke=\"#%06x\" data-y=\"%s\"><title>%s</title></path>%n",
                path,
                Style.colour(series[run]).getRGB() & 0xffffff,
                at,
                escaped(names.get(run)));
    }

    private void axis(StringBuilder svg, int c) {
        Column column = columns.get(c);
        svg.append(String.format(
                Locale.ROOT,
                "<g class=\"axis\" data-axis=\"%d\"><line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/><rect class=\"grip\""
                        + " x=\"%d\" y=\"%d\" width=\"28\" height=\"%d\"/>",
                c,
                x(c),
                x(c),
                TOP,
                TOP + HEIGHT,
                x(c) - 14,
                TOP,
                HEIGHT));
        List<String> title = broken(column.title());
        for (int i = 0; i < title.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"head\" x=\"%d\" y=\"%d\">%s</text>",
                    x(c),
                    TOP - 12 - 15 * (title.size() - 1 - i),
                    escaped(title.get(i))));
        }
        for (Scale.Tick tick : column.scale().ticks()) {
            if (!tick.label().isEmpty()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text class=\"tick\" x=\"%d\" y=\"%.1f\">%s</text>",
                        x(c) - 6,
                        y(column.scale(), tick.value()) + 4,
                        escaped(
                                tick.label().length() > LETTERS
                                        ? tick.label().substring(0, LETTERS - 1) + "…"
                                        : tick.label())));
            }
        }
        svg.append("</g>\n");
    }

    /** A title in lines that do not run into the next. */
    private static List<String> broken(String title) {
        List<String> lines = new ArrayList<>();
        for (String word : title.split("(?<=[ ._])")) {
            int last = lines.size() - 1;
            if (last >= 0 && lines.get(last).length() + word.length() <= LETTERS) {
                lines.set(last, lines.get(last) + word);
            } else {
                lines.add(word);
            }
        }
        return lines;
    }

    private static int x(int column) {
        return LEFT + 30 + STEP * column;
    }

    private static double y(Scale scale, double value) {
        return TOP + HEIGHT * (1 - scale.at(value));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
