package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;

/** Stamps whose noise no header knows, or whose noise is correlated. */
class MeasureNoiseTest {

    /** Median of measured over true errors less 1, of 60 stamps; measured 0.002. */
    private static final double SAME_ERRORS = 0.02;

    /** Scatter of g over its stated error less 1, of 600 stamps (5 % alone by their number); measured 0.01. */
    private static final double SCATTER = 0.08;

    private static final double SIGMA = 0.02;

    @TempDir
    private Path folder;

    private Path simulate(String noise, int count, int side) throws IOException {
        Path scene = folder.resolve("scene.yaml");
        Path stamps = folder.resolve("stamps.fits");
        Files.writeString(
                scene,
                "gal: {type: Exponential, half_light_radius: 0.5, flux: 40, ellip: {type: G1G2, g1: 0.1, g2: -0.05}}\n"
                        + "psf: {type: Moffat, beta: 3.5, fwhm: 0.7}\n"
                        + "image: {type: Single, size: " + side + ", pixel_scale: 0.2, random_seed: 5, noise: " + noise
                        + "}\noutput: {type: DataCube, nimages: " + count + "}\n");
        CommandRun run = CommandRun.of("simulate " + scene + " -o " + stamps);
        assertThat(run.code()).as(run.err()).isZero();
        return stamps;
    }

    /** The same file with a card of another name in place of NOISESIG. */
    private Path unsaid(Path stamps) throws IOException {
        byte[] bytes = Files.readAllBytes(stamps);
        byte[] card = "NOISESIG=".getBytes(StandardCharsets.US_ASCII);
        int found = 0;
        for (int k = 0; k + card.length < bytes.length; k++) {
            if (Arrays.equals(bytes, k, k + card.length, card, 0, card.length)) {
                bytes[k] = 'X';
                found++;
            }
        }
        assertThat(found).isEqualTo(1);
        return Files.write(folder.resolve("unsaid.fits"), bytes);
    }

    private CommandRun run(Path stamps, String how) throws IOException {
        Files.deleteIfExists(folder.resolve("cat.fits"));
        return CommandRun.of("measure " + stamps + " -o " + folder.resolve("cat.fits") + " --method " + how);
    }

    private FitsTable measure(Path stamps, String how) throws IOException {
        CommandRun run = run(stamps, how);
        assertThat(run.code()).as(run.err()).isZero();
        return FitsTableReader.read(folder.resolve("cat.fits"), "CATALOG");
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix --model exp", "pgauss", "network --network exponential"})
    void noiseThatNobodySaysIsMeasuredFromTheBorders(String how) throws IOException {
        Path said = simulate("{type: Gaussian, sigma: " + SIGMA + "}", 60, 53);
        FitsTable known = measure(said, how);
        Path unsaid = unsaid(said);
        FitsTable found = measure(unsaid, how);
        assertThat(found.longs("flags")).containsOnly(0);
        assertThat(found.header().text("NOISEFRM")).isEqualTo("border");
        for (String column : new String[] {"g1_err", "s2n"}) {
            assertThat(median(found.doubles(column)) / median(known.doubles(column)))
                    .isCloseTo(1, within(SAME_ERRORS));
        }
        assertThat(run(unsaid, how).err())
                .contains("noise measured from the borders: median sigma 0.0", "of 60 stamps");
    }

    @Test
    void aWrongLevelIsOverridden() throws IOException {
        Path said = simulate("{type: Gaussian, sigma: " + SIGMA + "}", 60, 53);
        double known = median(measure(said, "pgauss").doubles("g1_err"));
        byte[] bytes = Files.readAllBytes(said);
        String head = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] value = String.format("%20s", "9.0").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(value, 0, bytes, head.indexOf("NOISESIG=") + 10, value.length);
        Path wrong = Files.write(folder.resolve("wrong.fits"), bytes);
        assertThat(median(measure(wrong, "pgauss").doubles("g1_err")) / known).isGreaterThan(100);
        FitsTable found = measure(wrong, "pgauss --noise-sigma border");
        assertThat(median(found.doubles("g1_err")) / known).isCloseTo(1, within(SAME_ERRORS));
        assertThat(found.header().text("NOISEFRM")).isEqualTo("border");
        assertThat(run(said, "ngmix --noise-sigma edge").code()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "metacal", "pgauss", "network --network exponential"})
    void stampsWithoutNoiseAreStillRefused(String how) throws IOException {
        Path unsaid = unsaid(simulate("{type: Gaussian, sigma: 0}", 5, 53));
        for (String options : new String[] {"", " --noise-sigma border"}) {
            CommandRun run = run(unsaid, how + options);
            assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
            assertThat(run.err())
                    .contains("no stamp's border shows noise (5 constant)", "--noise-sigma")
                    .doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngmix", "metacal", "pgauss", "network --network exponential", "admom --metacal"})
    void aStampWhoseBorderIsNoNoiseIsFlagged(String how) throws IOException {
        Path unsaid = unsaid(simulate("{type: Gaussian, sigma: " + SIGMA + "}", 5, 53));
        byte[] bytes = Files.readAllBytes(unsaid);
        int start = dataOf(bytes);
        ByteBuffer pixels =
                ByteBuffer.wrap(bytes, start, 5 * 53 * 53 * Float.BYTES).slice();
        for (int k = 0; k < 53 * 53; k++) {
            int x = k % 53 - 26;
            int y = k / 53 - 26;
            pixels.putFloat((2 * 53 * 53 + k) * Float.BYTES, (float) Math.exp(-(x * x + y * y) / 20.0));
        }
        Path file = Files.write(folder.resolve("one.fits"), bytes);
        long[] flags = measure(file, how).longs("flags");
        assertThat(flags[2]).isNotZero();
        assertThat(new long[] {flags[0], flags[1], flags[3], flags[4]}).containsOnly(0);
        assertThat(run(file, how).err()).contains("of 4 stamps", "which is flagged: 1 constant");
    }

    @Test
    void aRefusalIsOneLineWhateverWasMeasured() throws IOException {
        CommandRun run = run(unsaid(simulate("{type: Gaussian, sigma: 0.02}", 5, 53)), "pgauss --keep magnitude");
        assertThat(run.code()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(run.err()).contains("no column 'magnitude'").doesNotContain("\n");
    }

    @Test
    void aSkyThatWasLeftInIsTold() throws IOException {
        Path unsaid = unsaid(simulate("{type: Gaussian, sigma: " + SIGMA + "}", 5, 53));
        byte[] bytes = Files.readAllBytes(unsaid);
        ByteBuffer pixels =
                ByteBuffer.wrap(bytes, dataOf(bytes), 5 * 53 * 53 * Float.BYTES).slice();
        for (int k = 0; k < 5 * 53 * 53; k++) {
            pixels.putFloat(k * Float.BYTES, pixels.getFloat(k * Float.BYTES) + 0.1f);
        }
        Path file = Files.write(folder.resolve("sky.fits"), bytes);
        assertThat(run(file, "ngmix").err()).contains("warning: borders lie 5", "above 0: is a sky left in?");
        assertThat(run(unsaid, "ngmix").err()).doesNotContain("warning");
    }

    /** Where the pixels of IMAGE begin. */
    private static int dataOf(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int image = text.indexOf("NAXIS3");
        int end = text.indexOf("END" + " ".repeat(77), image);
        return (end / 2880 + 1) * 2880;
    }

    /** A FITS image of the correlation of noise smoothed by (1, 2, 1) / 4 along both axes. */
    private Path correlation() throws IOException {
        double[] along = {1 / 6., 2 / 3., 1, 2 / 3., 1 / 6.};
        String[] cards = {
            "SIMPLE  =                    T",
            "BITPIX  =                  -64",
            "NAXIS   =                    2",
            "NAXIS1  =                    5",
            "NAXIS2  =                    5",
            "END"
        };
        StringBuilder header = new StringBuilder();
        for (String card : cards) {
            header.append(String.format("%-80s", card));
        }
        ByteBuffer file = ByteBuffer.allocate(2 * 2880);
        file.put(String.format("%-2880s", header).getBytes(StandardCharsets.US_ASCII));
        for (int k = 0; k < 25; k++) {
            file.putDouble(SIGMA * SIGMA * along[k % 5] * along[k / 5]);
        }
        return Files.write(folder.resolve("correlation.fits"), file.array());
    }

    @Test
    void correlatedNoiseCountsInTheErrorsOfPgauss() throws IOException {
        Path stamps = simulate("{type: Correlated, correlation: " + correlation() + "}", 600, 41);
        FitsTable white = measure(stamps, "pgauss");
        FitsTable known = measure(stamps, "pgauss --noise-correlation border");
        assertThat(known.header().text("NOISECOR")).isEqualTo("border");
        assertThat(white.header().text("NOISECOR")).isEqualTo("none");
        double scatter = scatter(white.doubles("g1"));
        assertThat(scatter / median(known.doubles("g1_err"))).isCloseTo(1, within(SCATTER));
        assertThat(scatter / median(white.doubles("g1_err"))).isGreaterThan(2);
        assertThat(known.doubles("g1")).isEqualTo(white.doubles("g1"));
        assertThat(run(stamps, "pgauss").err())
                .contains("warning: the noise of neighbouring", "--noise-correlation border");
        assertThat(run(stamps, "pgauss --noise-correlation border").err())
                .contains("measured from the borders of 600 stamps: 0.6")
                .doesNotContain("warning");
        assertThat(run(stamps, "admom --noise-correlation border").err())
                .contains("those of admom take the noise for white");
    }

    private static double scatter(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
    }
}
