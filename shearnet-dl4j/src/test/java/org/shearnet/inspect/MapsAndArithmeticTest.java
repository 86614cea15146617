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
import org.shearnet.config.Experiment;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;

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

    /** Measured 5e-16. */
    private static final double HALF = 1e-3;

    @Test
    void anIdentityInHalfPrecisionKeepsWhatItsQuantaLeave() {
        LocalNetwork network = KeptStudyTest.network("{architecture: enhanced, channels: [4, 6]}\n");
        Scene scene = KeptStudyTest.scene();
        SceneGalaxy drawn = scene.draw(0);
        double[] theta = drawn.parameters();
        SceneGalaxy round = drawn.at(new double[] {0, 0, 0, 0, theta[4], theta[5]});
        InspectedGalaxy galaxy = InspectedGalaxy.of(scene, new SceneRenderer(scene, RenderAccuracy.HIGH), round);
        KeptStudy study = new KeptStudy(
                network,
                new double[6],
                new KeptStudy.Options(List.of("stamp"), List.of(1e-5), List.of(FloatFormat.FLOAT16), 1));
        Kept kept = study.run(new InspectedGalaxy[] {galaxy}, 1, done -> {}).get(0);
        LocalNetwork.Point point = network.at(galaxy.pixels(), galaxy.psf(), 1e-5);
        double noise = 1e-5 * point.scaling().factor();
        double left = 0;
        double all = 0;
        for (int p = 0; p < galaxy.pixels().length; p++) {
            double quantum = FloatFormat.FLOAT16.ulp(point.value("stamp")[p]);
            double m = galaxy.tangents()[2][p];
            left += m * m * noise * noise / (noise * noise + quantum * quantum / 12);
            all += m * m;
        }
        assertThat(left / all).isBetween(0.05, 0.98);
        assertThat(kept.kept()[3]).isCloseTo(left / all, within(HALF));
    }

    /** Measured 4e-5 bounds. */
    private static final double SINGLE = 0.01;

    @Test
    void theShippedNetworkLosesNothingInSinglePrecision() {
        Model model = NetworkEstimator.find("june2025", "june2025").model();
        Scene scene = Experiment.of(Path.of("june2025.yaml"), YamlReader.parse("june2025.yaml", model.scene()))
                .scene();
        Arithmetic single = Arithmetic.of(
                        LocalNetwork.of(model),
                        InspectedGalaxy.draw(scene, 4),
                        List.of(FloatFormat.FLOAT32),
                        List.of(1e-5),
                        2,
                        done -> {})
                .get(0);
        assertThat(single.activations()).isBetween(1e-6 * single.bound(), SINGLE * single.bound());
        assertThat(single.stamp()).isLessThan(SINGLE * single.bound());
    }

    /** Means over the maps of the first convolution in double precision; measured 0. */
    private static final double TURNED = 1e-12;

    @ParameterizedTest
    @ValueSource(strings = {"d4", "enhanced"})
    void onlyAnOrbitTurnsItsMapsWithTheStamp(String architecture) {
        LocalNetwork network = KeptStudyTest.network("{architecture: " + architecture + "}\n");
        InspectedGalaxy galaxy = InspectedGalaxy.draw(KeptStudyTest.scene(), 1)[0];
        LocalNetwork.Vertex first = network.vertices().stream()
                .filter(v -> v.kind().equals("convolution"))
                .findFirst()
                .orElseThrow();
        double[][] before = means(network, first, galaxy.pixels(), galaxy.psf());
        double[][] after = means(network, first, turned(galaxy.pixels()), turned(galaxy.psf()));
        double largest =
                java.util.stream.DoubleStream.of(before[0]).map(Math::abs).max().orElseThrow();
        double worst = 0;
        for (double[] map : after) { // the copies of a turned stamp are the copies of the stamp in another order
            double nearest = Double.POSITIVE_INFINITY;
            for (double[] other : before) {
                nearest = Math.min(nearest, difference(map, architecture.equals("d4") ? other : turned(other)));
            }
            worst = Math.max(worst, nearest / largest);
        }
        if (architecture.equals("d4")) {
            assertThat(before).hasNumberOfRows(8);
            assertThat(worst).isLessThan(TURNED);
        } else {
            assertThat(worst).isGreaterThan(1e-3);
        }
    }

    private static double difference(double[] a, double[] b) {
        double worst = 0;
        for (int p = 0; p < a.length; p++) {
            worst = Math.max(worst, Math.abs(a[p] - b[p]));
        }
        return worst;
    }

    /** A square image, turned by 90 degrees. */
    private static double[] turned(double[] image) {
        int n = (int) Math.sqrt(image.length);
        double[] out = new double[image.length];
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                out[x * n + n - 1 - y] = image[y * n + x];
            }
        }
        return out;
    }

    /** The mean over channels of a vertex' maps, one for each copy of the stamp. */
    private static double[][] means(LocalNetwork network, LocalNetwork.Vertex vertex, double[] pixels, double[] psf) {
        double[] values = network.at(pixels, psf, SIGMA).value(vertex.name());
        int channels = vertex.shape().channels();
        int size = vertex.shape().pixels();
        double[][] means = new double[vertex.copies()][size];
        for (int i = 0; i < values.length; i++) {
            means[i / channels / size][i / channels % size] += values[i] / channels;
        }
        return means;
    }
}
