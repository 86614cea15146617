package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.galaxysim.fits.MedsFile;

/** MEDS files that this program writes, read and measured by it. */
class SimulateMedsTest {

    private static final String SCENE = """
            gal:
              type: Exponential
              half_light_radius: {type: Random, min: 0.4, max: 0.8}
              signal_to_noise: 400
              ellip: {type: G1G2, g1: {type: Random, min: -0.3, max: 0.3}, g2: {type: Random, min: -0.3, max: 0.3}}
              shift: {type: RandomCircle, radius: 0.1}
            psf: {type: Gaussian, fwhm: {type: Random, min: 0.7, max: 0.9}, ellip: {type: G1G2, g1: 0.03, g2: 0.01}}
            image:
              {type: Single, size: 40, random_seed: 4, noise: {type: Gaussian, sigma: {type: Random, min: 0.01, max: 0.02}},
               wcs: {type: Shear, scale: 0.28, shear: {type: G1G2, g1: 0.03, g2: -0.02}}}
            output:
              {type: MEDS, nobjects: 40, nstamps_per_object: 3, first_id: 5000, bands: {g: 0.6, r: 1.5}, dither: 0.5,
               rotation: 40 deg}
            """;

    /** Scatter of g over its error; measured 1.16 and 0.84, of 40 numbers each, 2 errors of that are 0.22. */
    private static final double PULL = 0.25;

    /** Flux over truth, median, by a mixture for the exponential profile; measured -0.0014. */
    private static final double FLUX = 0.005;

    /** Of the error of g, for any object; measured at most 3.3. A map or a place that is taken wrongly makes tens of them. */
    private static final double MOST_SIGMAS = 4.5;

    /** Mean chi^2 per degree of freedom of 40 fits of 9600 pixels; measured 1.0005. */
    private static final double CHI2 = 0.02;

    @TempDir
    private Path folder;

    private CommandRun simulate(String scene) throws IOException {
        Path config = Files.writeString(folder.resolve("scene.yaml"), scene);
        return CommandRun.of("simulate " + config + " -o " + folder.resolve("f.fits"));
    }

    @Test
    void shearsAndFluxesOfAllBandsComeBack() throws IOException {
        CommandRun run = simulate(SCENE);
        assertThat(run.code()).as(run.err()).isZero();
        Path g = folder.resolve("f_g.fits");
        Path r = folder.resolve("f_r.fits");
        assertThat(run.out().lines()).containsExactly(g.toString(), r.toString());
        CommandRun fit = CommandRun.of("measure " + g + " " + r + " --bands g,r -o " + folder.resolve("c.fits")
                + " --method ngmix --model exp --psf-model gauss");
        assertThat(fit.code()).as(fit.err()).isZero();
        FitsTable found = FitsTableReader.read(folder.resolve("c.fits"), "CATALOG");
        FitsTable truth = FitsTableReader.read(r, "TRUTH");
        assertThat(found.longs("id")).isEqualTo(truth.longs("id")).startsWith(5000, 5001);
        for (String component : List.of("g1", "g2")) {
            double[] pulls = IntStream.range(0, 40)
                    .mapToDouble(i -> (found.doubles(component)[i] - truth.doubles(component)[i])
                            / found.doubles(component + "_err")[i])
                    .toArray();
            double scatter = Math.sqrt(Arrays.stream(pulls).map(p -> p * p).sum() / pulls.length);
            assertThat(scatter).as(component).isCloseTo(1, within(PULL));
            assertThat(Arrays.stream(pulls).map(Math::abs).max().orElse(0)).isLessThan(MOST_SIGMAS);
        }
        double[] ratios = IntStream.range(0, 40)
                .mapToDouble(i -> found.doubles("flux_g")[i] / (0.6 * truth.doubles("flux")[i]))
                .sorted()
                .toArray();
        assertThat(ratios[20]).isCloseTo(1, within(FLUX));
        assertThat(found.doubles("nepoch_r")).containsOnly(3);
        assertThat(Arrays.stream(found.doubles("chi2_dof")).average().orElse(0)).isCloseTo(1, within(CHI2));
    }

    @Test
    void exposuresDifferAndObjectsDoNotDependOnTheCut() throws IOException {
        simulate(SCENE);
        try (MedsFile whole = new MedsFile(folder.resolve("f_r.fits"))) {
            List<MedsEpoch> epochs = whole.read(7, 1).get(0).epochs();
            assertThat(epochs).hasSize(3);
            assertThat(epochs.stream().map(e -> e.map()[0]).distinct()).hasSize(3);
            assertThat(epochs.stream().map(e -> e.psf().image()[820]).distinct())
                    .hasSize(3);
            assertThat(epochs.stream().map(e -> e.weight()[0]).distinct()).hasSize(3);
            assertThat(epochs.stream().map(MedsEpoch::row).distinct()).hasSize(3);
            Path part = folder.resolve("part.fits");
            CommandRun run = CommandRun.of(
                    "simulate " + folder.resolve("scene.yaml") + " -o " + part + " --first 5 --count 4 --threads 1");
            assertThat(run.code()).as(run.err()).isZero();
            try (MedsFile some = new MedsFile(folder.resolve("part_r.fits"))) {
                MedsFile.Source same = some.read(2, 1).get(0);
                assertThat(same.id()).isEqualTo(5007);
                assertThat(same.epochs().get(1).image()).isEqualTo(epochs.get(1).image());
            }
        }
    }

    @Test
    void neighboursShineAndTheSegmentationTellsThemApart() throws IOException {
        String crowded = SCENE.replace(", bands: {g: 0.6, r: 1.5}", "") + "stamp: {neighbours: {density: 60}}\n";
        CommandRun run = simulate(crowded);
        assertThat(run.code()).as(run.err()).isZero();
        FitsTable truth = FitsTableReader.read(folder.resolve("f.fits"), "TRUTH");
        FitsTable neighbours = FitsTableReader.read(folder.resolve("f.fits"), "NEIGHBOURS");
        double mean = 60 * Math.PI * Math.pow(0.75 * 40 * 0.28 / 60, 2);
        assertThat(neighbours.rows())
                .isEqualTo((int) Arrays.stream(truth.doubles("neighbours")).sum());
        assertThat(neighbours.rows()).isCloseTo((int) (40 * mean), within((int) (4 * Math.sqrt(40 * mean))));
        assertThat(Arrays.stream(neighbours.longs("number")).distinct()).hasSize(neighbours.rows());
        try (MedsFile file = new MedsFile(folder.resolve("f.fits"))) {
            long numbers = file.read(0, 40).stream()
                    .flatMap(source -> source.epochs().stream())
                    .flatMapToInt(epoch -> Arrays.stream(epoch.segmentation()))
                    .filter(number -> number > 40)
                    .distinct()
                    .count();
            assertThat(numbers).isPositive().isLessThanOrEqualTo(neighbours.rows());
        }
        CommandRun masked = CommandRun.of("measure " + folder.resolve("f.fits") + " -o " + folder.resolve("c.fits")
                + " --method ngmix --model exp --psf-model gauss --neighbours mask");
        assertThat(masked.code()).as(masked.err()).isZero();
    }

    @Test
    void whatNoMedsFileCanBeIsSaid() throws IOException {
        assertThat(simulate(SCENE.replace("size: 40", "xsize: 40, ysize: 41")).err())
                .contains("square stamps");
        assertThat(simulate(SCENE.replace("noise: {type", "sky: {type")).code()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(simulate(SCENE + "stamp: {type: Ring, num: 4}\n").err()).contains("rings and pairs");
        assertThat(simulate(SCENE.replace("nstamps_per_object: 3", "nstamps_per_object: 0"))
                        .err())
                .contains("nstamps_per_object");
        assertThat(simulate(SCENE.replace(
                                        "type: MEDS, nobjects: 40, nstamps_per_object: 3, first_id: 5000, bands: {g: 0.6, r: 1.5}, dither: 0.5,\n   rotation: 40 deg",
                                        "type: DataCube, nimages: 2")
                                + "stamp: {neighbours: {density: 60}}\n")
                        .err())
                .contains("is for output.type MEDS");
        CommandRun piece = CommandRun.of("simulate " + Files.writeString(folder.resolve("scene.yaml"), SCENE)
                + " --piece 1/2 -o " + folder.resolve("x.fits"));
        assertThat(piece.err()).contains("pieces of one cannot be put together");
    }

    /** Objects of a file have boxes of their own: no other object is a neighbour, but what the segmentation shows. */
    @Test
    void objectsOfAFileAreNoNeighboursOfEachOther() throws IOException {
        String one = SCENE.replace("bands: {g: 0.6, r: 1.5}, ", "");
        String[] scenes = {one, one + "stamp: {neighbours: {density: 20}}\n"};
        for (String scene : scenes) {
            assertThat(simulate(scene).code()).isZero();
            CommandRun fit = CommandRun.of("measure " + folder.resolve("f.fits") + " -o " + folder.resolve("c.fits")
                    + " --method ngmix --model exp --psf-model gauss --neighbours fit");
            assertThat(fit.code()).as(fit.err()).isZero();
            FitsTable found = FitsTableReader.read(folder.resolve("c.fits"), "CATALOG");
            double fitted = Arrays.stream(found.doubles("neighbours")).sum();
            assertThat(Arrays.stream(found.doubles("neighbours_left")).max().orElseThrow())
                    .isLessThan(5);
            if (scene.equals(one)) {
                assertThat(fitted).isZero();
                assertThat(found.longs("flags")).containsOnly(0);
            } else {
                assertThat(fitted).isGreaterThan(10);
            }
        }
    }
}
