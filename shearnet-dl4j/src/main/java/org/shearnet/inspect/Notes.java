package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shearnet.net.LayerGeometry;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;

/** The rules by which a network is warned of. */
public final class Notes {

    /** A grid further off the stamp's centre than this (px) sees galaxies lopsidedly. */
    private static final double OFF_CENTRE = 0.25;

    /** Share of a layer's power beyond the Nyquist frequency of the next that is folded back noticeably. */
    private static final double ALIASED = 0.01;

    /** Share of dead maps that is a waste. */
    private static final double DEAD = 0.3;

    /** Share of all parameters in one layer. */
    private static final double TOP_HEAVY = 0.9;

    private Notes() {}

    /**
     * Those of sizes alone.
     *
     * @param galaxyFwhm full width at half maximum of the median galaxy with its PSF (px); NaN where there is none
     */
    public static List<Note> of(LayerSizes sizes, double galaxyFwhm) {
        List<Note> notes = new ArrayList<>();
        LayerGeometry last = null;
        boolean[] off = new boolean[1];
        for (LayerGeometry l : sizes.layers()) {
            if (l.columns().dropped() > 0 || l.rows().dropped() > 0) {
                int dropped = Math.max(l.columns().dropped(), l.rows().dropped());
                notes.add(new Note(
                        "drops a border",
                        l.name(),
                        dropped,
                        "its windows do not reach the last "
                                + (dropped == 1 ? "row and column" : dropped + " rows and columns")
                                + " of what it reads"));
            }
            double offset = Math.max(
                    Math.abs(l.columns().gridOffset()), Math.abs(l.rows().gridOffset()));
            if (offset >= OFF_CENTRE && !off[0]) {
                off[0] = true;
                notes.add(new Note(
                        "off centre",
                        l.name(),
                        l.columns().gridOffset(),
                        String.format(
                                Locale.ROOT,
                                "from here on the maps lie %.3g px off the stamp's centre: a stamp turned by 90 degrees is"
                                        + " not seen as the same galaxy",
                                offset)));
            }
            if (!l.aligned()) {
                notes.add(new Note("misaligned", l.name(), 1, "joins maps that lie on different grids"));
            }
            if (l.parameters() > TOP_HEAVY * sizes.parameters()) {
                notes.add(new Note(
                        "top-heavy",
                        l.name(),
                        (double) l.parameters() / sizes.parameters(),
                        String.format(
                                Locale.ROOT,
                                "holds %.1f %% of all %d parameters",
                                100.0 * l.parameters() / sizes.parameters(),
                                sizes.parameters())));
            }
            double dead = sizes.deadShare().getOrDefault(l.name(), 0.0);
            if (dead > DEAD) {
                notes.add(new Note(
                        l.hasMaps() ? "dead maps" : "dead numbers",
                        l.name(),
                        dead,
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of its %s are zero for every stamp looked at",
                                100 * dead,
                                l.hasMaps() ? "maps" : "numbers")));
            }
            last = l.hasMaps() && !l.kind().equals("input") ? l : last;
        }
        if (last != null && last.columns().field() < galaxyFwhm) {
            notes.add(new Note(
                    "small field",
                    last.name(),
                    last.columns().field(),
                    String.format(
                            Locale.ROOT,
                            "the last maps see %d px, less than the width of the median galaxy, %.1f px",
                            last.columns().field(),
                            galaxyFwhm)));
        }
        return notes;
    }

    /** Those of a specification. */
    public static List<Note> of(Model model) {
        List<Note> notes = new ArrayList<>();
        NetworkSpec spec = model.spec();
        if (!spec.takesPsf()) {
            notes.add(new Note(
                    "no PSF", "", 1, "sees no PSF: it learns that of its training, and nothing corrects another one"));
        }
        if (!spec.corrects() && spec.labelScale() == NetworkSpec.LabelScale.ZSCORE) {
            notes.add(new Note(
                    "answers in units of the scatter",
                    "",
                    1,
                    "answers in units of the scatter of galaxies, not of the noise: an error that is small against the one is"
                            + " large against the other where noise is low"));
        }
        return notes;
    }

    /** Layers that take every second number of maps with power beyond what that can carry. */
    public static List<Note> aliasing(
            List<LayerGeometry> layers, LocalNetwork network, List<LocalNetwork.Point> points) {
        List<Note> notes = new ArrayList<>();
        for (LayerGeometry l : layers) {
            if (l.stride() > 1 && !l.below().isEmpty()) {
                LocalNetwork.Vertex below = network.vertex(l.below().get(0));
                double share = 0;
                for (LocalNetwork.Point point : points) {
                    share += beyond(point.value(below.name()), below.shape(), l.stride()) / points.size();
                }
                if (share > ALIASED) {
                    notes.add(new Note(
                            "aliasing",
                            l.name(),
                            share,
                            String.format(
                                    Locale.ROOT,
                                    "%.1f %% of the power of what it reads lies beyond the Nyquist frequency of its grid"
                                            + " (before its own window smooths)",
                                    100 * share)));
                }
            }
        }
        return notes;
    }

    /** Share of the power of the first copy's maps, means aside, at more than 1/(2 stride) cycles a pixel along an axis. */
    static double beyond(double[] values, Shape shape, int stride) {
        int h = shape.height();
        int w = shape.width();
        double all = 0;
        double far = 0;
        for (int c = 0; c < shape.channels(); c++) {
            double[][] re = new double[h][w];
            double[][] im = new double[h][w];
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    re[y][x] = values[(y * w + x) * shape.channels() + c];
                }
            }
            transform(re, im);
            for (int v = 0; v < h; v++) {
                for (int u = 0; u < w; u++) {
                    if (u + v > 0) {
                        double power = re[v][u] * re[v][u] + im[v][u] * im[v][u];
                        double fx = (double) Math.min(u, w - u) / w;
                        double fy = (double) Math.min(v, h - v) / h;
                        all += power;
                        far += Math.max(fx, fy) > 0.5 / stride ? power : 0;
                    }
                }
            }
        }
        return all > 0 ? far / all : 0;
    }

    /** Fourier transform in place, along rows, then along columns. */
    private static void transform(double[][] re, double[][] im) {
        for (int y = 0; y < re.length; y++) {
            double[][] row = line(re[y], im[y]);
            re[y] = row[0];
            im[y] = row[1];
        }
        for (int x = 0; x < re[0].length; x++) {
            double[] columnRe = new double[re.length];
            double[] columnIm = new double[re.length];
            for (int y = 0; y < re.length; y++) {
                columnRe[y] = re[y][x];
                columnIm[y] = im[y][x];
            }
            double[][] column = line(columnRe, columnIm);
            for (int y = 0; y < re.length; y++) {
                re[y][x] = column[0][y];
                im[y][x] = column[1][y];
            }
        }
    }

    private static double[][] line(double[] re, double[] im) {
        int n = re.length;
        double[][] out = new double[2][n];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double angle = -2 * Math.PI * ((long) k * i % n) / n;
                double cos = Math.cos(angle);
                double sin = Math.sin(angle);
                out[0][k] += re[i] * cos - im[i] * sin;
                out[1][k] += re[i] * sin + im[i] * cos;
            }
        }
        return out;
    }
}
