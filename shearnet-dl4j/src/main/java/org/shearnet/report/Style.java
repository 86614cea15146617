package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.galaxysim.fits.AtomicFile;

/** One look for every figure: fonts, a palette that colour-blind readers tell apart (Okabe and Ito 2008), panels. */
final class Style {

    static final Color INK = new Color(0x222222);
    static final Color FAINT = new Color(0xdddddd);

    private static final Color[] PALETTE = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x7F6000)
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_DOWN,
        SeriesMarkers.CROSS,
        SeriesMarkers.OVAL
    };

    /** Pixels per point: figures are drawn at twice their nominal size, for sharp text. */
    private static final int SCALE = 2;

    private Style() {}

    static Color colour(int series) {
        return PALETTE[series % PALETTE.length];
    }

    static Marker marker(int series) {
        return MARKERS[series % MARKERS.length];
    }

    /** A solid line with markers. */
    static void line(XYSeries series, Color colour, Marker marker) {
        series.setLineColor(colour);
        series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        series.setMarkerColor(colour);
        series.setMarker(marker);
    }

    /** A dashed reference line in ink. */
    static void dashedLine(XYSeries series) {
        series.setLineColor(INK);
        series.setLineStyle(
                new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0));
        series.setMarker(SeriesMarkers.NONE);
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** An empty panel with title and axis titles. */
    static XYChart panel(int width, int height, String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(true)
                .setPlotBorderColor(INK)
                .setChartFontColor(INK)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(font(Font.BOLD, 14))
                .setLegendFont(font(Font.PLAIN, 12))
                .setLegendBorderColor(FAINT)
                .setLegendBackgroundColor(new Color(255, 255, 255, 220))
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setMarkerSize(7)
                .setLocale(Locale.ROOT);
        chart.getStyler()
                .setPlotGridLinesColor(FAINT)
                .setAxisTitleFont(font(Font.PLAIN, 13))
                .setAxisTickLabelsFont(font(Font.PLAIN, 12))
                .setAxisTickMarksColor(INK)
                .setAxisTickLabelsColor(INK);
        return chart;
    }

    /** Writes panels side by side, row after row, as one PNG. */
    static void write(Path file, int columns, List<XYChart> panels) throws IOException {
        int width = panels.get(0).getWidth();
        int height = panels.get(0).getHeight();
        int rows = (panels.size() + columns - 1) / columns;
        draw(file, columns * width, rows * height, canvas -> {
            for (int i = 0; i < panels.size(); i++) {
                Graphics2D g = (Graphics2D) canvas.create(i % columns * width, i / columns * height, width, height);
                panels.get(i).paint(g, width, height);
                g.dispose();
            }
        });
    }

    /** Draws on a white canvas and writes it as a PNG, whole or not at all. */
    static void draw(Path file, int width, int height, java.util.function.Consumer<Graphics2D> drawing)
            throws IOException {
        BufferedImage image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.scale(SCALE, SCALE);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        drawing.accept(g);
        g.dispose();
        AtomicFile.write(file, temporary -> ImageIO.write(image, "png", temporary.toFile()));
    }

    /** A noise level or residual as people write it: {@code 1e-5}, {@code 2.5e-3}. */
    static String scientific(double value) {
        if (value == 0) {
            return "0";
        }
        int exponent = (int) Math.floor(Math.log10(Math.abs(value)) + 1e-12);
        double mantissa = value / Math.pow(10, exponent);
        String digits = String.format(Locale.ROOT, "%.1f", mantissa).replaceFirst("\\.0$", "");
        return digits + "e" + exponent;
    }

    /** A power of ten in print: 10 with a raised exponent. */
    static String powerOfTen(int exponent) {
        String raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        StringBuilder text = new StringBuilder("10");
        for (char c : Integer.toString(exponent).toCharArray()) {
            text.append(c == '-' ? '⁻' : raised.charAt(c - '0'));
        }
        return text.toString();
    }
}
