package org.shearnet.report;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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

    static final BasicStroke DASHED =
            new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0);
    static final BasicStroke DOTTED =
            new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, new float[] {1, 4}, 0);
    static final int MARKER_SIZE = 7;

    static { // else pictures within an SVG go through files in the temporary folder, which a killed process leaves
        // there
        ImageIO.setUseCache(false);
    }

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
    static final int SCALE = 2;

    /** Digits of an SVG that no eye sees: letters are drawn as outlines, which makes many numbers. */
    private static final Pattern DIGITS = Pattern.compile("(\\.\\d{3})\\d+");

    private Style() {}

    static Color colour(int series) {
        return PALETTE[series % PALETTE.length];
    }

    static Marker marker(int series) {
        return MARKERS[(series + series / PALETTE.length) % MARKERS.length];
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
        series.setLineStyle(DASHED);
        series.setMarker(SeriesMarkers.NONE);
    }

    /** A dotted reference line in ink. */
    static void dottedLine(XYSeries series) {
        series.setLineColor(INK);
        series.setLineStyle(DOTTED);
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
                .setMarkerSize(MARKER_SIZE)
                .setLocale(Locale.ROOT);
        chart.getStyler()
                .setPlotGridLinesColor(FAINT)
                .setAxisTitleFont(font(Font.PLAIN, 13))
                .setAxisTickLabelsFont(font(Font.PLAIN, 12))
                .setAxisTickMarksColor(INK)
                .setAxisTickLabelsColor(INK);
        return chart;
    }

    /** Writes panels side by side, row after row, as one picture; null leaves a place empty. */
    static void write(Path png, int columns, List<XYChart> panels) throws IOException {
        int width = panels.get(0).getWidth();
        int height = panels.get(0).getHeight();
        int rows = (panels.size() + columns - 1) / columns;
        draw(png, columns * width, rows * height, canvas -> {
            for (int i = 0; i < panels.size(); i++) {
                if (panels.get(i) == null) {
                    continue;
                }
                Graphics2D g = (Graphics2D) canvas.create();
                g.translate(i % columns * width, i / columns * height);
                g.clipRect(0, 0, width, height);
                panels.get(i).paint(g, width, height);
                g.dispose();
            }
        });
    }

    /** Draws on a white canvas and writes it as a PNG and, beside it, as an SVG, each whole or not at all. */
    static void draw(Path png, int width, int height, Consumer<Graphics2D> drawing) throws IOException {
        BufferedImage image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.scale(SCALE, SCALE);
        paint(g, width, height, drawing);
        AtomicFile.write(png, temporary -> ImageIO.write(image, "png", temporary.toFile()));
        VectorGraphics2D vector = new VectorGraphics2D();
        paint(vector, width, height, drawing);
        Document svg = new SVGProcessor().getDocument(vector.getCommands(), new PageSize(width, height));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        svg.writeTo(out);
        String text = DIGITS.matcher(out.toString(StandardCharsets.UTF_8)).replaceAll("$1");
        AtomicFile.write(svg(png), temporary -> Files.writeString(temporary, text));
    }

    private static void paint(Graphics2D g, int width, int height, Consumer<Graphics2D> drawing) {
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        drawing.accept(g);
        g.dispose();
    }

    /** The SVG beside a PNG. */
    static Path svg(Path png) {
        return png.resolveSibling(png.getFileName().toString().replaceFirst("\\.png$", "") + ".svg");
    }
}
