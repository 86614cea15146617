package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.benchmark.Requirement;
import org.shearnet.benchmark.RingBias;

/**
 * Small biases against their requirements: a labelled row for each case, in it a dot with its error bar for each
 * component, on an axis that is linear within LSST's line and logarithmic beyond it.
 */
final class DotPlot {

    static final int TOP = 46;
    static final int BOTTOM = 42;
    private static final double DOT = 7;
    private static final Color LSST_BAND = new Color(0xcfe8dc);
    private static final Color EUCLID_BAND = new Color(0xeaf5f0);

    private final String title;
    private final SymlogAxis axis;
    private final double euclid;
    private final boolean lines;
    private final List<Dot> dots = new ArrayList<>();

    /**
     * One value.
     *
     * @param row which row
     * @param offset place within it, 0 at its top, 1 at its bottom
     * @param value the bias
     * @param error its standard error
     * @param colour of the estimator
     * @param filled g1 is filled, g2 is open
     */
    private record Dot(int row, double offset, double value, double error, Color colour, boolean filled) {}

    private DotPlot(String title, double core, double euclid, boolean lines) {
        this.title = title;
        this.axis = new SymlogAxis(core);
        this.euclid = euclid;
        this.lines = lines;
    }

    /** For multiplicative biases. */
    static DotPlot ofM(String title) {
        return new DotPlot(title, Requirement.LSST.m(), Requirement.EUCLID.m(), true);
    }

    /** For additive biases. */
    static DotPlot ofC(String title) {
        return new DotPlot(title, Requirement.LSST.c(), Requirement.EUCLID.c(), true);
    }

    /** For PSF leakage, linear within one per cent; surveys set it no line of its own. */
    static DotPlot ofAlpha(String title) {
        return new DotPlot(title, 1e-2, Double.NaN, false);
    }

    /** Adds both components of a bias where they are known. */
    void add(int row, double offset, RingBias.Value first, RingBias.Value second, Color colour) {
        if (Double.isFinite(first.value())) {
            dots.add(new Dot(row, offset, first.value(), first.error(), colour, true));
        }
        if (Double.isFinite(second.value())) {
            dots.add(new Dot(row, offset, second.value(), second.error(), colour, false));
        }
    }

    /** Draws at the origin of {@code g}: {@link #TOP} for the title, the rows, {@link #BOTTOM} for the axis. */
    void draw(Graphics2D g, int width, int rowHeight, int rows) {
        int height = rows * rowHeight;
        double half = half();
        g.translate(0, TOP);
        if (lines) {
            band(g, width, height, half, euclid, EUCLID_BAND);
            band(g, width, height, half, axis.core(), LSST_BAND);
        }
        g.setStroke(new BasicStroke(1));
        for (int row = 0; row <= rows; row++) {
            g.setColor(Style.FAINT);
            g.draw(new Line2D.Double(0, row * rowHeight, width, row * rowHeight));
        }
        ticks(g, width, height, half);
        if (lines) {
            line(g, width, height, half, axis.core());
            line(g, width, height, half, -axis.core());
        }
        g.setColor(Style.INK);
        g.setStroke(new BasicStroke(1));
        g.draw(new Line2D.Double(width / 2.0, 0, width / 2.0, height));
        g.draw(new Rectangle2D.Double(0, 0, width, height));
        g.setFont(Style.font(Font.BOLD, 14));
        centred(g, title, width / 2.0, 18 - TOP);
        if (lines) {
            g.setFont(Style.font(Font.PLAIN, 12));
            centred(
                    g,
                    "shaded: LSST ±" + Numbers.scientific(axis.core()) + ", Euclid ±" + Numbers.scientific(euclid),
                    width / 2.0,
                    -8);
        }
        dots.forEach(dot -> draw(g, width, rowHeight, half, dot));
    }

    /** Half width of the axis: at least one decade beyond the line, and all dots inside. */
    private double half() {
        return Math.ceil(dots.stream()
                        .mapToDouble(d -> axis.position(Math.abs(d.value) + (d.error > 0 ? d.error : 0)))
                        .reduce(2, Math::max)
                + 0.05);
    }

    private double x(double value, int width, double half) {
        double position = Math.max(-half, Math.min(half, axis.position(value)));
        return width / 2.0 * (1 + position / half);
    }

    private void band(Graphics2D g, int width, int height, double half, double edge, Color colour) {
        double left = x(-edge, width, half);
        g.setColor(colour);
        g.fill(new Rectangle2D.Double(left, 0, width - 2 * left, height));
    }

    private void line(Graphics2D g, int width, int height, double half, double value) {
        g.setColor(Style.INK);
        g.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 4}, 0));
        double at = x(value, width, half);
        g.draw(new Line2D.Double(at, 0, at, height));
    }

    private void ticks(Graphics2D g, int width, int height, double half) {
        g.setFont(Style.font(Font.PLAIN, 12));
        int step = half > 3 ? 2 : 1;
        for (int position = (int) -half; position <= half; position++) {
            double at = width / 2.0 * (1 + position / half);
            g.setColor(Style.INK);
            g.draw(new Line2D.Double(at, height, at, height + 4));
            if ((Math.abs(position) - 1) % step == 0 || position == 0) {
                centred(g, axis.label(position), at, height + 18);
            }
        }
    }

    private void draw(Graphics2D g, int width, int rowHeight, double half, Dot dot) {
        double y = dot.row * rowHeight + dot.offset * rowHeight + (dot.filled ? -DOT / 2 : DOT / 2);
        double at = x(dot.value, width, half);
        g.setColor(dot.colour);
        g.setStroke(new BasicStroke(1.6f));
        if (dot.error > 0) {
            g.draw(new Line2D.Double(
                    x(dot.value - dot.error, width, half), y, x(dot.value + dot.error, width, half), y));
        }
        Ellipse2D mark = new Ellipse2D.Double(at - DOT / 2, y - DOT / 2, DOT, DOT);
        g.setColor(dot.filled ? dot.colour : Color.WHITE);
        g.fill(mark);
        g.setColor(dot.colour);
        g.draw(mark);
    }

    static void centred(Graphics2D g, String text, double x, double y) {
        g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
    }
}
