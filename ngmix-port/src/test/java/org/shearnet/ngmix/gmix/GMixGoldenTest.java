package org.shearnet.ngmix.gmix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.ngmix.GoldenFits;
import org.shearnet.ngmix.observation.Jacobian;

/** Mixtures and their images against NGMix's. */
class GMixGoldenTest {
    /** Relative; measured worst 5e-16 (tables), 2e-14 of the peak (images). */
    private static final double TABLE = 1e-13;

    private static final double IMAGE = 1e-12;

    private static final Map<String, String[]> ROWS = new HashMap<>();
    private static Map<String, GoldenFits.Image> images;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in = GoldenFits.open("gmix.csv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] cell = line.split(",", -1);
                ROWS.put(cell[0], cell);
            }
        }
        images = GoldenFits.images("gmix_images.fits.gz");
    }

    private static double[] numbers(String cell) {
        return Arrays.stream(cell.split(";")).mapToDouble(Double::parseDouble).toArray();
    }

    private static GMix model(String name, double[] p) {
        return switch (name) {
            case "bd" -> BulgeDisk.BD.mixture(p);
            case "bdf" -> BulgeDisk.BDF.mixture(p);
            case "cm" -> BulgeDisk.mixture(p[2], p[3], p[4], p[5], p[6], p[1], p[0], p[7]);
            case "coellip" -> new Coellip(3).mixture(p);
            case "full" -> GMix.of(p);
            default ->
                MixtureModel.valueOf(name.toUpperCase(java.util.Locale.ROOT)).mixture(p);
        };
    }

    private static void assertSame(GMix mixture, String cell) {
        double[] reference = numbers(cell);
        double[] own = mixture.parameters();
        assertThat(own).hasSameSizeAs(reference);
        for (int i = 0; i < own.length; i++) {
            assertThat(own[i]).isCloseTo(reference[i], within(TABLE * Math.max(1e-3, Math.abs(reference[i]))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gauss", "exp", "dev", "turb", "cm", "bd", "bdf", "coellip", "full"})
    void agreesWithNgmix(String name) {
        String[] row = ROWS.get(name);
        GMix mixture = model(name, numbers(row[1]));
        assertSame(mixture, row[2]);
        GMix psf = GMix.of(numbers(ROWS.get("psf")[2]));
        assertSame(mixture.convolve(psf), row[3]);
        assertSame(mixture.sheared(0.01, 0.03), row[4]);
        double[] image = mixture.convolve(psf).image(24, 21, new Jacobian(11.3, 10.1, 0.25, 0.012, -0.02, 0.27));
        double[] reference = images.get(name.toUpperCase(java.util.Locale.ROOT)).data();
        double peak = Arrays.stream(reference).max().orElseThrow();
        for (int i = 0; i < image.length; i++) {
            assertThat(image[i]).isCloseTo(reference[i], within(IMAGE * peak));
        }
    }

    @Test
    void aThinObliqueGaussianIsTheExponential() {
        double sigma = 0.02;
        GMix thin = MixtureModel.GAUSS.mixture(0.1, -0.2, 0.5, 0.68, 2, 1);
        Jacobian jacobian = Jacobian.centred(31, 33, 0.3);
        double[] image = thin.image(31, 33, jacobian);
        double det = thin.vv(0) * thin.uu(0) - thin.vu(0) * thin.vu(0);
        assertThat(det).isGreaterThan(sigma * sigma);
        for (int y = 0; y < 31; y++) {
            for (int x = 0; x < 33; x++) {
                double dv = jacobian.v(y, x) - 0.1;
                double du = jacobian.u(y, x) + 0.2;
                double chi2 = (thin.uu(0) * dv * dv - 2 * thin.vu(0) * dv * du + thin.vv(0) * du * du) / det;
                double exact = 0.09 * Math.exp(-0.5 * chi2) / (2 * Math.PI * Math.sqrt(det));
                assertThat(image[y * 33 + x]).isCloseTo(exact, within(1e-13));
            }
        }
    }
}
