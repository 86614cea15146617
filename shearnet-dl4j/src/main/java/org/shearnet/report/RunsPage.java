package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.study.RunsTable;

/** Many runs in one table, as text and as {@code runs.html}. */
public final class RunsPage {

    private final RunsTable table;

    /** Of a table. */
    public RunsPage(RunsTable table) {
        this.table = table;
    }

    /** The table in columns, for a terminal. */
    public String text() {
        List<List<String>> lines = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of("run", "estimator"));
        heads.addAll(table.metrics());
        heads.addAll(table.keys());
        heads.add("");
        lines.add(heads);
        for (RunsTable.Line line : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(line.folder().toString(), line.estimator()));
            for (int i = 0; i < line.numbers().length; i++) {
                cells.add(number(i, line.numbers()[i]));
            }
            cells.addAll(line.values());
            cells.add(line.fault().isEmpty() ? "" : "damaged: " + line.fault());
            lines.add(cells);
        }
        int left = 2; // names stand to the left, numbers to the right
        int[] width = new int[heads.size()];
        lines.forEach(l -> {
            for (int i = 0; i < width.length - 1; i++) {
                width[i] = Math.max(width[i], l.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < width.length; i++) {
                String room = " ".repeat(Math.max(0, width[i] - line.get(i).length()));
                boolean toLeft = i < left || i >= left + table.metrics().size();
                one.append(i > 0 ? "  " : "").append(toLeft ? line.get(i) + room : room + line.get(i));
            }
            text.append(one.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String number(int column, double value) {
        return column == 0
                ? Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.0f", value)
                : column == 1 && !Double.isNaN(value)
                        ? String.format(Locale.ROOT, "%.4f", value)
                        : Numbers.number(value);
    }

    /** Writes the page into a folder; returns it. */
    public Path write(Path folder) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (RunsTable.Line line : table.rows()) {
            List<Map<String, String>> numbers = new ArrayList<>();
            for (int i = 0; i < line.numbers().length; i++) {
                double value = line.numbers()[i];
                numbers.add(
                        Map.of("text", number(i, value), "value", Double.isNaN(value) ? "" : Double.toString(value)));
            }
            rows.add(Map.of(
                    "run",
                    name(folder, line.folder()),
                    "link",
                    link(folder, line.folder()),
                    "estimator",
                    line.fault().isEmpty() ? line.estimator() : "damaged: " + line.fault(),
                    "values",
                    line.values(),
                    "numbers",
                    numbers));
        }
        Path page = folder.resolve("runs.html");
        ReportPage.write(
                "runs.ftlh",
                page,
                Map.of(
                        "keys",
                        table.keys(),
                        "metrics",
                        table.metrics(),
                        "rows",
                        rows,
                        "count",
                        Long.toString(table.rows().stream()
                                .map(RunsTable.Line::folder)
                                .distinct()
                                .count())));
        return page;
    }

    private static String name(Path folder, Path run) {
        return folder.toAbsolutePath()
                .normalize()
                .relativize(run.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    /** The run's report where it has one; empty where not. */
    private static String link(Path folder, Path run) {
        for (String page : List.of("benchmark/report.html", "learning-curve.png")) {
            if (Files.exists(run.resolve(page))) {
                String name = name(folder, run);
                return (name.isEmpty() ? "" : name + "/")
                                .replace("%", "%25")
                                .replace("#", "%23")
                                .replace("?", "%3F")
                        + page;
            }
        }
        return "";
    }
}
