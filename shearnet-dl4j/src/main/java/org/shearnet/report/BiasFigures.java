package org.shearnet.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.benchmark.BenchmarkResult;
import org.shearnet.benchmark.RingBias;
import org.shearnet.benchmark.RingStudy;

/** The figures of matched pairs at one noise level: all rings, thirds of them, and broken assumptions. */
final class BiasFigures {

    private static final int PANEL = 430;
    private static final int GAP = 40;
    private static final int LABELS = 190;
    private static final int DOT_ROW = 19;
    private static final int LEAST_ROW = 34;

    private final List<BenchmarkResult.Method> methods;
    private final int level;

    /** Of the ring level of that position. */
    BiasFigures(BenchmarkResult result, int level) {
        this.methods = result.methods();
        this.level = level;
    }

    /** m, c and alpha of every estimator, a row each; galaxies well inside the stamp. */
    void calibration(Path png) throws IOException {
        DotPlot m = DotPlot.ofM("multiplicative bias m");
        DotPlot c = DotPlot.ofC("additive bias c");
        DotPlot alpha = DotPlot.ofAlpha("PSF leakage α");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < methods.size(); i++) {
            RingBias bias = study(i).inStamp();
            rows.add(methods.get(i).label());
            m.add(i, 0.5, bias.m1(), bias.m2(), Style.colour(i));
            c.add(i, 0.5, bias.c1(), bias.c2(), Style.colour(i));
            alpha.add(i, 0.5, bias.alpha1(), bias.alpha2(), Style.colour(i));
        }
        draw(png, rows, LEAST_ROW, false, List.of(m, c, alpha));
    }

    /** m and c in thirds of the rings, a row each, a colour an estimator. */
    void bins(Path png) throws IOException {
        DotPlot m = DotPlot.ofM("multiplicative bias m");
        DotPlot c = DotPlot.ofC("additive bias c");
        List<String> rows = study(0).bins().stream()
                .map(b -> b.property() + " " + Numbers.number(b.low()) + "–" + Numbers.number(b.high()))
                .toList();
        for (int i = 0; i < methods.size(); i++) {
            List<RingStudy.Bin> bins = study(i).bins();
            for (int row = 0; row < rows.size(); row++) {
                RingBias bias = bins.get(row).bias();
                m.add(row, offset(i), bias.m1(), bias.m2(), Style.colour(i));
                c.add(row, offset(i), bias.c1(), bias.c2(), Style.colour(i));
            }
        }
        draw(png, rows, rowHeight(), true, List.of(m, c));
    }

    /** What each broken assumption changes in m and c, a row each, a colour an estimator. */
    void broken(Path png) throws IOException {
        DotPlot m = DotPlot.ofM("change of m");
        DotPlot c = DotPlot.ofC("change of c");
        List<String> rows =
                study(0).broken().stream().map(b -> b.condition().words()).toList();
        for (int i = 0; i < methods.size(); i++) {
            List<RingStudy.Broken> broken = study(i).broken();
            for (int row = 0; row < rows.size(); row++) {
                RingBias shift = broken.get(row).shift();
                m.add(row, offset(i), shift.m1(), shift.m2(), Style.colour(i));
                c.add(row, offset(i), shift.c1(), shift.c2(), Style.colour(i));
            }
        }
        draw(png, rows, rowHeight(), true, List.of(m, c));
    }

    private RingStudy study(int method) {
        return methods.get(method).rings().get(level);
    }

    private double offset(int method) {
        return (method + 0.5) / methods.size();
    }

    private int rowHeight() {
        return Math.max(LEAST_ROW, DOT_ROW * methods.size());
    }

    private void draw(Path png, List<String> rows, int rowHeight, boolean withMethods, List<DotPlot> panels)
            throws IOException {
        int panel = panels.size() > 2 ? PANEL * 2 / 3 : PANEL;
        int width = LABELS + panels.size() * (panel + GAP) + GAP;
        Legend legend = new Legend(width - LABELS)
                .add("component 1", Legend.Mark.FILLED)
                .add("component 2", Legend.Mark.OPEN);
        for (int i = 0; withMethods && i < methods.size(); i++) {
            legend.add(methods.get(i).label(), i, Legend.Mark.FILLED);
        }
        int height = DotPlot.TOP + rows.size() * rowHeight + DotPlot.BOTTOM + legend.height();
        Style.draw(png, width, height, g -> {
            g.setColor(Style.INK);
            g.setFont(Style.font(Font.PLAIN, 13));
            for (int row = 0; row < rows.size(); row++) {
                String label = Legend.fitting(g, rows.get(row), LABELS - 20);
                g.drawString(
                        label,
                        LABELS - 10 - g.getFontMetrics().stringWidth(label),
                        DotPlot.TOP + row * rowHeight + rowHeight / 2 + 5);
            }
            for (int i = 0; i < panels.size(); i++) {
                Graphics2D own = (Graphics2D) g.create();
                own.translate(LABELS + i * (panel + GAP), 0);
                panels.get(i).draw(own, panel, rowHeight, rows.size());
                own.dispose();
            }
            Graphics2D below = (Graphics2D) g.create();
            below.translate(LABELS, DotPlot.TOP + rows.size() * rowHeight + DotPlot.BOTTOM + 4);
            legend.draw(below);
            below.dispose();
        });
    }
}
