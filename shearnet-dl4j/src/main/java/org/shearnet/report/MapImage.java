package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/** Small pictures of maps, row 0 at the bottom, as astronomers look at stamps; numbers that are none are light grey. */
final class MapImage {

    private static final Color NONE = new Color(0xdddddd);
    private static final Color NEGATIVE = new Color(0x0072B2);
    private static final Color POSITIVE = new Color(0xD55E00);

    private MapImage() {}

    /** Grey, from black at the least to white at the largest value, faint ones stretched by a square root. */
    static DoubleFunction<Color> grey(double[] map) {
        double low = Arrays.stream(map).filter(Double::isFinite).min().orElse(0);
        double high = Arrays.stream(map).filter(Double::isFinite).max().orElse(1);
        return v -> {
            double t = high > low ? (v - low) / (high - low) : 0;
            int grey = (int) Math.round(255 * Math.sqrt(Math.max(0, t)));
            return new Color(grey, grey, grey);
        };
    }

    /** From white at 0 to blue at minus and orange at plus the largest value. */
    static DoubleFunction<Color> signed(double largest) {
        return v -> {
            double t = largest > 0 ? Math.max(-1, Math.min(1, v / largest)) : 0;
            Color full = t < 0 ? NEGATIVE : POSITIVE;
            double s = Math.sqrt(Math.abs(t));
            return new Color(mix(full.getRed(), s), mix(full.getGreen(), s), mix(full.getBlue(), s));
        };
    }

    private static int mix(int full, double share) {
        return (int) Math.round(255 + share * (full - 255));
    }

    /** From white at 0 to black at a value. */
    static DoubleFunction<Color> dark(double largest) {
        return v -> {
            double t = largest > 0 ? Math.max(0, Math.min(1, v / largest)) : 0;
            int grey = (int) Math.round(255 * (1 - Math.sqrt(t)));
            return new Color(grey, grey, grey);
        };
    }

    /** Draws a map [h * w] into a square. */
    static void draw(Graphics2D g, double[] map, int w, int h, int x, int y, int side, DoubleFunction<Color> colour) {
        BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < map.length; p++) {
            Color of = Double.isFinite(map[p]) ? colour.apply(map[p]) : NONE;
            image.setRGB(p % w, h - 1 - p / w, of.getRGB());
        }
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(image, x, y, side, side, null);
    }

    /** A square for a map that there is not, hatched. */
    static void hatched(Graphics2D g, int x, int y, int side) {
        Graphics2D own = (Graphics2D) g.create();
        own.clip(new Rectangle2D.Double(x, y, side, side));
        own.setColor(NONE);
        own.setStroke(new BasicStroke(1));
        for (int d = 0; d < 2 * side; d += 8) {
            own.draw(new Line2D.Double(x + d, y, x + d - side, y + side));
        }
        own.dispose();
    }

    /** Numbers as a square, filled up with NaN. */
    static double[] square(double[] values) {
        int across = (int) Math.ceil(Math.sqrt(values.length));
        double[] square = Arrays.copyOf(values, across * across);
        Arrays.fill(square, values.length, square.length, Double.NaN);
        return square;
    }

    /** The largest absolute value; 0 for none. */
    static double largest(double[] values) {
        return Arrays.stream(values)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    /**
     * Places of maps in rows and columns, with labels to the left and heads above.
     *
     * @param label width of the labels
     * @param top height of the heads
     * @param side of a map
     * @param foot height of a line below each map; 0 for none
     */
    record Grid(int label, int top, int side, int foot) {

        private static final int GAP = 6;

        Grid(int label, int top, int side) {
            this(label, top, side, 0);
        }

        int width(int columns) {
            return label + columns * (side + GAP);
        }

        int height(int rows) {
            return top + rows * (side + GAP + foot);
        }

        int x(int column) {
            return label + column * (side + GAP);
        }

        int y(int row) {
            return top + row * (side + GAP + foot);
        }

        void heads(Graphics2D g, List<String> heads) {
            g.setFont(Style.font(Font.PLAIN, 12));
            g.setColor(Style.INK);
            for (int c = 0; c < heads.size(); c++) {
                g.drawString(Legend.fitting(g, heads.get(c), side), x(c), top - 8);
            }
        }

        void label(Graphics2D g, int row, String... lines) {
            g.setColor(Style.INK);
            for (int i = 0; i < lines.length; i++) {
                g.drawString(lines[i], 4, y(row) + side / 2 + 18 * i);
            }
        }

        void draw(Graphics2D g, int row, int column, double[] map, int w, int h, DoubleFunction<Color> colour) {
            MapImage.draw(g, map, w, h, x(column), y(row), side, colour);
            frame(g, row, column);
        }

        void hatched(Graphics2D g, int row, int column) {
            MapImage.hatched(g, x(column), y(row), side);
            frame(g, row, column);
        }

        private void frame(Graphics2D g, int row, int column) {
            g.setColor(Style.INK);
            g.draw(new Rectangle2D.Double(x(column), y(row), side, side));
        }

        void foot(Graphics2D g, int row, int column, String text) {
            g.drawString(text, x(column), y(row) + side + 14);
        }
    }
}
