package org.shearnet.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.shearnet.galaxysim.fits.AtomicFile;

/** Writes the tables of an inspection. */
public final class InspectFiles {

    private InspectFiles() {}

    /** {@code kept.csv}. */
    public static void kept(Path file, List<Kept> all) throws IOException {
        StringBuilder text =
                new StringBuilder("layer,galaxy,noise_sigma,format,method,kept,kept_x,kept_y,kept_g1,kept_g2,"
                        + "kept_size,kept_flux,active,rank\n");
        for (Kept kept : all) {
            text.append(kept.layer()).append(',').append(kept.galaxy()).append(',');
            text.append(number(kept.noiseSigma()))
                    .append(',')
                    .append(kept.format().key());
            text.append(',').append(kept.exact() ? "exact" : "at_least");
            for (double share : kept.kept()) {
                text.append(',').append(number(share));
            }
            text.append(',').append(kept.active()).append(',');
            text.append(kept.rank() == 0 ? "" : kept.rank()).append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    /** {@code probes.csv}. */
    public static void probes(Path file, double noiseSigma, List<Probe> all) throws IOException {
        StringBuilder text = new StringBuilder(
                "layer,reader,noise_sigma,galaxies,numbers,read,rmse,bits,rmse_of_half,converged,shuffled_r2\n");
        for (Probe probe : all) {
            text.append(probe.layer())
                    .append(',')
                    .append(probe.reader())
                    .append(',')
                    .append(number(noiseSigma));
            text.append(',').append(probe.galaxies()).append(',').append(probe.numbers());
            text.append(',').append(probe.read()).append(',').append(number(probe.rmse()));
            text.append(',').append(number(probe.bits())).append(',').append(number(probe.rmseOfHalf()));
            text.append(',').append(probe.converged()).append(',').append(number(probe.shuffledR2()));
            text.append('\n');
        }
        AtomicFile.write(file, temporary -> Files.writeString(temporary, text));
    }

    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.9g", value) : "";
    }
}
