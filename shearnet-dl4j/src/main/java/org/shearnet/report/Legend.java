package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/** Names beside their marks, in as many lines as a figure's width asks for. */
final class Legend {

    /** Space left of a legend below panels: about that of an axis. */
    static final int INDENT = 60;

    private static final int GAP = 5;
    private static final int LINE = 22;
    private static final int CHARACTER = 8;
    private static final int TEXT_AT = 44;

    private final int width;
    private final List<Entry> entries = new ArrayList<>();

    /** What stands before a name. */
    enum Mark {
        FILLED,
        OPEN,
        LINE,
        DASHED,
        DOTTED
    }

    private record Entry(String text, Color colour, int series, Mark mark) {
        int width() {
            return TEXT_AT + 14 + CHARACTER * text.length();
        }
    }

    Legend(int width) {
        this.width = width;
    }

    /** A mark in ink. */
    Legend add(String text, Mark mark) {
        entries.add(new Entry(text, Style.INK, -1, mark));
        return this;
    }

    /** A mark in the colour of a series, a line with its marker. */
    Legend add(String text, int series, Mark mark) {
        entries.add(new Entry(text, Style.colour(series), series, mark));
        return this;
    }

    /** Height of all lines. */
    int height() {
        int lines = 1;
        int x = 0;
        for (Entry entry : entries) {
            if (x > 0 && x + entry.width() > width) {
                lines++;
                x = 0;
            }
            x += entry.width();
        }
        return LINE * lines + LINE / 2;
    }

    /** Draws with its upper left corner at the origin. */
    void draw(Graphics2D g) {
        g.setFont(Style.font(Font.PLAIN, 13));
        int x = 0;
        int y = 0;
        for (Entry entry : entries) {
            if (x > 0 && x + entry.width() > width) {
                x = 0;
                y += LINE;
            }
            mark(g, entry, x, y + 6);
            g.setColor(Style.INK);
            g.drawString(entry.text, x + TEXT_AT, y + 11);
            x += entry.width();
        }
    }

    private static void mark(Graphics2D g, Entry entry, int x, int y) {
        g.setColor(entry.colour);
        switch (entry.mark) {
            case FILLED, OPEN -> {
                Ellipse2D dot = new Ellipse2D.Double(x + TEXT_AT - 16, y - 4, 8, 8);
                g.setStroke(new BasicStroke(1.6f));
                g.setColor(entry.mark == Mark.FILLED ? entry.colour : Color.WHITE);
                g.fill(dot);
                g.setColor(entry.colour);
                g.draw(dot);
            }
            case LINE -> {
                g.setStroke(new BasicStroke(1.8f));
                g.draw(new Line2D.Double(x + 8, y, x + TEXT_AT - 8, y));
                Style.marker(entry.series).paint(g, x + TEXT_AT / 2.0, y, Style.MARKER_SIZE);
            }
            case DASHED, DOTTED -> {
                g.setStroke(entry.mark == Mark.DASHED ? Style.DASHED : Style.DOTTED);
                g.draw(new Line2D.Double(x + 8, y, x + TEXT_AT - 8, y));
            }
        }
    }

    /** Writes panels side by side, this legend below them, as PNG and SVG. */
    void drawBelow(Path png, List<XYChart> panels) throws IOException {
        int panelWidth = panels.get(0).getWidth();
        int panelHeight = panels.get(0).getHeight();
        Style.draw(png, panels.size() * panelWidth, panelHeight + height(), canvas -> {
            Graphics2D g = (Graphics2D) canvas.create();
            for (XYChart panel : panels) {
                panel.paint(g, panelWidth, panelHeight);
                g.translate(panelWidth, 0);
            }
            g.translate(INDENT - panels.size() * panelWidth, panelHeight + GAP);
            draw(g);
            g.dispose();
        });
    }

    /** A text that fits into a width, its end cut where need be. */
    static String fitting(Graphics2D g, String text, int width) {
        String cut = text;
        while (cut.length() > 2 && g.getFontMetrics().stringWidth(cut) > width) {
            cut = cut.substring(0, cut.length() - 2) + "…";
        }
        return cut;
    }
}
