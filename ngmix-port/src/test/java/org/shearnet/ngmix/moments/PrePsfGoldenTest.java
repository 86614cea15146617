package org.shearnet.ngmix.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.GoldenFits;
import org.shearnet.ngmix.GoldenObservations;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** Pre-PSF moments and moments of higher order against NGMix's. */
class PrePsfGoldenTest {
    /** Of e, relative of the others; measured worst 9e-7. */
    private static final double MOMENTS = 1e-6;
    /**
     * Observation e, with pixels of 77 counts at face value, and the PSF of g: the reference's exponential, a polynomial of
     * relative error 2e-6, is felt; measured worst 6.1e-6.
     */
    private static final double ROUGH_EXPONENTIAL = 8e-6;
    /** Of errors, relative: measured worst 6e-6. */
    private static final double ERRORS = 1e-5;
    /** Relative; measured worst 1e-12. */
    private static final double HIGHER_ORDER = 1e-10;

    static List<String> prePsf() throws Exception {
        return GoldenFits.lines("prepsf.csv");
    }

    static List<String> higherOrder() throws Exception {
        return GoldenFits.lines("moments17.csv");
    }

    /** NGMix takes masked pixels at face value: they get a weight that adds no variance. */
    private static Observation unmasked(Observation o) {
        double[] weight = Arrays.stream(o.weight()).map(w -> w > 0 ? w : 1e300).toArray();
        return o.withWeight(weight);
    }

    @ParameterizedTest
    @MethodSource("prePsf")
    void agreesWithNgmix(String line) {
        String[] cell = line.split(",");
        double[] ref =
                Arrays.stream(cell).skip(3).mapToDouble(Double::parseDouble).toArray();
        boolean gauss = cell[1].startsWith("pgauss");
        double fwhm = cell[1].contains("fwhm2.0") ? 2 : 1.2;
        PrePsfOptions options = (gauss ? PrePsfOptions.gauss(fwhm) : PrePsfOptions.ksigma(fwhm))
                .withSmoothing(cell[1].contains("smooth0.8") ? 0.8 : 0)
                .withNoiseImage(cell[1].endsWith("noiseimg"));
        PrePsfMoments moments = new PrePsfMoments(options);
        Observation o = unmasked(GoldenObservations.named(cell[0]));
        MomentsResult r =
                cell[1].endsWith("nopsf") ? moments.measureWithoutPsf(o.psf().orElseThrow()) : moments.measure(o);
        assertThat(r.flags()).isEqualTo(Integer.parseInt(cell[2]));
        double tolerance = cell[0].equals("e") || cell[0].equals("g") ? ROUGH_EXPONENTIAL : MOMENTS;
        assertThat(r.e1()).isCloseTo(ref[0], within(tolerance));
        assertThat(r.e2()).isCloseTo(ref[1], within(tolerance));
        assertThat(r.t() / ref[4]).isCloseTo(1, within(tolerance));
        assertThat(r.flux() / ref[6]).isCloseTo(1, within(tolerance));
        assertThat(r.e1Error() / ref[2]).isCloseTo(1, within(ERRORS));
        assertThat(r.e2Error() / ref[3]).isCloseTo(1, within(ERRORS));
        assertThat(r.tError() / ref[5]).isCloseTo(1, within(ERRORS));
        assertThat(r.fluxError() / ref[7]).isCloseTo(1, within(ERRORS));
    }

    @ParameterizedTest
    @MethodSource("higherOrder")
    void higherOrdersAgreeWithNgmix(String line) {
        String[] cell = line.split(",");
        double[] ref =
                Arrays.stream(cell).skip(2).mapToDouble(Double::parseDouble).toArray();
        MomentsResult r = new GaussMom(Double.parseDouble(cell[1]), true).measure(GoldenObservations.named(cell[0]));
        assertThat(r.isGood()).isTrue();
        for (Moment moment : Moment.values()) {
            int i = moment.ordinal();
            assertThat((r.sums()[i] - ref[i]) / ref[17 + i]).as("%s", moment).isCloseTo(0, within(HIGHER_ORDER));
            assertThat(Math.sqrt(r.sumsCovariance()[i][i]) / ref[17 + i]).isCloseTo(1, within(HIGHER_ORDER));
        }
        assertThat(r.mean(Moment.T)).isEqualTo(r.t());
        assertThat(r.meanError(Moment.T)).isEqualTo(r.tError());
    }

    /** Without noise the weighted moments of a Gaussian galaxy are known, whatever the PSF. */
    @Test
    void momentsAreThoseBeforeThePsf() {
        int n = 61;
        Jacobian j = Jacobian.centred(n, n, 0.2);
        double[] psf = MixtureModel.GAUSS.mixture(0, 0, 0.1, -0.05, 0.5, 1).image(n, n, j);
        double[] image = MixtureModel.GAUSS
                .mixture(0, 0, 0.2, 0.1, 1, 10)
                .convolve(MixtureModel.GAUSS.mixture(0, 0, 0.1, -0.05, 0.5, 1))
                .image(n, n, j);
        double weight = 1.5 / (2 * Math.sqrt(2 * Math.log(2)));
        double s = weight * weight;
        // covariance of galaxy times weight
        double q = 0.05;
        double e1 = 2 * 0.2 / (1 + q);
        double e2 = 2 * 0.1 / (1 + q);
        double vv = 0.5 * (1 - e1);
        double uu = 0.5 * (1 + e1);
        double vu = 0.5 * e2;
        double det = (vv + s) * (uu + s) - vu * vu;
        double outUu = s * (uu * (vv + s) - vu * vu) / det;
        double outVv = s * (vv * (uu + s) - vu * vu) / det;
        double outVu = s * s * vu / det;
        Observation o = Observation.ofNoise(n, n, image, 1e-4, j).withPsf(Observation.ofNoise(n, n, psf, 1e-6, j));
        MomentsResult r = new PrePsfMoments(PrePsfOptions.gauss(1.5)).measure(o);
        assertThat(r.flux()).isCloseTo(10 * s / Math.sqrt(det), within(1e-4));
        assertThat(r.t()).isCloseTo(outUu + outVv, within(1e-5));
        assertThat(r.e1()).isCloseTo((outUu - outVv) / (outUu + outVv), within(1e-4));
        assertThat(r.e2()).isCloseTo(2 * outVu / (outUu + outVv), within(1e-4));

        // a masked cosmic ray: filled, where the reference would take it for light
        double[] hit = image.clone();
        double[] w = o.weight().clone();
        hit[32 * n + 31] = 1e4;
        w[32 * n + 31] = 0;
        MomentsResult filled = new PrePsfMoments(PrePsfOptions.gauss(1.5))
                .measure(o.withImage(hit).withWeight(w));
        assertThat(filled.e1()).isCloseTo(r.e1(), within(1e-4));
    }

    @Test
    void whatCannotBeMeasuredIsFlagged() {
        Observation o = GoldenObservations.named("a");
        PrePsfMoments moments = new PrePsfMoments(PrePsfOptions.gauss(1.2));
        assertThat(moments.measure(o).isGood()).isTrue();
        Observation dark = Observation.ofNoise(
                53, 53, new double[53 * 53], 1, o.psf().orElseThrow().jacobian());
        assertThat(moments.measure(o.withPsf(dark)).flags()).isEqualTo(Flag.PSF_FAILED.bit());
        assertThat(moments.measure(o.withWeight(new double[53 * 53])).flags()).isEqualTo(Flag.BAD_PIXELS.bit());
        assertThat(moments.measure(o.withImage(new double[53 * 53])).isGood()).isFalse();
        // narrower than a pixel, wider than the grid
        assertThat(new PrePsfMoments(PrePsfOptions.gauss(0.1)).measure(o).flags())
                .isEqualTo(Flag.OUT_OF_RANGE.bit());
        assertThat(new PrePsfMoments(PrePsfOptions.gauss(40)).measure(o).flags())
                .isEqualTo(Flag.OUT_OF_RANGE.bit());
    }
}
