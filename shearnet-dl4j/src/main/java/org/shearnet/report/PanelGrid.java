package org.shearnet.report;

import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.XYChart;

/** Panels of one size in rows, one legend below all. */
final class PanelGrid {

    private static final int GAP = 6;

    private PanelGrid() {}

    /** As many columns as are balanced: up to three, two of four panels. */
    static int columns(int panels) {
        return panels == 4 ? 2 : Math.min(3, panels);
    }

    /** Writes them as PNG and SVG. */
    static void draw(Path png, List<XYChart> panels, int columns, Legend legend) throws IOException {
        int width = panels.get(0).getWidth();
        int height = panels.get(0).getHeight();
        int rows = (panels.size() + columns - 1) / columns;
        Style.draw(png, columns * width, rows * height + legend.height(), canvas -> {
            for (int i = 0; i < panels.size(); i++) {
                Graphics2D g = (Graphics2D) canvas.create();
                g.translate(i % columns * width, i / columns * height);
                panels.get(i).paint(g, width, height);
                g.dispose();
            }
            Graphics2D g = (Graphics2D) canvas.create();
            g.translate(Legend.INDENT, rows * height + GAP);
            legend.draw(g);
            g.dispose();
        });
    }
}
