package org.shearnet.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.config.Csv;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.net.LayerGeometry;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.engine.Shape;

/**
 * Sizes, fields and costs of a network's layers.
 *
 * @param stamp shape of the stamps
 * @param layers in the order of computation, inputs first
 * @param fields effective fields by layer; none where no stamp was looked at
 * @param deadShare share of a layer's maps that are zero for all stamps looked at; none where none was
 */
public record LayerSizes(
        Shape stamp, List<LayerGeometry> layers, Map<String, EffectiveField> fields, Map<String, Double> deadShare) {

    /** Maps of a layer whose effective field is looked at, and stamps at which. */
    private static final int MAPS = 4;

    private static final int POINTS = 2;

    /** Memory of a number of the activations (bytes). */
    private static final int FLOAT = Float.BYTES;

    public LayerSizes {
        layers = List.copyOf(layers);
        fields = Map.copyOf(fields);
        deadShare = Map.copyOf(deadShare);
    }

    /** Sizes alone. */
    public static LayerSizes of(List<LayerGeometry> layers, Shape stamp) {
        return new LayerSizes(stamp, layers, Map.of(), Map.of());
    }

    /** With effective fields and dead maps at some stamps. */
    public static LayerSizes of(List<LayerGeometry> layers, LocalNetwork network, List<LocalNetwork.Point> points) {
        Map<String, EffectiveField> fields = new LinkedHashMap<>();
        Map<String, Double> dead = new LinkedHashMap<>();
        Shape stamp = network.model().stamp();
        List<LocalNetwork.Point> few = points.subList(0, Math.min(POINTS, points.size()));
        for (LocalNetwork.Vertex vertex : network.vertices()) {
            if (vertex.below().isEmpty()) {
                continue;
            }
            if (vertex.copies() == 1) {
                fields.put(vertex.name(), EffectiveField.of(few, vertex, MAPS, stamp));
            }
            dead.put(vertex.name(), deadShare(points, vertex));
        }
        return new LayerSizes(stamp, layers, fields, dead);
    }

    private static double deadShare(List<LocalNetwork.Point> points, LocalNetwork.Vertex vertex) {
        int channels = vertex.shape().channels();
        boolean[] alive = new boolean[channels];
        for (LocalNetwork.Point point : points) {
            double[] values = point.value(vertex.name());
            for (int i = 0; i < values.length; i++) {
                alive[i % channels] |= values[i] != 0;
            }
        }
        int dead = 0;
        for (boolean one : alive) {
            dead += one ? 0 : 1;
        }
        return (double) dead / channels;
    }

    /** All parameters. */
    public long parameters() {
        return layers.stream().mapToLong(LayerGeometry::parameters).sum();
    }

    /** Multiplications and additions of a stamp (millions). */
    public double mflop() {
        return 1e-6 * layers.stream().mapToLong(LayerGeometry::flops).sum();
    }

    /** Memory of all activations of a stamp (KiB). */
    public double activationKib() {
        return layers.stream()
                .filter(l -> !l.kind().equals("input"))
                .mapToDouble(LayerSizes::activationKib)
                .sum();
    }

    /** Memory of a layer's numbers (KiB). */
    public static double activationKib(LayerGeometry layer) {
        return (double) FLOAT * layer.numbers() / 1024;
    }

    /** Writes {@code layers.csv}. */
    public void csv(Path file) throws IOException {
        StringBuilder text =
                new StringBuilder("name,kind,kernel,stride,dilation,padding,height,width,channels,numbers,jump,field,"
                        + "start,grid_offset,dropped,parameters,mflop,activation_kib,erf_x,erf_y,dead_share,jump_y,field_y,start_y,"
                        + "grid_offset_y,dropped_y,aligned,below\n");
        for (LayerGeometry l : layers) {
            EffectiveField field = fields.getOrDefault(l.name(), EffectiveField.UNKNOWN);
            List<String> cells = new ArrayList<>(List.of(
                    l.name(),
                    l.kind(),
                    Integer.toString(l.kernel()),
                    Integer.toString(l.stride()),
                    Integer.toString(l.dilation()),
                    l.padding(),
                    Integer.toString(l.output().height()),
                    Integer.toString(l.output().width()),
                    Integer.toString(l.output().channels()),
                    Integer.toString(l.numbers())));
            axis(cells, l, l.columns(), stamp.width());
            cells.addAll(List.of(
                    Long.toString(l.parameters()),
                    Csv.number(1e-6 * l.flops()),
                    Csv.number(activationKib(l)),
                    Csv.number(field.x()),
                    Csv.number(field.y()),
                    Csv.number(deadShare.getOrDefault(l.name(), Double.NaN))));
            axis(cells, l, l.rows(), stamp.height());
            cells.add(Boolean.toString(l.aligned()));
            cells.add(String.join(" ", l.below()));
            text.append(String.join(",", cells)).append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** A vector lies nowhere. */
    private static void axis(List<String> cells, LayerGeometry layer, LayerGeometry.Axis axis, int side) {
        boolean maps = layer.hasMaps();
        cells.add(Csv.number(maps ? axis.jump() : Double.NaN));
        cells.add(Integer.toString(maps ? axis.field() : Math.min(axis.field(), side)));
        cells.add(Csv.number(maps ? axis.start() : Double.NaN));
        cells.add(Csv.number(maps ? axis.gridOffset() : Double.NaN));
        cells.add(Integer.toString(axis.dropped()));
    }

    /** As text columns for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                ROW,
                "layer",
                "shape",
                "jump",
                "field",
                "offset",
                "dropped",
                "parameters",
                "MFLOP",
                "KiB"));
        for (LayerGeometry l : layers) {
            LayerGeometry.Axis x = l.columns();
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    l.name(),
                    l.output(),
                    l.hasMaps() ? plain(x.jump()) : "",
                    l.hasMaps() ? x.field() : Math.min(x.field(), stamp.width()),
                    l.hasMaps() ? plain(x.gridOffset()) : "",
                    x.dropped(),
                    l.parameters(),
                    String.format(Locale.ROOT, "%.3f", 1e-6 * l.flops()),
                    String.format(Locale.ROOT, "%.1f", activationKib(l))));
        }
        return text
                + String.format(
                        Locale.ROOT,
                        ROW,
                        "in all",
                        "",
                        "",
                        "",
                        "",
                        "",
                        parameters(),
                        String.format(Locale.ROOT, "%.3f", mflop()),
                        String.format(Locale.ROOT, "%.1f", activationKib()));
    }

    private static final String ROW = "%-20s %14s %6s %6s %7s %8s %12s %10s %9s%n";

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
