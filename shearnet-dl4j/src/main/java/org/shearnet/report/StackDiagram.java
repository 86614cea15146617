package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.shearnet.inspect.LayerSizes;
import org.shearnet.inspect.Note;

/** Layers that are not trained, as a figure. */
public final class StackDiagram {

    private StackDiagram() {}

    /** Writes an SVG, and a PNG beside it. */
    public static void draw(Path svg, LayerSizes sizes, List<Note> notes) throws IOException {
        Path folder = svg.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        String png = svg.getFileName().toString().replaceFirst("\\.svg$", ".png");
        new Diagram(sizes, null, null, notes, Map.of(), Map.of()).draw(folder.resolve(png));
    }
}
