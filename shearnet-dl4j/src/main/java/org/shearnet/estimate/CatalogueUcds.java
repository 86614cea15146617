package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.galaxysim.fits.FitsTable;

/** What the columns of a catalogue are in the words of the IVOA (UCD1+, version 1.5). */
final class CatalogueUcds {

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("id", "meta.id;meta.main"),
            Map.entry("flags", "meta.code.qual"),
            Map.entry("g1", "src.ellipticity"),
            Map.entry("g2", "src.ellipticity"),
            Map.entry("g", "src.ellipticity"),
            Map.entry("T", "phys.angArea"),
            Map.entry("flux", "phot.count"),
            Map.entry("s2n", "stat.snr"),
            Map.entry("row", "pos.cartesian.y;instr.pixel"),
            Map.entry("col", "pos.cartesian.x;instr.pixel"),
            Map.entry("psf_g1", "src.ellipticity;instr.det.psf"),
            Map.entry("psf_g2", "src.ellipticity;instr.det.psf"),
            Map.entry("psf_T", "phys.angArea;instr.det.psf"),
            Map.entry("chi2_dof", "stat.fit.chi2"),
            Map.entry("fracdev", "src.morph.param"),
            Map.entry("weight", "stat.weight"),
            Map.entry("why", "meta.note"));

    private CatalogueUcds() {}

    /**
     * Describes a catalogue's own columns.
     *
     * @param handed columns that are handed on to it, which are what they are
     */
    static void describe(FitsTable table, FitsTable handed) {
        table.columns().forEach(column -> {
            boolean own = !handed.has(column.name()) || column.name().equals("id");
            String ucd = own ? of(column.name()) : "";
            if (!ucd.isEmpty()) {
                table.describe(column.name(), ucd);
            }
        });
    }

    /** The word for a column; empty for one that is none of a catalogue's own. */
    static String of(String name) {
        if (name.matches("w?r[12][12]")) {
            return "stat.param";
        }
        String plain = name.replaceFirst("^last_", "").replaceFirst("_([12][pm](_psf)?)$", "");
        if (plain.endsWith("_cov")) {
            return "stat.covariance;src.ellipticity";
        }
        boolean error = plain.endsWith("_err") || plain.endsWith("_spread");
        String word = WORDS.getOrDefault(plain.replaceFirst("_(err|spread)$", ""), "");
        return word.isEmpty() || !error ? word : "stat.error;" + word;
    }
}
