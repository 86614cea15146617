package org.shearnet.paper;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A notebook in Python that computes the numbers again, as a script in cells and as a notebook file. */
final class Notebook {

    private static final String SOURCE = "notebook.py";
    private static final String CELL = "# %%";
    private static final int FORMAT = 4;
    private static final int MINOR = 5;

    private Notebook() {}

    /**
     * The script, its cells parted by {@code # %%}.
     *
     * @param runs folders of runs, by name, as seen from the paper's folder
     */
    static String script(Map<String, String> runs) throws IOException {
        try (InputStream in = Objects.requireNonNull(Notebook.class.getResourceAsStream(SOURCE))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace(
                    "@RUNS@", new Gson().toJson(runs).replace("\",\"", "\", \"").replace("\":\"", "\": \""));
        }
    }

    /** The same cells as an {@code .ipynb} of nbformat 4.5, without outputs. */
    static String ipynb(String script) {
        List<Map<String, Object>> cells = new ArrayList<>();
        for (String part : script.split("(?m)^" + CELL)) {
            if (part.isBlank()) {
                continue;
            }
            int newline = part.indexOf('\n');
            boolean markdown = part.substring(0, newline).contains("[markdown]");
            String body = part.substring(newline + 1).strip();
            if (markdown) {
                body = body.replaceAll("(?m)^# ?", "");
            }
            Map<String, Object> cell = new LinkedHashMap<>();
            cell.put("cell_type", markdown ? "markdown" : "code");
            cell.put("id", "cell-" + (cells.size() + 1));
            cell.put("metadata", Map.of());
            if (!markdown) {
                cell.put("execution_count", null);
                cell.put("outputs", List.of());
            }
            cell.put("source", lines(body));
            cells.add(cell);
        }
        Map<String, Object> notebook = new LinkedHashMap<>();
        notebook.put("cells", cells);
        notebook.put(
                "metadata",
                Map.of("kernelspec", Map.of("display_name", "Python 3", "language", "python", "name", "python3")));
        notebook.put("nbformat", FORMAT);
        notebook.put("nbformat_minor", MINOR);
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .serializeNulls()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(notebook)
                + "\n";
    }

    /** Lines with their ends, as the format has them. */
    private static List<String> lines(String body) {
        String[] lines = body.split("\n", -1);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            all.add(i < lines.length - 1 ? lines[i] + "\n" : lines[i]);
        }
        return all;
    }
}
