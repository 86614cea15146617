package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.shearnet.inspect.LayerSizes;
import org.shearnet.inspect.Note;
import org.shearnet.inspect.Notes;
import org.shearnet.net.Network;
import org.shearnet.net.Stack;
import org.shearnet.net.engine.Shape;
import org.shearnet.report.StackDiagram;

/** {@code shearnet inspect --stack}: sizes, field, offset, dropped border, parameters, arithmetic and memory of any stack of layers. */
final class StackCalculator {

    private final String line;
    private final Shape stamp;
    private final Path svg;

    /**
     * Prepares it.
     *
     * @param side of the stamps (px)
     * @param svg where the layers are drawn; null for nowhere
     */
    StackCalculator(String line, int side, Path svg) {
        this.line = line;
        stamp = new Shape(side, side, 1);
        this.svg = svg;
        if (svg != null && !svg.toString().endsWith(".svg")) {
            throw new UsageException("--svg " + svg + ": give the name of an .svg file; a .png is drawn beside it");
        }
    }

    void print() throws IOException {
        LayerSizes sizes;
        try {
            sizes = LayerSizes.of(Network.geometry(Stack.parse(line).spec(), stamp, stamp), stamp);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--stack: " + e.getMessage());
        }
        List<Note> notes = Notes.of(sizes, Double.NaN);
        System.out.print(sizes.text());
        for (Note note : notes) {
            System.out.println("note: " + note.layer() + ": " + note.text());
        }
        if (svg != null) {
            StackDiagram.draw(svg, sizes, notes);
            System.out.println(svg);
        }
    }
}
