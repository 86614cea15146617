package org.shearnet.ngmix.metacal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.GoldenFits;
import org.shearnet.ngmix.GoldenObservations;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Metacalibration against NGMix's images and responses. */
class MetacalGoldenTest {
    /** Of the peak; measured worst 2e-7 (gauss), 3e-6 (a general WCS), 2e-5 (fitgauss, fixed noise). */
    private static final double IMAGE = 5e-6;

    private static final double FITTED_TARGET = 3e-5;
    /**
     * Of the peak: dilating a PSF whose image is mostly noise near the Nyquist frequency multiplies noise by the inverse
     * of noise, and what comes out depends on the last digit; measured 1.4e-3 under noise of 3.7e-2.
     */
    private static final double DILATED_NOISE = 5e-3;
    /** Measured 1.2e-4 at most. */
    private static final double RESPONSE = 5e-4;

    private static Map<String, GoldenFits.Image> images;

    @BeforeAll
    static void read() throws Exception {
        images = GoldenFits.images("metacal_images.fits.gz");
    }

    static List<String> cases() throws Exception {
        return GoldenFits.lines("metacal_images.csv");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void imagesAgree(String line) {
        String[] cell = line.split(",");
        TargetPsf target = switch (cell[1]) {
            case "gauss" -> new TargetPsf.Gauss();
            case "azgauss" -> new TargetPsf.AzimuthalGauss();
            case "fitgauss" -> new TargetPsf.FitGauss();
            case "dilate" -> new TargetPsf.Dilate();
            default -> new TargetPsf.Analytic(0.75 / 2.3548200450309493, 1);
        };
        MetacalType type = switch (cell[3]) {
            case "noshear" -> MetacalType.NOSHEAR;
            case "1p" -> MetacalType.P1;
            case "2p" -> MetacalType.P2;
            default -> MetacalType.P1_PSF;
        };
        boolean fixNoise = cell[2].equals("1");
        MetacalImages maker = new MetacalImages(new MetacalOptions(target, 0.01, fixNoise, List.of(type)));
        double[] image = maker.make(GoldenObservations.named(cell[0])).get(0).image();
        double[] reference = images.get(cell[4]).data();
        double limit = switch (cell[1]) {
            case "fitgauss" -> FITTED_TARGET;
            case "dilate" -> cell[0].equals("i") ? IMAGE : DILATED_NOISE;
            default -> IMAGE;
        };
        double peak = Arrays.stream(reference).max().orElseThrow();
        for (int i = 0; i < image.length; i++) {
            assertThat(image[i]).isCloseTo(reference[i], within(limit * peak));
        }
        double sigma = Double.parseDouble(cell[5]);
        if (!Double.isNaN(sigma)) {
            assertThat(maker.targetSigma() / sigma).isCloseTo(1, within(1e-5));
        }
    }

    private static List<Observation> stamps() throws Exception {
        Map<String, GoldenFits.Image> file = GoldenFits.images("mcal10.fits.gz");
        Jacobian jacobian = Jacobian.centred(48, 48, 0.2);
        Observation psf = Observation.ofNoise(48, 48, file.get("PSF").data(), 1e-6, jacobian);
        Observation[] out = new Observation[file.get("WEIGHT").data().length];
        for (int i = 0; i < out.length; i++) {
            double[] image = Arrays.copyOfRange(file.get("IMAGE").data(), i * 2304, (i + 1) * 2304);
            double[] noise = Arrays.copyOfRange(file.get("NOISE").data(), i * 2304, (i + 1) * 2304);
            double sigma = 1 / Math.sqrt(file.get("WEIGHT").data()[i]);
            out[i] = Observation.ofNoise(48, 48, image, sigma, jacobian)
                    .withNoise(noise)
                    .withPsf(psf);
        }
        return List.of(out);
    }

    @Test
    void responsesAgree() throws Exception {
        List<Map<String, Double>> reference = GoldenFits.csv("mcal10.metacal.csv");
        List<Observation> stamps = stamps();
        Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
        for (int i = 0; i < stamps.size(); i++) {
            MetacalResult r = metacal.measure(stamps.get(i));
            Map<String, Double> ref = reference.get(i);
            assertThat(Flag.names(r.flags())).isEqualTo("OK");
            assertThat(r.noshear().g1()).isCloseTo(ref.get("g1"), within(RESPONSE));
            assertThat(r.noshear().g2()).isCloseTo(ref.get("g2"), within(RESPONSE));
            assertThat(r.r11()).isCloseTo(ref.get("r11"), within(RESPONSE));
            assertThat(r.r12()).isCloseTo(ref.get("r12"), within(RESPONSE));
            assertThat(r.r21()).isCloseTo(ref.get("r21"), within(RESPONSE));
            assertThat(r.r22()).isCloseTo(ref.get("r22"), within(RESPONSE));
        }
    }

    @Test
    void aMaskedPixelDoesNotMoveTheResponse() throws Exception {
        Observation clean = stamps().get(0);
        double[] image = clean.image().clone();
        double[] weight = clean.weight().clone();
        for (int pixel : new int[] {22 * 48 + 25, 30 * 48 + 20, 5 * 48 + 40}) {
            image[pixel] = Double.NaN;
            weight[pixel] = 0;
        }
        Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
        MetacalResult whole = metacal.measure(clean);
        MetacalResult masked = metacal.measure(clean.withImage(image).withWeight(weight));
        assertThat(Flag.names(masked.flags())).isEqualTo("OK");
        // measured 5e-3; unfilled pixels give responses of order 1 and beyond
        assertThat(masked.r11()).isCloseTo(whole.r11(), within(0.03));
        assertThat(masked.r22()).isCloseTo(whole.r22(), within(0.03));
    }

    @Test
    void badDataIsFlagged() throws Exception {
        Observation clean = stamps().get(0);
        Metacalibrator metacal = new Metacalibrator(MetacalOptions.defaults(), MixtureOptions.defaults());
        double[] bad = clean.image().clone();
        bad[100] = Double.NaN;
        assertThat(Flag.BAD_PIXELS.in(metacal.measure(clean.withImage(bad)).flags()))
                .isTrue();
        Observation zeroPsf = Observation.ofNoise(48, 48, new double[2304], 1, clean.jacobian());
        MetacalResult r = metacal.measure(clean.withPsf(zeroPsf));
        assertThat(Flag.PSF_FAILED.in(r.flags())).isTrue();
        assertThat(r.r11()).isNaN();
        assertThat(metacal.measure(clean.withWeight(new double[2304])).isGood()).isFalse();
        assertThat(metacal.measure(clean.withImage(new double[2304])).isGood()).isFalse();
    }
}
