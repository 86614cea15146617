package org.shearnet.galaxysim.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.render.GoldenStamps;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Moments and PSF-corrected shapes against GalSim's HSM module. */
class HsmTest {

    /** Observed distortion; measured 1.9e-8. */
    private static final double SHAPE = 1e-6;

    /** Relative size; measured 5e-8. */
    private static final double SIZE = 1e-5;

    /** Corrected distortion or shear; measured below 2.5e-7. */
    private static final double CORRECTED = 1e-6;

    private static final int CASES = 82;
    private static final int NOISY = 4;

    private static FitsFile images;
    private static FitsFile noisy;
    private static YamlNode golden;
    private static final Map<String, YamlNode> STAMPS = new HashMap<>();

    @BeforeAll
    static void open() {
        images = new FitsFile(GoldenStamps.FOLDER.resolve("galsim_images.fits.gz"));
        noisy = new FitsFile(GoldenStamps.FOLDER.resolve("hsm_noisy.fits.gz"));
        golden = YamlReader.read(GoldenStamps.FOLDER.resolve("hsm.json"));
        GoldenStamps.cases().forEach(c -> STAMPS.put(c.get("id").text(), c));
    }

    @AfterAll
    static void close() {
        images.close();
        noisy.close();
    }

    static IntStream cases() {
        return IntStream.range(0, CASES);
    }

    static Stream<Integer> noisyCases() {
        return IntStream.range(0, NOISY).boxed();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithGalSim(int number) {
        YamlNode c = golden.get("cases").items().get(number);
        YamlNode stamp = STAMPS.get(c.get("id").text());
        int n = (int) stamp.get("npix").integer();
        double[] image = GoldenStamps.image(images, stamp.get("hdu").text());
        AdaptiveMoments.Result found = AdaptiveMoments.measure(image, n, n);
        check(c.get("am"), found);
        assertThat(found.iterations())
                .isEqualTo((int) c.get("am").get("moments_n_iter").integer());
        if (c.has("shear")) {
            FitsFile.Hdu psf = images.find(stamp.get("psf_hdu").text());
            correct(c.get("shear"), image, null, n, n, GoldenStamps.image(images, psf.name()), psf.axes());
        }
    }

    @ParameterizedTest
    @MethodSource("noisyCases")
    void noiseAndMasksAreTakenAsGalSimDoes(int number) {
        YamlNode c = golden.get("noisy").items().get(number);
        FitsFile.Hdu hdu = noisy.find(c.get("image").text());
        int nx = hdu.axes()[0];
        int ny = hdu.axes()[1];
        double[] image = GoldenStamps.image(noisy, hdu.name());
        double[] weight = GoldenStamps.image(noisy, c.get("weight").text());
        AdaptiveMoments.Options options = AdaptiveMoments.Options.DEFAULT.withGuessSigma(
                c.get("guess_sig").number());
        check(c.get("am"), AdaptiveMoments.measure(image, weight, nx, ny, options));
        FitsFile.Hdu psf = noisy.find(c.get("psf").text());
        correct(c.get("shear"), image, weight, nx, ny, GoldenStamps.image(noisy, psf.name()), psf.axes());
    }

    private static void check(YamlNode expected, AdaptiveMoments.Result found) {
        assertThat(found.ok()).isEqualTo(expected.get("moments_status").integer() == 0);
        assertThat(found.e1()).isCloseTo(expected.get("observed_e1").number(), within(SHAPE));
        assertThat(found.e2()).isCloseTo(expected.get("observed_e2").number(), within(SHAPE));
        double sigma = expected.get("moments_sigma").number();
        assertThat(found.sigma()).isCloseTo(sigma, within(SIZE * sigma));
    }

    private static void correct(
            YamlNode golden, double[] image, double[] weight, int nx, int ny, double[] psf, int[] axes) {
        for (PsfCorrection.Method method : PsfCorrection.Method.values()) {
            YamlNode e = golden.get(method.name());
            PsfCorrection.Result r = PsfCorrection.measure(method, image, weight, nx, ny, psf, axes[0], axes[1]);
            assertThat(r.ok())
                    .as(method.name())
                    .isEqualTo(e.get("correction_status").integer() == 0);
            if (r.ok()) {
                String letter = method == PsfCorrection.Method.KSB ? "g" : "e";
                assertThat(r.e1())
                        .as(method.name())
                        .isCloseTo(e.get("corrected_" + letter + "1").number(), within(CORRECTED));
                assertThat(r.e2())
                        .as(method.name())
                        .isCloseTo(e.get("corrected_" + letter + "2").number(), within(CORRECTED));
                double sigma = e.get("moments_sigma").number();
                assertThat(r.sigma()).as(method.name()).isCloseTo(sigma, within(SIZE * sigma));
                assertThat(r.resolution())
                        .as(method.name())
                        .isCloseTo(e.get("resolution_factor").number(), within(SIZE));
            }
        }
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

    @Test
    void galaxySmallerThanItsPsfIsAFailure() {
        double[] small = GoldenStamps.image(images, "PSF_G50_53_141_PX");
        double[] large = GoldenStamps.image(images, "PSF_G90_53_141_PX");
        for (PsfCorrection.Method method : PsfCorrection.Method.values()) {
            PsfCorrection.Result r = PsfCorrection.measure(method, small, null, 53, 53, large, 53, 53);
            assertThat(r.ok()).isFalse();
            assertThat(r.shear()).isNull();
        }
    }
}
