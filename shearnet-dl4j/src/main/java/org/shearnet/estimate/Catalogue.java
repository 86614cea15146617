package org.shearnet.estimate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.ngmix.metacal.MetacalType;

/** Writes estimates as the table CATALOG, flags explained in its header. */
public final class Catalogue {

    private static final String[] RESPONSE = {"r11", "r12", "r21", "r22"};

    /** What is kept of each sheared image, under its name and the image's: g1_1p, ... */
    private static final Map<String, ToDoubleFunction<ShapeEstimate>> OF_IMAGES = new LinkedHashMap<>();

    static {
        OF_IMAGES.put("g1", ShapeEstimate::g1);
        OF_IMAGES.put("g2", ShapeEstimate::g2);
        OF_IMAGES.put("T", ShapeEstimate::size);
        OF_IMAGES.put("flux", ShapeEstimate::flux);
        OF_IMAGES.put("s2n", ShapeEstimate::s2n);
    }

    private Catalogue() {}

    private static ShapeEstimate image(ShapeEstimate estimate, MetacalType type) {
        return estimate.metacal() == null ? null : estimate.metacal().images().get(type);
    }

    /**
     * Writes a catalogue, whole or not at all.
     *
     * @param ids identity of each stamp
     * @param flagNames meaning of each flag bit
     * @param provenance cards for the header
     */
    public static void write(
            Path file,
            long[] ids,
            ShapeEstimate[] estimates,
            Map<Integer, String> flagNames,
            Map<String, String> provenance)
            throws IOException {
        FitsTable table = new FitsTable()
                .add("id", "", ids)
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
                .add("psf_T", "arcsec2", column(estimates, ShapeEstimate::psfSize));
        if (Arrays.stream(estimates).anyMatch(e -> e.response() != null)) {
            for (int k = 0; k < RESPONSE.length; k++) {
                int at = k;
                table.add(
                        RESPONSE[k], "", column(estimates, e -> e.response() == null ? Double.NaN : e.response()[at]));
            }
        }
        for (MetacalType type : MetacalType.values()) {
            if (type != MetacalType.NOSHEAR && Arrays.stream(estimates).anyMatch(e -> image(e, type) != null)) {
                OF_IMAGES.forEach((name, value) -> table.add(
                        name + "_" + type.label(),
                        name.equals("T") ? "arcsec2" : name.equals("flux") ? "ct" : "",
                        column(
                                estimates,
                                e -> image(e, type) == null ? Double.NaN : value.applyAsDouble(image(e, type)))));
            }
        }
        table.header().setAll(provenance);
        new TreeMap<>(flagNames)
                .forEach((bit, name) ->
                        table.header().set("FLAG" + Integer.numberOfTrailingZeros(bit), bit + ": " + name));
        table.write(file, "CATALOG");
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
        ShapeEstimate[] estimates = new ShapeEstimate[table.rows()];
        for (int i = 0; i < estimates.length; i++) {
            estimates[i] = new ShapeEstimate(
                    (int) c[0][i],
                    c[1][i],
                    c[2][i],
                    c[3][i],
                    c[4][i],
                    covariance[4 * i + 1],
                    c[5][i],
                    c[6][i],
                    c[7][i],
                    c[8][i],
                    c[9][i],
                    c[10][i],
                    c[11][i],
                    c[12][i],
                    c[13][i],
                    c[14][i],
                    response == null || c[0][i] != 0
                            ? null
                            : new MetacalShapes(
                                    new double[] {response[0][i], response[1][i], response[2][i], response[3][i]},
                                    Map.of()));
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
