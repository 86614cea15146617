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
import java.util.ArrayList;
import java.util.List;

/** Lines with bands, points with error bars, on axes of numbers or names. */
final class PlotPanel {

    static final int WIDTH = 560;
    static final int HEIGHT = 420;

    private static final int LEFT = 66;
    private static final int RIGHT = 14;
    private static final int TOP = 34;
    private static final int BOTTOM = 52;

    /** Room for one letter of a name below the axis (px). */
    private static final int LETTER = 7;

    private static final float BAND = 0.18f;
    private static final float SOLID = 1.8f;

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final Scale x;
    private final Scale y;
    private final List<Mark> marks = new ArrayList<>();

    /** Something drawn within the axes. */
    private interface Mark {
        void draw(Graphics2D g);
    }

    PlotPanel(String title, String xTitle, Scale x, String yTitle, Scale y) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.x = x;
        this.y = y;
    }

    private double px(double value) {
        return LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private double py(double value) {
        return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
    }

    private boolean shown(double a, double b) {
        return Double.isFinite(a) && Double.isFinite(b) && (!x.log() || a > 0) && (!y.log() || b > 0);
    }

    /** The area between two lines. */
    PlotPanel band(double[] at, double[] low, double[] high, int series) {
        marks.add(g -> {
            Path2D area = new Path2D.Double();
            int corners = 0;
            for (int i = 0; i < 2 * at.length; i++) {
                int k = i < at.length ? i : 2 * at.length - 1 - i;
                double value = i < at.length ? low[k] : high[k];
                if (shown(at[k], value)) {
                    if (corners++ == 0) {
                        area.moveTo(px(at[k]), py(value));
                    } else {
                        area.lineTo(px(at[k]), py(value));
                    }
                }
            }
            if (corners > 2) {
                area.closePath();
                Color c = Style.colour(series);
                g.setColor(new Color(c.getRed(), c.getGreen(), c.getBlue(), Math.round(255 * BAND)));
                g.fill(area);
            }
        });
        return this;
    }

    /** A line through values, without markers. */
    PlotPanel line(double[] at, double[] values, int series) {
        return line(at, values, Style.colour(series), new BasicStroke(SOLID));
    }

    /** A dashed one in ink. */
    PlotPanel dashed(double[] at, double[] values) {
        return line(at, values, Style.INK, Style.DASHED);
    }

    private PlotPanel line(double[] at, double[] values, Color colour, BasicStroke stroke) {
        marks.add(g -> {
            g.setColor(colour);
            g.setStroke(stroke);
            for (int i = 1; i < at.length; i++) {
                if (shown(at[i - 1], values[i - 1]) && shown(at[i], values[i])) {
                    g.draw(new Line2D.Double(px(at[i - 1]), py(values[i - 1]), px(at[i]), py(values[i])));
                }
            }
        });
        return this;
    }

    /** A point with its error bar, which ends at the axes. */
    PlotPanel point(double at, double value, double low, double high, int series) {
        marks.add(g -> {
            if (!shown(at, value)) {
                return;
            }
            g.setColor(Style.colour(series));
            g.setStroke(new BasicStroke(1.4f));
            if (Double.isFinite(low) && Double.isFinite(high)) {
                double bottom = py(y.log() && !(low > 0) ? y.low() : Math.max(low, y.low()));
                g.draw(new Line2D.Double(px(at), bottom, px(at), py(Math.min(high, y.high()))));
            }
            Style.marker(series).paint(g, px(at), py(value), Style.MARKER_SIZE + 1);
        });
        return this;
    }

    /** A small open mark, as of one seed. */
    PlotPanel dot(double at, double value, int series) {
        marks.add(g -> {
            if (shown(at, value)) {
                g.setColor(Style.colour(series));
                g.setStroke(new BasicStroke(1));
                g.draw(new java.awt.geom.Ellipse2D.Double(px(at) - 2.2, py(value) - 2.2, 4.4, 4.4));
            }
        });
        return this;
    }

    /** A word beside a place. */
    PlotPanel word(String text, double at, double value) {
        marks.add(g -> {
            if (shown(at, value)) {
                g.setColor(Style.INK);
                g.setFont(Style.font(Font.PLAIN, 11));
                int width = g.getFontMetrics().stringWidth(text);
                double left = px(at) + 8 + width > WIDTH - RIGHT ? px(at) - 8 - width : px(at) + 8;
                g.drawString(text, (float) left, (float) py(value) - 5);
            }
        });
        return this;
    }

    /** Draws panels in a row, a legend below them, as PNG and SVG. */
    static void draw(Path png, List<PlotPanel> panels, Legend legend) throws IOException {
        int columns = Math.min(2, panels.size());
        int lines = (panels.size() + columns - 1) / columns;
        int below = legend == null ? 0 : legend.height();
        Style.draw(png, columns * WIDTH, lines * HEIGHT + below, canvas -> {
            for (int i = 0; i < panels.size(); i++) {
                Graphics2D g = (Graphics2D) canvas.create();
                g.translate(i % columns * WIDTH, i / columns * HEIGHT);
                panels.get(i).paint(g);
                g.dispose();
            }
            if (legend != null) {
                Graphics2D g = (Graphics2D) canvas.create();
                g.translate(Legend.INDENT, lines * HEIGHT + 5);
                legend.draw(g);
                g.dispose();
            }
        });
    }

    private void paint(Graphics2D g) {
        grid(g);
        Graphics2D inner = (Graphics2D) g.create();
        inner.clip(new Rectangle2D.Double(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM));
        marks.forEach(mark -> mark.draw(inner));
        inner.dispose();
        g.setColor(Style.INK);
        g.setStroke(new BasicStroke(1));
        g.draw(new Rectangle2D.Double(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM));
        g.setFont(Style.font(Font.BOLD, 14));
        centred(g, title, (LEFT + WIDTH - RIGHT) / 2.0, TOP - 12);
        g.setFont(Style.font(Font.PLAIN, 13));
        centred(g, xTitle, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10);
        Graphics2D turned = (Graphics2D) g.create();
        turned.translate(16, (TOP + HEIGHT - BOTTOM) / 2.0);
        turned.rotate(-Math.PI / 2);
        centred(turned, yTitle, 0, 0);
        turned.dispose();
    }

    private void grid(Graphics2D g) {
        g.setFont(Style.font(Font.PLAIN, 12));
        int room =
                x.given().isEmpty() ? WIDTH : (WIDTH - LEFT - RIGHT) / x.given().size();
        int place = 0;
        for (Scale.Tick tick : x.ticks()) {
            double at = px(tick.value());
            rule(g, !tick.label().isEmpty(), at, TOP, at, HEIGHT - BOTTOM);
            boolean crowded = tick.label().length() * LETTER > room;
            String text = crowded ? Legend.fitting(g, tick.label(), 2 * room - LETTER) : tick.label();
            centred(g, text, at, HEIGHT - BOTTOM + 16 + (crowded && place % 2 == 1 ? 13 : 0));
            place++;
        }
        for (Scale.Tick tick : y.ticks()) {
            double at = py(tick.value());
            rule(g, !tick.label().isEmpty(), LEFT, at, WIDTH - RIGHT, at);
            g.setColor(Style.INK);
            g.drawString(tick.label(), LEFT - 6 - g.getFontMetrics().stringWidth(tick.label()), (float) at + 4);
        }
    }

    private void rule(Graphics2D g, boolean named, double x1, double y1, double x2, double y2) {
        if (named) {
            g.setColor(Style.FAINT);
            g.setStroke(new BasicStroke(1));
            g.draw(new Line2D.Double(x1, y1, x2, y2));
        }
    }

    private static void centred(Graphics2D g, String text, double at, double base) {
        g.setColor(Style.INK);
        g.drawString(text, (float) (at - g.getFontMetrics().stringWidth(text) / 2.0), (float) base);
    }
}
