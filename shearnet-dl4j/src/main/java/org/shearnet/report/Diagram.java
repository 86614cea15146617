package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.inspect.LayerSizes;
import org.shearnet.inspect.Note;
import org.shearnet.net.LayerGeometry;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.engine.Shape;

/**
 * A network from left to right, row under row: a box a layer with some of its maps at a real stamp, its size, field and cost, what
 * is kept and usable there, and in red what a rule found.
 */
final class Diagram {

    private static final int BOX = 132;
    private static final int GAP = 26;
    private static final int THUMBS = 112;
    private static final int LINES = 34 + THUMBS + 15;
    private static final int LINE = 14;
    private static final int COLUMNS = 7;
    private static final int MARGIN = 12;
    private static final Color RED = new Color(0xa40e26);

    private final LayerSizes sizes;
    private final LocalNetwork.Point point;
    private final LocalNetwork network;
    private final List<Note> notes;
    private final Map<String, Double> kept;
    private final Map<String, Double> usable;

    /**
     * Prepares it.
     *
     * @param network with its maps; null for sizes alone
     * @param point the network at a stamp; null for sizes alone
     * @param kept share of the information kept, by layer
     * @param usable share that a reader can use, by layer
     */
    Diagram(
            LayerSizes sizes,
            LocalNetwork network,
            LocalNetwork.Point point,
            List<Note> notes,
            Map<String, Double> kept,
            Map<String, Double> usable) {
        this.sizes = sizes;
        this.network = network;
        this.point = point;
        this.notes = notes;
        this.kept = kept;
        this.usable = usable;
    }

    void draw(Path png) throws IOException {
        int n = sizes.layers().size();
        int columns = Math.min(COLUMNS, n);
        int rows = (n + columns - 1) / columns;
        int height = height();
        int width = 2 * MARGIN + columns * BOX + (columns - 1) * GAP;
        Style.draw(png, width, 2 * MARGIN + rows * height, g -> {
            for (int i = 0; i < n; i++) {
                Graphics2D own = (Graphics2D) g.create();
                own.translate(MARGIN + i % columns * (BOX + GAP), MARGIN + i / columns * height);
                box(own, sizes.layers().get(i), i);
                if (i + 1 < n && (i + 1) % columns != 0) {
                    arrow(own);
                }
                own.dispose();
            }
        });
    }

    /** Of a row: as many lines as the layer with the most to say has. */
    private int height() {
        int most = 0;
        for (int i = 0; i < sizes.layers().size(); i++) {
            LayerGeometry layer = sizes.layers().get(i);
            int said = lines(layer, i).size()
                    + (kept.containsKey(layer.name()) ? 1 : 0)
                    + (usable.containsKey(layer.name()) ? 1 : 0)
                    + (int) notes.stream()
                            .filter(n -> n.layer().equals(layer.name()))
                            .count();
            most = Math.max(most, said);
        }
        return LINES + (most + 1) * LINE;
    }

    private void box(Graphics2D g, LayerGeometry layer, int place) {
        g.setColor(Style.INK);
        g.setFont(Style.font(Font.BOLD, 13));
        g.drawString(Legend.fitting(g, layer.name(), BOX), 0, 13);
        g.setFont(Style.font(Font.PLAIN, 11));
        g.drawString(Legend.fitting(g, said(layer), BOX), 0, 28);
        thumbnails(g, layer);
        int y = LINES;
        g.setColor(Style.INK);
        g.setFont(Style.font(Font.PLAIN, 11));
        for (String line : lines(layer, place)) {
            g.drawString(Legend.fitting(g, line, BOX + GAP - 4), 0, y);
            y += LINE;
        }
        y = bar(g, y, "kept", kept.get(layer.name()), Style.colour(0));
        y = bar(g, y, "usable", usable.get(layer.name()), Style.colour(2));
        g.setColor(RED);
        for (Note note : notes) {
            if (note.layer().equals(layer.name())) {
                g.drawString(Legend.fitting(g, note.rule(), BOX), 0, y);
                y += LINE;
            }
        }
    }

    private static String said(LayerGeometry layer) {
        if (layer.padding().isEmpty()) {
            return layer.kind();
        }
        return String.format(
                Locale.ROOT,
                "%s %d × %d%s%s",
                layer.kind(),
                layer.kernel(),
                layer.kernel(),
                layer.stride() > 1 ? ", stride " + layer.stride() : "",
                layer.dilation() > 1 ? ", dilation " + layer.dilation() : "");
    }

    private List<String> lines(LayerGeometry layer, int place) {
        Shape out = layer.output();
        String size = out.isVector()
                ? out.channels() + " numbers"
                : out.height() + " × " + out.width() + " × " + out.channels();
        String cost = layer.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d parameters", layer.parameters());
        String work = layer.flops() == 0 ? "" : String.format(Locale.ROOT, "%.3g MFLOP", 1e-6 * layer.flops());
        boolean chained = place == 0
                || layer.below().equals(List.of(sizes.layers().get(place - 1).name()));
        String reads = chained || layer.below().isEmpty() ? "" : "reads " + String.join(", ", layer.below());
        String sees = layer.kind().equals("input")
                ? ""
                : "sees " + Math.min(layer.columns().field(), sizes.stamp().width()) + " px";
        return List.of(size, sees, cost, work, reads).stream()
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private static int bar(Graphics2D g, int y, String name, Double share, Color colour) {
        if (share == null || share.isNaN()) {
            return y;
        }
        g.setColor(Style.INK);
        g.drawString(name, 0, y);
        g.setColor(Style.FAINT);
        g.fill(new Rectangle2D.Double(46, y - 9, 60, 9));
        g.setColor(colour);
        g.fill(new Rectangle2D.Double(46, y - 9, 60 * Math.max(0, Math.min(1, share)), 9));
        g.setColor(Style.INK);
        g.drawString(
                share >= 0.01 ? String.format(Locale.ROOT, "%.3f", share) : Numbers.minus(Numbers.scientific(share, 1)),
                110,
                y);
        return y + LINE;
    }

    /** Up to four maps, each between its own least and largest value; a vector as a strip of squares. */
    private void thumbnails(Graphics2D g, LayerGeometry layer) {
        double[] values = point == null ? null : value(layer.name());
        Shape shape = layer.output();
        g.setColor(Style.FAINT);
        g.fill(new Rectangle2D.Double(0, 34, THUMBS, THUMBS));
        if (values != null) {
            if (shape.isVector()) {
                vector(g, values);
            } else {
                maps(g, values, shape);
            }
        }
        g.setColor(Style.INK);
        g.setStroke(new BasicStroke(1));
        g.draw(new Rectangle2D.Double(0, 34, THUMBS, THUMBS));
    }

    private double[] value(String name) {
        return network.vertices().stream().anyMatch(v -> v.name().equals(name)) ? point.value(name) : null;
    }

    private static void maps(Graphics2D g, double[] values, Shape shape) {
        int shown = shape.channels() == 1 ? 1 : 4;
        int side = shown == 1 ? THUMBS : THUMBS / 2;
        for (int m = 0; m < Math.min(shown, shape.channels()); m++) {
            int channel = m * shape.channels() / shown;
            double[] map = new double[shape.pixels()];
            for (int p = 0; p < map.length; p++) {
                map[p] = values[p * shape.channels() + channel];
            }
            MapImage.draw(
                    g, map, shape.width(), shape.height(), m % 2 * side, 34 + m / 2 * side, side, MapImage.grey(map));
        }
    }

    private static void vector(Graphics2D g, double[] values) {
        double[] square = MapImage.square(values);
        int across = (int) Math.sqrt(square.length);
        MapImage.draw(g, square, across, across, 0, 34, THUMBS, MapImage.grey(square));
    }

    private static void arrow(Graphics2D g) {
        double y = 34 + THUMBS / 2.0;
        double from = THUMBS + 8;
        double to = BOX + GAP - 8;
        g.setColor(Style.INK);
        g.setStroke(new BasicStroke(1.4f));
        g.draw(new Line2D.Double(from, y, to - 6, y));
        Path2D head = new Path2D.Double();
        head.moveTo(to, y);
        head.lineTo(to - 8, y - 4);
        head.lineTo(to - 8, y + 4);
        head.closePath();
        g.fill(head);
    }
}
