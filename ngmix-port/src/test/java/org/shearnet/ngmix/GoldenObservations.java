package org.shearnet.ngmix;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** The nine observations a to i of the reference values, each with its PSF and noise image. */
public final class GoldenObservations {
    private static final Map<String, Observation> ALL = read();

    private GoldenObservations() {}

    /** The observation of a letter; read once for all tests. */
    public static Observation named(String letter) {
        return ALL.get(letter);
    }

    private static Map<String, Observation> read() {
        try {
            return readAll();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Observation> readAll() throws Exception {
        Map<String, GoldenFits.Image> images = GoldenFits.images("fit_obs.fits.gz");
        Map<String, Observation> out = new HashMap<>();
        for (String line : GoldenFits.lines("fit_obs.csv")) {
            String[] cell = line.split(",");
            double[] d =
                    Arrays.stream(cell).skip(1).mapToDouble(Double::parseDouble).toArray();
            String upper = cell[0].toUpperCase(java.util.Locale.ROOT);
            int ny = (int) d[0];
            int nx = (int) d[1];
            int py = (int) d[2];
            int px = (int) d[3];
            double[] psfWeight = new double[py * px];
            Arrays.fill(psfWeight, d[16]);
            Observation psf = Observation.of(
                    py,
                    px,
                    images.get(upper + "_PSF").data(),
                    psfWeight,
                    new Jacobian(d[10], d[11], d[12], d[13], d[14], d[15]));
            out.put(
                    cell[0],
                    Observation.of(
                                    ny,
                                    nx,
                                    images.get(upper + "_IM").data(),
                                    images.get(upper + "_WT").data(),
                                    new Jacobian(d[4], d[5], d[6], d[7], d[8], d[9]))
                            .withNoise(images.get(upper + "_NOISE").data())
                            .withPsf(psf));
        }
        return out;
    }
}
