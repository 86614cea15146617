package org.shearnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.GalaxyTruth;
import org.shearnet.benchmark.Sample;
import org.shearnet.estimate.ShapeEstimate;

/** A few stamps with the ellipses of truth and estimates drawn on them, and the numbers beneath. */
final class SampleFigure {

    private static final int SIDE = 250;
    private static final int GAP = 24;
    private static final int COLUMNS = 4;
    private static final int LINE = 17;
    private static final int LABEL = 96;

    private final BenchmarkResult result;
    private final int rows;

    SampleFigure(BenchmarkResult result) {
        this.result = result;
        this.rows = (result.samples().size() + COLUMNS - 1) / COLUMNS;
    }

    void draw(Path file) throws IOException {
        int cellHeight = 2 * LINE + SIDE + LINE * (result.methods().size() + 2) + GAP;
        Style.draw(file, COLUMNS * (SIDE + GAP) + GAP, rows * cellHeight + GAP, g -> {
            List<BenchmarkResult.SampleStamp> samples = result.samples();
            for (int i = 0; i < samples.size(); i++) {
                Graphics2D cell = (Graphics2D) g.create();
                cell.translate(GAP + i % COLUMNS * (SIDE + GAP), GAP + i / COLUMNS * cellHeight);
                cell(cell, samples.get(i));
                cell.dispose();
            }
        });
    }

    private void cell(Graphics2D g, BenchmarkResult.SampleStamp stamp) {
        GalaxyTruth truth = result.truths().get(stamp.galaxy());
        double noise = result.noiseSigma()[stamp.level()];
        g.setColor(Style.INK);
        g.setFont(Style.font(Font.BOLD, 13));
        g.drawString("noise " + Numbers.scientific(noise) + ", S/N " + Math.round(truth.s2n() / noise), 0, LINE - 5);
        g.translate(0, LINE);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(picture(stamp), 0, 0, SIDE, SIDE, null);
        java.awt.Shape clip = g.getClip();
        g.clipRect(0, 0, SIDE, SIDE);
        ellipse(g, stamp, truth.g1(), truth.g2(), truth.sigma(), Color.WHITE, 3.2f, null, 0);
        for (int m = 0; m < result.methods().size(); m++) {
            ShapeEstimate answer = result.methods().get(m).estimates()[stamp.level()][stamp.galaxy()];
            if (answer.ok()) {
                float[] dash = {5, 5f * Math.max(1, result.methods().size() - 1)};
                ellipse(g, stamp, answer.g1(), answer.g2(), answer.intrinsicSigma(), Style.colour(m), 2f, dash, 5f * m);
            }
        }
        g.setClip(clip);
        g.setFont(Style.font(Font.PLAIN, 12));
        g.translate(0, SIDE + LINE);
        line(g, 0, "truth", truth.g1(), truth.g2(), Style.INK);
        for (int m = 0; m < result.methods().size(); m++) {
            BenchmarkResult.Method method = result.methods().get(m);
            ShapeEstimate answer = method.estimates()[stamp.level()][stamp.galaxy()];
            if (answer.ok()) {
                line(g, m + 1, method.label(), answer.g1(), answer.g2(), Style.colour(m));
            } else {
                g.setColor(Style.colour(m));
                g.setFont(Style.font(Font.BOLD, 12));
                g.drawString(Legend.fitting(g, method.label(), LABEL), 0, (m + 1) * LINE);
                g.setColor(Style.INK);
                g.setFont(Style.font(Font.PLAIN, 12));
                g.drawString("flagged", SIDE - g.getFontMetrics().stringWidth("flagged"), (m + 1) * LINE);
            }
        }
    }

    private static void line(Graphics2D g, int row, String label, double g1, double g2, Color colour) {
        g.setColor(colour);
        g.setFont(Style.font(Font.BOLD, 12));
        g.drawString(Legend.fitting(g, label, LABEL), 0, row * LINE);
        g.setColor(Style.INK);
        g.setFont(Style.font(Font.PLAIN, 12));
        String numbers =
                String.format(Locale.ROOT, "g1 %+.4f  g2 %+.4f", g1, g2).replace('-', '−');
        g.drawString(numbers, SIDE - g.getFontMetrics().stringWidth(numbers), row * LINE);
    }

    /** The ellipse at two intrinsic sigma; y of the image points up, y of the screen down. */
    private static void ellipse(
            Graphics2D g,
            BenchmarkResult.SampleStamp stamp,
            double g1,
            double g2,
            double sigma,
            Color colour,
            float width,
            float[] dash,
            float phase) {
        double modulus = Math.hypot(g1, g2);
        if (!(modulus < 1) || !(sigma > 0)) {
            return;
        }
        double unit = 2 * sigma / stamp.pixelScale() * SIDE / stamp.nx();
        double a = unit * Math.sqrt((1 + modulus) / (1 - modulus));
        double b = unit * Math.sqrt((1 - modulus) / (1 + modulus));
        AffineTransform place = AffineTransform.getTranslateInstance(SIDE / 2.0, SIDE / 2.0);
        place.rotate(-Math.atan2(g2, g1) / 2);
        g.setColor(colour);
        g.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, phase));
        g.draw(place.createTransformedShape(new Ellipse2D.Double(-a, -b, 2 * a, 2 * b)));
    }

    /** The stamp in grey, asinh-stretched from the noise to the peak, row 0 at the bottom. */
    private static BufferedImage picture(BenchmarkResult.SampleStamp stamp) {
        Sample pixels = new Sample(stamp.image());
        double floor = Math.max(pixels.nmad(), pixels.quantile(1) * 1e-3);
        double low = asinh(pixels.quantile(0.01) / floor);
        double high = asinh(pixels.quantile(1) / floor);
        BufferedImage image = new BufferedImage(stamp.nx(), stamp.ny(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < stamp.ny(); y++) {
            for (int x = 0; x < stamp.nx(); x++) {
                double value = asinh(stamp.image()[y * stamp.nx() + x] / floor);
                int grey = (int) Math.round(200 * Math.max(0, Math.min(1, (value - low) / (high - low))));
                image.getRaster().setSample(x, stamp.ny() - 1 - y, 0, grey);
            }
        }
        return image;
    }

    private static double asinh(double x) {
        return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
    }
}
