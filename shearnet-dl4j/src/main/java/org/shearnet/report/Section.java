package org.shearnet.report;

import java.util.List;
import java.util.Map;

/**
 * A section of a page, as of one part of {@code shearnet inspect}.
 *
 * @param id anchor in the page
 * @param title heading
 * @param blocks in their order
 * @param curves what the verdict is made from; empty for none
 */
public record Section(String id, String title, List<Block> blocks, List<Curve> curves) {

    /**
     * A share of the information on g1, g2 at each layer, between 0 and 1.
     *
     * @param name {@code kept}, {@code usable} or {@code used}
     * @param noiseSigma pixel noise (counts)
     * @param layers names, in the order of the graph
     * @param values one a layer
     */
    public record Curve(String name, double noiseSigma, List<String> layers, List<Double> values) {
        public Curve {
            layers = List.copyOf(layers);
            values = List.copyOf(values);
        }
    }

    /** Something on the page: a heading, a paragraph, a list, a table or a figure. */
    public record Block(
            String kind, String text, List<String> heads, List<Map<String, Object>> rows, String png, String csv) {}

    public Section {
        blocks = List.copyOf(blocks);
        curves = List.copyOf(curves);
    }

    /** Text. */
    public static Block paragraph(String text) {
        return new Block("paragraph", text, List.of(), List.of(), "", "");
    }

    /** A smaller heading. */
    public static Block heading(String text) {
        return new Block("heading", text, List.of(), List.of(), "", "");
    }

    /**
     * A table.
     *
     * @param label what it shows, for those who do not see it
     * @param rows each a label, then cells
     * @param csv the file's name in the folder, empty for none
     */
    public static Block table(String label, List<String> heads, List<List<String>> rows, String csv) {
        return new Block(
                "table",
                label,
                List.copyOf(heads),
                rows.stream()
                        .map(r ->
                                Map.<String, Object>of("label", r.get(0), "cells", List.copyOf(r.subList(1, r.size()))))
                        .toList(),
                "",
                csv);
    }

    /** Short texts, each under a word in bold. */
    public static Block list(List<List<String>> items, String csv) {
        return new Block(
                "list",
                "",
                List.of(),
                items.stream()
                        .map(i -> Map.<String, Object>of("label", i.get(0), "text", i.get(1)))
                        .toList(),
                "",
                csv);
    }

    /**
     * A figure; its SVG lies beside it.
     *
     * @param png the file's name in the folder
     * @param caption what to look for
     * @param csv the file's name in the folder, empty for none
     */
    public static Block figure(String png, String caption, String csv) {
        return new Block("figure", caption, List.of(), List.of(), png, csv);
    }

    /** A figure that a reader unfolds. */
    public static Block folded(String summary, String png, String caption) {
        return new Block("folded", caption, List.of(summary), List.of(), png, "");
    }

    /**
     * A drawing within the page.
     *
     * @param svg its text, which is trusted: whatever a user wrote is escaped in it
     * @param caption what to look for
     */
    static Block drawing(String svg, String caption) {
        return new Block("drawing", svg, List.of(caption), List.of(), "", "");
    }

    /** Text to copy, which a reader unfolds. */
    public static Block code(String summary, String text) {
        return new Block("code", text, List.of(summary), List.of(), "", "");
    }
}
