package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.config.Provenance;

/** The page of {@code shearnet inspect}, from the sections of the parts that are done. */
public final class InspectPage {

    /** Sections in the order of the page, whatever the order in which they are done; others follow. */
    private static final List<String> ORDER =
            List.of("sizes", "kept", "usable", "probes", "budget", "maps", "operators", "arithmetic");

    private InspectPage() {}

    /**
     * Writes {@code inspect.html}.
     *
     * @param name what was inspected
     * @param sections that are done; their figures lie in the folder
     * @param yaml the effective configuration
     * @return the page
     */
    public static Path write(Path folder, String name, List<Section> sections, Provenance provenance, String yaml)
            throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", name);
        model.put("verdict", Verdict.of(sections));
        List<Map<String, Object>> all = new ArrayList<>();
        for (Section section : ordered(sections)) {
            List<Map<String, Object>> blocks = new ArrayList<>();
            for (Section.Block block : section.blocks()) {
                blocks.add(block(folder, block));
            }
            all.add(Map.of("id", section.id(), "title", section.title(), "blocks", blocks));
        }
        model.put("sections", all);
        model.put("provenance", List.copyOf(provenance.entries().entrySet()));
        model.put("config", yaml);
        Path page = folder.resolve("inspect.html");
        ReportPage.write("inspect.ftlh", page, model);
        return page;
    }

    private static List<Section> ordered(List<Section> sections) {
        List<Section> ordered = new ArrayList<>(sections);
        ordered.sort(
                java.util.Comparator.comparingInt(s -> ORDER.contains(s.id()) ? ORDER.indexOf(s.id()) : ORDER.size()));
        return ordered;
    }

    private static Map<String, Object> block(Path folder, Section.Block block) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("kind", block.kind());
        model.put("text", block.text());
        model.put("heads", block.heads());
        model.put("rows", block.rows());
        model.put("csv", block.csv());
        if (!block.png().isEmpty()) {
            String stem = block.png().replaceFirst("\\.png$", "");
            model.put("figure", ReportPage.figure(stem, folder.resolve(block.png())));
            model.put("png", block.png());
            model.put("svg", stem + ".svg");
        }
        return model;
    }
}
