package org.shearnet.estimate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.shearnet.estimate.ShapeEstimate.Light;
import org.shearnet.estimate.ShapeEstimate.PsfShape;
import org.shearnet.estimate.ShapeEstimate.Shape;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableWriter;
import org.shearnet.galaxysim.fits.TableWriter;
import org.shearnet.ngmix.metacal.MetacalType;

/**
 * The table CATALOG of estimates, written batch by batch, flags explained in its header.
 *
 * <p>Longer than other classes: what is written and what is read stand side by side.
 */
public final class Catalogue implements AutoCloseable {

    /** Name of its table. */
    public static final String NAME = "CATALOG";

    private static final String ID = "id";
    private static final String[] RESPONSE = {"r11", "r12", "r21", "r22"};
    private static final String[] SPREAD = {"g1_spread", "g2_spread"};
    private static final String WEIGHT = "weight";
    private static final String[] WEIGHTED = {"wr11", "wr12", "wr21", "wr22"};

    /** Width of the column that says why a stamp failed (characters). */
    private static final int WHY_WIDTH = 80;

    /** What is kept of each sheared image, under its name and the image's: g1_1p, ... */
    static final Map<String, ToDoubleFunction<ShapeEstimate>> OF_IMAGES = new LinkedHashMap<>();

    /** What is kept of the last numbers of a stamp that failed, under its name after {@code last_}. */
    private static final Map<String, ToDoubleFunction<ShapeEstimate>> OF_FAILED = new LinkedHashMap<>();

    static {
        OF_IMAGES.put("g1", ShapeEstimate::g1);
        OF_IMAGES.put("g2", ShapeEstimate::g2);
        OF_IMAGES.put("T", ShapeEstimate::size);
        OF_IMAGES.put("flux", ShapeEstimate::flux);
        OF_IMAGES.put("s2n", ShapeEstimate::s2n);
        OF_FAILED.putAll(OF_IMAGES);
        OF_FAILED.put("row", ShapeEstimate::row);
        OF_FAILED.put("col", ShapeEstimate::col);
        OF_FAILED.put("chi2_dof", ShapeEstimate::chi2PerDof);
    }

    /**
     * Which columns a catalogue has beside the usual ones.
     *
     * @param response whether the response r11 ... r22 of metacalibration
     * @param images the images of metacalibration whose numbers are kept
     * @param fracDev whether the bulge's share of the flux
     * @param weights whether weights in a mean shear, and the response of weight times shape
     * @param spreads whether the part of the errors by the scatter of an ensemble or of dropout
     * @param failed whether the last numbers of stamps that failed, and why they did
     */
    public record Columns(
            boolean response,
            List<MetacalType> images,
            boolean fracDev,
            boolean weights,
            boolean spreads,
            boolean failed) {

        /** The usual columns alone. */
        public static final Columns USUAL = new Columns(false, List.of(), false, false, false, false);

        /** Those that an image of metacalibration has by itself. */
        Columns plain() {
            return new Columns(false, List.of(), fracDev, false, spreads, failed);
        }

        /** The columns that a benchmark keeps of some estimates. */
        public static Columns of(ShapeEstimate[] estimates) {
            return new Columns(
                    Arrays.stream(estimates).anyMatch(e -> e.response() != null),
                    List.of(),
                    false,
                    Arrays.stream(estimates).anyMatch(e -> e.weight() != null),
                    Arrays.stream(estimates).anyMatch(e -> e.spread() != null),
                    false);
        }
    }

    private final TableWriter writer;
    private final boolean tables;
    private final Columns columns;
    private final Map<Integer, String> flagNames;
    private final Map<String, String> provenance;

    /**
     * Begins a catalogue; it appears whole or not at all.
     *
     * @param rows number of stamps
     * @param flagNames meaning of each flag bit
     * @param provenance cards for the header
     */
    public Catalogue(
            Path file, long rows, Columns columns, Map<Integer, String> flagNames, Map<String, String> provenance)
            throws IOException {
        this(new FitsTableWriter(file, NAME, rows), columns, false, flagNames, provenance);
    }

    /**
     * Begins a catalogue in any format.
     *
     * @param tables whether it has a row for each image of metacalibration, told apart by the column {@link MetacalTables#SHEAR}
     */
    public Catalogue(
            TableWriter writer,
            Columns columns,
            boolean tables,
            Map<Integer, String> flagNames,
            Map<String, String> provenance) {
        this.writer = writer;
        this.tables = tables;
        this.columns = columns;
        this.flagNames = new TreeMap<>(flagNames);
        this.provenance = provenance;
    }

    /** Whether a catalogue has a column of this name by itself, so that one of the input must take another. */
    public boolean isOwn(String name) {
        FitsTable none = new FitsTable().add(ID, "", new long[0]);
        return tables && name.equalsIgnoreCase(MetacalTables.SHEAR)
                || table(none, new ShapeEstimate[0], columns, flagNames).find(name) != null;
    }

    /**
     * Appends a batch.
     *
     * @param objects the identity {@code id} of each stamp first, then columns that are handed on
     */
    public void append(FitsTable objects, ShapeEstimate[] estimates) throws IOException {
        FitsTable table = tables
                ? MetacalTables.of(
                        objects, estimates, columns.images(), (o, e) -> table(o, e, columns.plain(), flagNames))
                : table(objects, estimates, columns, flagNames);
        CatalogueUcds.describe(table, objects);
        if (tables) {
            table.header().set(MetacalTables.CARD, String.join(",", MetacalTables.names(columns.images())));
        }
        table.header().setAll(provenance);
        flagNames.forEach(
                (bit, name) -> table.header().set("FLAG" + Integer.numberOfTrailingZeros(bit), bit + ": " + name));
        writer.append(table);
    }

    /** Completes the catalogue. */
    public void commit() throws IOException {
        writer.commit();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** Writes a catalogue of numbered stamps in one go. */
    public static void write(
            Path file, ShapeEstimate[] estimates, Map<Integer, String> flagNames, Map<String, String> provenance)
            throws IOException {
        try (Catalogue catalogue =
                new Catalogue(file, estimates.length, Columns.of(estimates), flagNames, provenance)) {
            long[] ids = LongStream.range(0, estimates.length).toArray();
            catalogue.append(new FitsTable().add(ID, "", ids), estimates);
            catalogue.commit();
        }
    }

    private static FitsTable table(
            FitsTable objects, ShapeEstimate[] estimates, Columns columns, Map<Integer, String> flagNames) {
        int n = estimates.length;
        FitsTable table = new FitsTable()
                .add(objects, ID, ID, 0, n)
                .add(
                        "flags",
                        "",
                        Arrays.stream(estimates).mapToInt(ShapeEstimate::flags).toArray())
                .add("g1", "", column(estimates, ShapeEstimate::g1))
                .add("g2", "", column(estimates, ShapeEstimate::g2))
                .add("g1_err", "", column(estimates, ShapeEstimate::g1Err))
                .add("g2_err", "", column(estimates, ShapeEstimate::g2Err))
                .add("g_cov", "", List.of(2, 2), covariances(estimates))
                .add("T", "arcsec2", column(estimates, ShapeEstimate::size))
                .add("T_err", "arcsec2", column(estimates, ShapeEstimate::sizeErr))
                .add("flux", "ct", column(estimates, ShapeEstimate::flux))
                .add("flux_err", "ct", column(estimates, ShapeEstimate::fluxErr))
                .add("s2n", "", column(estimates, ShapeEstimate::s2n))
                .add("row", "pix", column(estimates, ShapeEstimate::row))
                .add("col", "pix", column(estimates, ShapeEstimate::col))
                .add("psf_g1", "", column(estimates, ShapeEstimate::psfG1))
                .add("psf_g2", "", column(estimates, ShapeEstimate::psfG2))
                .add("psf_T", "arcsec2", column(estimates, ShapeEstimate::psfSize))
                .add("chi2_dof", "", column(estimates, ShapeEstimate::chi2PerDof));
        if (columns.fracDev()) {
            table.add("fracdev", "", column(estimates, ShapeEstimate::fracDev));
        }
        for (int k = 0; columns.response() && k < RESPONSE.length; k++) {
            int at = k;
            table.add(RESPONSE[k], "", column(estimates, e -> e.response() == null ? Double.NaN : e.response()[at]));
        }
        if (columns.weights()) {
            table.add(
                    WEIGHT,
                    "",
                    column(
                            estimates,
                            e -> e.weight() == null ? Double.NaN : e.weight().value()));
            for (int k = 0; k < WEIGHTED.length; k++) {
                int at = k;
                table.add(
                        WEIGHTED[k],
                        "",
                        column(
                                estimates,
                                e -> e.weight() == null
                                        ? Double.NaN
                                        : e.weight().response()[at]));
            }
        }
        if (columns.spreads()) {
            table.add(
                    SPREAD[0],
                    "",
                    column(
                            estimates,
                            e -> e.spread() == null ? Double.NaN : e.spread().g1()));
            table.add(
                    SPREAD[1],
                    "",
                    column(
                            estimates,
                            e -> e.spread() == null ? Double.NaN : e.spread().g2()));
        }
        for (MetacalType type : columns.images()) {
            OF_IMAGES.forEach((name, value) -> table.add(
                    name + "_" + type.label(), unit(name), column(estimates, e -> of(image(e, type), value))));
        }
        if (columns.failed()) {
            OF_FAILED.forEach((name, value) ->
                    table.add("last_" + name, unit(name), column(estimates, e -> of(e.last(), value))));
            table.add(
                    "why",
                    WHY_WIDTH,
                    Arrays.stream(estimates).map(e -> why(e.flags(), flagNames)).toArray(String[]::new));
        }
        for (FitsTable.Column kept : objects.columns()) {
            if (!kept.name().equals(ID)) {
                table.add(objects, kept.name(), kept.name(), 0, n);
            }
        }
        return table;
    }

    private static String unit(String name) {
        return switch (name) {
            case "T" -> "arcsec2";
            case "flux" -> "ct";
            case "row", "col" -> "pix";
            default -> "";
        };
    }

    private static double of(ShapeEstimate estimate, ToDoubleFunction<ShapeEstimate> value) {
        return estimate == null ? Double.NaN : value.applyAsDouble(estimate);
    }

    private static ShapeEstimate image(ShapeEstimate estimate, MetacalType type) {
        return estimate.metacal() == null ? null : estimate.metacal().images().get(type);
    }

    private static String why(int flags, Map<Integer, String> flagNames) {
        return flagNames.entrySet().stream()
                .filter(flag -> (flag.getKey() & flags) != 0)
                .map(flag -> flag.getValue().replaceFirst(" .*", ""))
                .collect(java.util.stream.Collectors.joining("|"));
    }

    /** The estimates of a catalogue, without those of metacalibration's single images. */
    public static ShapeEstimate[] read(FitsTable table) {
        String[] names = {
            "flags",
            "g1",
            "g2",
            "g1_err",
            "g2_err",
            "T",
            "T_err",
            "flux",
            "flux_err",
            "s2n",
            "row",
            "col",
            "psf_g1",
            "psf_g2",
            "psf_T"
        };
        double[][] c = Arrays.stream(names).map(table::doubles).toArray(double[][]::new);
        double[] covariance = table.doubles("g_cov");
        double[][] response = table.has(RESPONSE[0])
                ? Arrays.stream(RESPONSE).map(table::doubles).toArray(double[][]::new)
                : null;
        double[] weight = table.has(WEIGHT) ? table.doubles(WEIGHT) : null;
        double[][] weighted = weight == null
                ? null
                : Arrays.stream(WEIGHTED).map(table::doubles).toArray(double[][]::new);
        double[][] spread =
                table.has(SPREAD[0]) ? Arrays.stream(SPREAD).map(table::doubles).toArray(double[][]::new) : null;
        ShapeEstimate[] estimates = new ShapeEstimate[table.rows()];
        for (int i = 0; i < estimates.length; i++) {
            ShapeEstimate.Metacal metacal = response == null || c[0][i] != 0
                    ? null
                    : new ShapeEstimate.Metacal(
                            new double[] {response[0][i], response[1][i], response[2][i], response[3][i]},
                            Map.of(),
                            weight == null
                                    ? null
                                    : new ShapeEstimate.Weight(weight[i], new double[] {
                                        weighted[0][i], weighted[1][i], weighted[2][i], weighted[3][i]
                                    }));
            estimates[i] = ShapeEstimate.of(
                            new Shape(c[1][i], c[2][i], c[3][i], c[4][i], covariance[4 * i + 1]),
                            new Light(c[5][i], c[6][i], c[7][i], c[8][i], c[9][i]))
                    .withFlags((int) c[0][i])
                    .at(c[10][i], c[11][i])
                    .withPsf(new PsfShape(c[12][i], c[13][i], c[14][i]))
                    .withMetacal(metacal)
                    .withSpread(
                            spread == null || Double.isNaN(spread[0][i])
                                    ? null
                                    : new ShapeEstimate.Spread(spread[0][i], spread[1][i]));
        }
        return estimates;
    }

    private static double[] column(ShapeEstimate[] estimates, ToDoubleFunction<ShapeEstimate> value) {
        return Arrays.stream(estimates).mapToDouble(value).toArray();
    }

    private static double[] covariances(ShapeEstimate[] estimates) {
        return Arrays.stream(estimates)
                .flatMapToDouble(e -> java.util.stream.DoubleStream.of(
                        e.g1Err() * e.g1Err(), e.gCov(), e.gCov(), e.g2Err() * e.g2Err()))
                .toArray();
    }
}
