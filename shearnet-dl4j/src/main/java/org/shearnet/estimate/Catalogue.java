package org.shearnet.estimate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.shearnet.galaxysim.fits.FitsTable;

/** Writes estimates as the table CATALOG, flags explained in its header. */
public final class Catalogue {

    private Catalogue() {}

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
            String[] names = {"r11", "r12", "r21", "r22"};
            for (int k = 0; k < names.length; k++) {
                int at = k;
                table.add(names[k], "", column(estimates, e -> e.response() == null ? Double.NaN : e.response()[at]));
            }
        }
        table.header().setAll(provenance);
        new TreeMap<>(flagNames)
                .forEach((bit, name) ->
                        table.header().set("FLAG" + Integer.numberOfTrailingZeros(bit), bit + ": " + name));
        table.write(file, "CATALOG");
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
