package org.shearnet.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.pdf.PDFProcessor;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.shearnet.galaxysim.fits.AtomicFile;

/**
 * Figures for print: the width of one or two columns of a journal (3.4 and 7.1 inches), letters of 8 points, as PDF and SVG.
 * Colours are those of Okabe and Ito (2008) in an order in which neighbours differ in lightness, too, and every line has a marker
 * of its own.
 *
 * <p>Longer than other classes: panels, clouds and their legend share one set of lengths.
 */
public final class ColumnFigures {

    /** Points beyond which a cloud is drawn as a picture within the figure. */
    public static final int MOST_POINTS = 5_000;

    private static final double POINT = 25.4 / 72; // mm
    private static final int COLUMN = 245; // points: 3.4 inches
    private static final int PAGE = 511; // points: 7.1 inches
    private static final int HEIGHT = 180;
    private static final int LETTERS = 8; // points
    private static final int ROW = 11; // points of a row of the legend
    private static final int KEY = 22; // points of a line's sample in the legend
    private static final int GAP = 12; // points between entries of the legend
    private static final int FEW = 5; // names of places that stand upright
    private static final double ROOM = 1.6; // factor between values and the end of a logarithmic axis
    private static final double SLANT = Math.PI / 5;
    private static final int RASTER = 8; // pixels a point: 576 a inch

    private static final Color[] PALETTE = {
        new Color(0x0072B2),
        new Color(0xE69F00),
        new Color(0xD55E00),
        new Color(0x56B4E9),
        new Color(0x000000),
        new Color(0xCC79A7),
        new Color(0x7F6000)
    };

    /**
     * A line of a figure.
     *
     * @param label in the legend
     * @param x abscissae
     * @param y ordinates; those that are not finite are left out
     * @param error standard errors of y, or null
     */
    public record Line(String label, double[] x, double[] y, double[] error) {}

    /**
     * A panel.
     *
     * @param title above it; empty for none
     * @param xTitle with the unit
     * @param yTitle with the unit
     * @param logX whether the axis is logarithmic
     * @param logY whether the axis is logarithmic
     * @param reference dashed horizontal line at a value; NaN for none
     * @param ticks names of the places 0, 1, 2, ... of the x axis; empty for numbers
     */
    public record Panel(
            String title,
            String xTitle,
            String yTitle,
            boolean logX,
            boolean logY,
            double reference,
            List<String> ticks,
            List<Line> lines) {}

    /** A cloud of points with the line of equal values. */
    public record Cloud(String title, String xTitle, String yTitle, double[] x, double[] y) {}

    private final Path folder;

    /** Figures of a folder. */
    public ColumnFigures(Path folder) {
        this.folder = folder;
    }

    /** Colour of a line, by its place. */
    static Color colour(int place) {
        return PALETTE[place % PALETTE.length];
    }

    /** Number of colours that differ. */
    static int colours() {
        return PALETTE.length;
    }

    /**
     * Draws panels side by side with one legend below.
     *
     * @return names of the files
     */
    public List<String> panels(String name, List<Panel> panels) throws IOException {
        int width = panels.size() == 1 ? COLUMN : PAGE;
        int each = width / panels.size();
        Map<String, Integer> places = new LinkedHashMap<>();
        panels.forEach(p -> p.lines().forEach(line -> places.putIfAbsent(line.label(), places.size())));
        List<List<String>> legend = rows(places, width);
        int height = HEIGHT + legend.size() * ROW + ROW / 2;
        return write(name, width, height, g -> {
            for (int i = 0; i < panels.size(); i++) {
                // moved back by hand: the vector graphics do not return from a context within a context
                g.translate(i * each, 0);
                draw(g, panels.get(i), places, each);
                g.translate(-i * each, 0);
            }
            legend(g, legend, places);
        });
    }

    /** Draws a cloud; as a picture within the figure where it has many points. */
    public List<String> cloud(String name, Cloud cloud) throws IOException {
        double most = Math.max(
                Arrays.stream(cloud.x()).map(Math::abs).max().orElse(1),
                Arrays.stream(cloud.y())
                        .map(Math::abs)
                        .filter(v -> v <= 1)
                        .max()
                        .orElse(1));
        double end = Math.ceil(most * 10) / 10;
        XYChart chart = panel(COLUMN, cloud.title(), cloud.xTitle(), cloud.yTitle());
        chart.getStyler().setXAxisMin(-end).setXAxisMax(end).setYAxisMin(-end).setYAxisMax(end);
        chart.getStyler().setXAxisDecimalPattern("0.0").setYAxisDecimalPattern("0.0");
        boolean many = cloud.x().length > MOST_POINTS;
        int side = HEIGHT + 40;
        XYSeries points = chart.addSeries("galaxies", cloud.x(), cloud.y());
        points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        points.setMarker(SeriesMarkers.CIRCLE);
        points.setMarkerColor(new Color(0x0072B2));
        chart.getStyler().setMarkerSize(2);
        XYSeries equal = chart.addSeries("equal", new double[] {-end, end}, new double[] {-end, end});
        dashed(equal);
        return write(name, COLUMN, side, g -> {
            if (many) {
                BufferedImage image = new BufferedImage(COLUMN * RASTER, side * RASTER, BufferedImage.TYPE_INT_RGB);
                Graphics2D raster = image.createGraphics();
                raster.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
                raster.scale(RASTER, RASTER);
                raster.setColor(Color.WHITE);
                raster.fillRect(0, 0, COLUMN, side);
                chart.paint(raster, COLUMN, side);
                raster.dispose();
                g.drawImage(image, 0, 0, COLUMN, side, null);
            } else {
                chart.paint(g, COLUMN, side);
            }
        });
    }

    private static XYChart panel(int width, String title, String xTitle, String yTitle) {
        XYChart chart = Style.panel(width, HEIGHT, title, xTitle, yTitle);
        Font plain = Style.font(Font.PLAIN, LETTERS);
        chart.getStyler().setLegendVisible(false).setChartTitleFont(Style.font(Font.BOLD, LETTERS));
        chart.getStyler()
                .setChartTitleVisible(!title.isEmpty())
                .setChartPadding(3)
                .setMarkerSize(5);
        chart.getStyler().setAxisTitleFont(plain).setAxisTickLabelsFont(plain).setAxisTickPadding(2);
        chart.getStyler().setXAxisTickMarkSpacingHint(40).setYAxisTickMarkSpacingHint(24);
        chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.3f)).setAxisTickMarksStroke(new BasicStroke(0.6f));
        chart.getStyler().setErrorBarsColorSeriesColor(true);
        return chart;
    }

    private static XYChart chart(Panel panel, Map<String, Integer> places, int width) {
        XYChart chart = panel(width, panel.title(), panel.xTitle(), panel.yTitle());
        chart.getStyler().setXAxisLogarithmic(panel.logX()).setYAxisLogarithmic(panel.logY());
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Line line : panel.lines()) {
            int[] known = known(panel, line);
            if (known.length == 0) {
                continue;
            }
            // by number: a label may be that of the reference line
            String name = places.get(line.label()) + ": " + line.label();
            double[] y = pick(line.y(), known);
            double[] error = line.error() == null ? null : pick(line.error(), known);
            XYSeries series = error == null
                    ? chart.addSeries(name, pick(line.x(), known), y)
                    : chart.addSeries(name, pick(line.x(), known), y, bars(panel, y, error));
            int place = places.get(line.label());
            Style.line(series, colour(place), Style.marker(place));
            series.setLineStyle(new BasicStroke(1f));
            least = Math.min(least, Arrays.stream(y).min().orElseThrow());
            most = Math.max(most, Arrays.stream(y).max().orElseThrow());
        }
        if (Double.isFinite(panel.reference())) {
            least = Math.min(least, panel.reference());
            most = Math.max(most, panel.reference());
        }
        if (panel.logY() && most > 0) {
            chart.getStyler().setYAxisMin(least / ROOM).setYAxisMax(most * ROOM);
            chart.getStyler().setYAxisLogarithmicDecadeOnly(true);
            chart.getStyler().setYAxisTickLabelsFormattingFunction(Figures::decade);
        }
        if (panel.logX()) {
            chart.getStyler().setXAxisLogarithmicDecadeOnly(true);
            chart.getStyler().setXAxisTickLabelsFormattingFunction(Figures::decade);
        }
        if (!panel.ticks().isEmpty()) {
            List<String> ticks = panel.ticks();
            chart.getStyler().setXAxisMin(-0.5).setXAxisMax(ticks.size() - 0.5).setXAxisTicksVisible(false);
        }
        double[] ends = ends(panel);
        if (Double.isFinite(panel.reference()) && ends != null) {
            Style.dashedLine(chart.addSeries("reference", ends, new double[] {panel.reference(), panel.reference()}));
        }
        return chart;
    }

    /** Draws a panel; names of places stand below the axis, aslant where there are many. */
    private static void draw(Graphics2D g, Panel panel, Map<String, Integer> places, int width) {
        XYChart chart = chart(panel, places, width);
        if (panel.ticks().isEmpty()) {
            chart.paint(g, width, HEIGHT);
            return;
        }
        boolean slanted = panel.ticks().size() > FEW;
        int room = slanted ? 3 * LETTERS + 2 * ROW : 2 * ROW;
        chart.setXAxisTitle("");
        chart.paint(g, width, HEIGHT - room);
        g.setFont(Style.font(Font.PLAIN, LETTERS));
        g.setColor(Style.INK);
        for (int i = 0; i < panel.ticks().size(); i++) {
            String name = panel.ticks().get(i);
            double x = chart.getScreenXFromChart(i);
            int letters = g.getFontMetrics().stringWidth(name);
            int y = HEIGHT - room + LETTERS;
            if (slanted) {
                g.rotate(-SLANT, x, y);
                g.drawString(name, (float) (x - letters), y);
                g.rotate(SLANT, x, y);
            } else {
                g.drawString(name, (float) (x - letters / 2.0), y);
            }
        }
        double middle = chart.getScreenXFromChart((panel.ticks().size() - 1) / 2.0);
        int title = g.getFontMetrics().stringWidth(panel.xTitle());
        g.drawString(panel.xTitle(), (int) (middle - title / 2.0), HEIGHT - 2);
    }

    private static void dashed(XYSeries series) {
        Style.dashedLine(series);
        series.setLineStyle(
                new BasicStroke(0.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4, 3}, 0));
    }

    /** Error bars that end within a logarithmic axis. */
    private static double[] bars(Panel panel, double[] y, double[] error) {
        double[] bars = error.clone();
        for (int i = 0; i < bars.length; i++) {
            bars[i] = Double.isFinite(bars[i]) ? bars[i] : 0;
            if (panel.logY()) {
                bars[i] = Math.min(bars[i], 0.9 * y[i]);
            }
        }
        return bars;
    }

    private static int[] known(Panel panel, Line line) {
        return IntStream.range(0, line.x().length)
                .filter(i -> Double.isFinite(line.x()[i])
                        && Double.isFinite(line.y()[i])
                        && (!panel.logY() || line.y()[i] > 0)
                        && (!panel.logX() || line.x()[i] > 0))
                .toArray();
    }

    private static double[] pick(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
    }

    private static double[] ends(Panel panel) {
        if (!panel.ticks().isEmpty()) {
            return new double[] {-0.5, panel.ticks().size() - 0.5};
        }
        double[] all = panel.lines().stream()
                .flatMapToDouble(line -> Arrays.stream(line.x()))
                .filter(Double::isFinite)
                .toArray();
        return all.length == 0
                ? null
                : new double[] {
                    Arrays.stream(all).min().orElseThrow(),
                    Arrays.stream(all).max().orElseThrow()
                };
    }

    /** Labels in rows that fit. */
    private static List<List<String>> rows(Map<String, Integer> places, int width) {
        List<List<String>> rows = new ArrayList<>();
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        g.setFont(Style.font(Font.PLAIN, LETTERS));
        int used = width;
        for (String label : places.keySet()) {
            int takes = KEY + GAP + g.getFontMetrics().stringWidth(label);
            if (rows.isEmpty() || used + takes > width) {
                rows.add(new ArrayList<>());
                used = GAP;
            }
            rows.get(rows.size() - 1).add(label);
            used += takes;
        }
        g.dispose();
        return places.size() < 2 ? List.of() : rows;
    }

    private static void legend(Graphics2D g, List<List<String>> rows, Map<String, Integer> places) {
        g.setFont(Style.font(Font.PLAIN, LETTERS));
        int y = HEIGHT + ROW - 2;
        for (List<String> row : rows) {
            int x = GAP;
            for (String label : row) {
                int place = places.get(label);
                g.setColor(colour(place));
                g.setStroke(new BasicStroke(1f));
                g.drawLine(x, y - 3, x + KEY - 4, y - 3);
                Style.marker(place).paint(g, x + (KEY - 4) / 2.0, y - 3, 5);
                g.setColor(Style.INK);
                g.drawString(label, x + KEY, y);
                x += KEY + GAP + g.getFontMetrics().stringWidth(label);
            }
            y += ROW;
        }
    }

    private List<String> write(String name, int width, int height, Consumer<Graphics2D> drawing) throws IOException {
        VectorGraphics2D vector = new VectorGraphics2D();
        vector.scale(POINT, POINT);
        vector.setColor(Color.WHITE);
        vector.fillRect(0, 0, width, height);
        drawing.accept(vector);
        PageSize page = new PageSize(width * POINT, height * POINT);
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        new PDFProcessor().getDocument(vector.getCommands(), page).writeTo(pdf);
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        new SVGProcessor().getDocument(vector.getCommands(), page).writeTo(svg);
        AtomicFile.write(folder.resolve(name + ".pdf"), file -> Files.write(file, pdf.toByteArray()));
        AtomicFile.write(folder.resolve(name + ".svg"), file -> Files.write(file, svg.toByteArray()));
        return List.of(name + ".pdf", name + ".svg");
    }
}
