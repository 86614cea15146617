package org.shearnet.galaxysim.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.render.GoldenStamps;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

class HsmTest {

    /** Observed distortion; measured 1.9e-8. */
    private static final double SHAPE = 1e-6;

    /** Relative size; measured 5e-8. */
    private static final double SIZE = 1e-5;

    /** Corrected distortion of BJ; measured 3.9e-7. */
    private static final double BJ_SHAPE = 1e-6;

    /** Corrected distortion of REGAUSS, whose residual HSM cuts off at a few sigma; measured 1.5e-4. */
    private static final double REGAUSS_SHAPE = 3e-4;

    @Test
    void agreesWithGalSim() {
        YamlNode golden = YamlReader.read(GoldenStamps.FOLDER.resolve("hsm.json"));
        Map<String, YamlNode> stamps = new HashMap<>();
        GoldenStamps.cases().forEach(c -> stamps.put(c.get("id").text(), c));
        int corrected = 0;
        try (FitsFile file = new FitsFile(GoldenStamps.FOLDER.resolve("galsim_images.fits.gz"))) {
            for (YamlNode c : golden.get("cases").items()) {
                YamlNode stamp = stamps.get(c.get("id").text());
                int n = (int) stamp.get("npix").integer();
                double[] image = GoldenStamps.image(file, stamp.get("hdu").text());
                YamlNode expected = c.get("am");
                AdaptiveMoments.Result found = AdaptiveMoments.measure(image, n, n);
                assertThat(found.ok()).isEqualTo(expected.get("moments_status").integer() == 0);
                assertThat(found.e1()).isCloseTo(expected.get("observed_e1").number(), within(SHAPE));
                assertThat(found.e2()).isCloseTo(expected.get("observed_e2").number(), within(SHAPE));
                double sigma = expected.get("moments_sigma").number();
                assertThat(found.sigma()).isCloseTo(sigma, within(SIZE * sigma));
                assertThat(found.iterations())
                        .isEqualTo((int) expected.get("moments_n_iter").integer());
                if (c.has("shear")) {
                    FitsFile.Hdu psf = file.find(stamp.get("psf_hdu").text());
                    double[] psfImage = GoldenStamps.image(file, psf.name());
                    for (PsfCorrection.Method method : PsfCorrection.Method.values()) {
                        YamlNode e = c.get("shear").get(method.name());
                        PsfCorrection.Result r = PsfCorrection.measure(
                                method, image, null, n, n, psfImage, psf.axes()[0], psf.axes()[1]);
                        assertThat(r.ok()).isEqualTo(e.get("correction_status").integer() == 0);
                        if (r.ok()) {
                            double limit = method == PsfCorrection.Method.BJ ? BJ_SHAPE : REGAUSS_SHAPE;
                            assertThat(r.e1()).isCloseTo(e.get("corrected_e1").number(), within(limit));
                            assertThat(r.e2()).isCloseTo(e.get("corrected_e2").number(), within(limit));
                            corrected++;
                        }
                    }
                }
            }
        }
        assertThat(corrected).isGreaterThan(100);
    }

    @Test
    void failuresAreFlagged() {
        double[] empty = new double[20 * 20];
        assertThat(AdaptiveMoments.measure(empty, 20, 20).status()).isEqualTo(AdaptiveMoments.Status.NO_FLUX);
        double[] image = new double[20 * 20];
        java.util.Arrays.fill(image, Double.NaN);
        assertThat(AdaptiveMoments.measure(image, 20, 20).ok()).isFalse();
        double[] point = new double[20 * 20];
        point[210] = 1;
        assertThat(AdaptiveMoments.measure(point, 20, 20).ok()).isFalse();
        assertThat(AdaptiveMoments.measure(point, empty, 20, 20, AdaptiveMoments.Options.DEFAULT)
                        .status())
                .isEqualTo(AdaptiveMoments.Status.NO_FLUX);
    }
}
