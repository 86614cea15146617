package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;

class MapsAndArithmeticTest {

    private static final double SIGMA = 1e-4;

    /** Measured at most 3e-9, of float32's rounding. */
    private static final double SUMS = 1e-6;

    private static double decoded(int bits) {
        int exponent = bits >> 10 & 31;
        int mantissa = bits & 1023;
        double magnitude = exponent == 0
                ? Math.scalb((double) mantissa, -24)
                : exponent == 31
                        ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : Math.scalb(1024.0 + mantissa, exponent - 25);
        return bits >> 15 == 0 ? magnitude : -magnitude;
    }

    @Test
    void everyHalfIsItselfAndHalfwayGoesToTheEvenOne() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            double value = decoded(bits);
            assertThat(Double.compare(FloatFormat.FLOAT16.round(value), value)).isZero(); // NaN included
            double next = decoded(bits + 1 & 65535);
            if (Double.isFinite(value) && Double.isFinite(next) && (bits & 32767) != 32767 && bits != 65535) {
                double middle = 0.5 * (value + next);
                double even = bits % 2 == 0 ? value : next;
                assertThat(FloatFormat.FLOAT16.round(middle)).isEqualTo(even);
                assertThat(FloatFormat.FLOAT16.round(middle + 1e-3 * (next - value)))
                        .isEqualTo(next);
                assertThat(FloatFormat.FLOAT16.round(middle - 1e-3 * (next - value)))
                        .isEqualTo(value);
            }
        }
        assertThat(FloatFormat.FLOAT16.round(65519)).isEqualTo(65504);
        assertThat(FloatFormat.FLOAT16.round(65520)).isInfinite();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -3.14159265358979, 1e-41, 7e37, 0.1})
    void singlesAreJavasAndBfloat16TheirUpperHalf(double value) {
        assertThat(FloatFormat.FLOAT32.round(value)).isEqualTo((float) value);
        assertThat(FloatFormat.FLOAT32.ulp((float) value)).isEqualTo(Math.ulp((float) value));
        double rounded = FloatFormat.BFLOAT16.round(value);
        assertThat(Float.floatToIntBits((float) rounded) & 65535).isZero();
        assertThat(Math.abs(rounded - value)).isLessThanOrEqualTo(0.5 * FloatFormat.BFLOAT16.ulp(value));
    }

    @ParameterizedTest
    @EnumSource(FloatFormat.class)
    void coarserFormatsCostMore(FloatFormat format) {
        LocalNetwork network = KeptStudyTest.network("{architecture: enhanced, channels: [4, 6]}\n");
        InspectedGalaxy[] galaxies = InspectedGalaxy.draw(KeptStudyTest.scene(), 3);
        List<Arithmetic> all =
                Arithmetic.of(network, galaxies, List.of(FloatFormat.FLOAT32, format), List.of(1e-5), 2, done -> {});
        if (format == FloatFormat.FLOAT32) {
            assertThat(all.get(0).optimal()).isLessThan(0.01 * all.get(0).bound());
            assertThat(all.get(0).activations()).isPositive();
        } else {
            assertThat(all.get(1).optimal()).isGreaterThan(100 * all.get(0).optimal());
            assertThat(all.get(1).stamp()).isGreaterThan(100 * all.get(0).stamp());
            assertThat(all.get(1).activations()).isGreaterThan(100 * all.get(0).activations());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{architecture: enhanced, channels: [4, 6]}\n",
                "{architecture: enhanced, channels: [4, 16], image_scale: flux, inputs: [log_flux]}\n",
                "{architecture: moment-residual}\n"
            })
    void mapsShowTangentsOverNoiseAndWhatIsLost(String yaml, @TempDir Path folder) throws Exception {
        LocalNetwork network = KeptStudyTest.network(yaml);
        InspectedGalaxy[] galaxies = InspectedGalaxy.draw(KeptStudyTest.scene(), 2);
        List<LayerMaps> all = LayerMaps.of(network, galaxies, SIGMA, new double[6], 2, done -> {});
        for (LayerMaps maps : all) {
            String name = maps.layer().name();
            LocalNetwork.Point point = network.at(galaxies[1].pixels(), galaxies[1].psf(), SIGMA);
            for (int i = 0;
                    i < maps.layer().size();
                    i += Math.max(1, maps.layer().size() / 5)) {
                double[] u = new double[maps.layer().size()];
                u[i] = 1;
                double[] row = point.cotangent(name, u);
                double noise = SIGMA * Math.sqrt(EnvelopeCholesky.dot(row, 0, row, 0, row.length));
                double signal =
                        Math.abs(EnvelopeCholesky.dot(row, 0, galaxies[1].tangents()[2], 0, row.length));
                if (noise > 0) {
                    assertThat(maps.s2n()[1][i])
                            .as(name)
                            .isCloseTo(signal / noise, within(1e-6 * (1 + signal / noise)));
                } else {
                    assertThat(maps.s2n()[1][i]).as(name).isNaN();
                }
            }
            assertThat(maps.s2nExact()).isTrue();
        }
        LayerMaps first = all.get(0);
        if (first.layer().name().equals("stamp") && yaml.contains("[4, 6]")) {
            double sum = java.util.Arrays.stream(first.s2n()[0]).map(v -> v * v).sum();
            double information = Information.ofStamp(galaxies[0].tangents(), SIGMA)[2][2];
            assertThat(sum).isCloseTo(information, within(SUMS * information));
            assertThat(first.lost()[0][400])
                    .isCloseTo(0, within(1e-6 * Math.abs(galaxies[0].tangents()[2][400]) + 1e-12));
        }
        Path file = folder.resolve("maps.fits");
        InspectFiles.maps(file, all, network.model().stamp().width());
        assertThat(Files.size(file)).isPositive();
        try (Fits fits = new Fits(file.toFile())) {
            ImageHDU hdu = (ImageHDU) fits.getHDU(0);
            assertThat(hdu.getHeader().getStringValue("EXTNAME"))
                    .isEqualTo(first.layer().name().toUpperCase(java.util.Locale.ROOT));
            float[][][][] cube = (float[][][][]) hdu.getKernel();
            assertThat(cube).hasNumberOfRows(2);
            assertThat(fits.read()).hasSize(4 * all.size());
        }
    }
}
