package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.galaxysim.moments.AdaptiveMoments;
import org.shearnet.galaxysim.yaml.YamlReader;

/** MEDS files that are written, read back: places and shapes on the sky, noise and neighbours. */
class MedsScenesTest {

    private static final String SCENE = """
            gal:
              type: Gaussian
              half_light_radius: 0.7
              signal_to_noise: 3000
              ellip: {type: G1G2, g1: 0.2, g2: -0.1}
              shift: {type: RandomCircle, radius: 0.3}
            psf: {type: Gaussian, fwhm: 0.6}
            image:
              {type: Single, size: 48, random_seed: 9, noise: {type: Gaussian, sigma: 0.01},
               wcs: {type: Shear, scale: 0.28, shear: {type: G1G2, g1: 0.03, g2: -0.02}}}
            output:
              {type: MEDS, nobjects: 12, nstamps_per_object: 4, first_id: 70, bands: {i: 1}, dither: 0.5, rotation: 60 deg}
            """;

    /** Arcsec; errors of a centroid at this signal to noise are 2e-4, measured at most 5e-4. */
    private static final double PLACE = 1.5e-3;

    /** Of the distortion on the sky between exposures; measured at most 2e-3, its error 1e-3. */
    private static final double SHAPE = 5e-3;

    @TempDir
    private Path folder;

    private MedsFile write(String yaml) throws IOException {
        Scene scene = SceneParser.parse(YamlReader.parse("meds.yaml", yaml), null);
        assertThat(MedsSimulation.isOf(scene)).isTrue();
        List<Path> files = MedsSimulation.files(scene, folder.resolve("f.fits"));
        assertThat(files).containsExactly(folder.resolve("f_i.fits"));
        MedsSimulation.run(scene, 0, 12, 2, folder.resolve("f.fits"), Map.of("NOTE", "x"), (done, all) -> {});
        return new MedsFile(files.get(0));
    }

    @Test
    void everyExposureShowsTheSamePlaceAndShapeOnTheSky() throws IOException {
        try (MedsFile file = write(SCENE)) {
            FitsTable truth = FitsTableReader.read(folder.resolve("f_i.fits"), "TRUTH");
            assertThat(file.count()).isEqualTo(12);
            double first = Double.NaN;
            for (MedsFile.Source source : file.read(0, 12)) {
                int i = (int) (source.id() - 70);
                assertThat(source.epochs()).hasSize(4);
                for (MedsEpoch epoch : source.epochs()) {
                    AdaptiveMoments.Result found = AdaptiveMoments.measure(epoch.image(), epoch.side(), epoch.side());
                    double dRow = found.y() - epoch.row();
                    double dCol = found.x() - epoch.col();
                    double[] map = epoch.map();
                    assertThat(map[2] * dRow + map[3] * dCol).isCloseTo(truth.doubles("dx")[i], within(PLACE));
                    assertThat(map[0] * dRow + map[1] * dCol).isCloseTo(truth.doubles("dy")[i], within(PLACE));
                    double[] sky = onSky(found, map);
                    first = Double.isNaN(first) ? sky[0] : first;
                    assertThat(sky[0]).isCloseTo(first, within(SHAPE)).isBetween(0.3, 0.36);
                    assertThat(1 / Math.sqrt(epoch.weight()[0])).isCloseTo(0.01, within(1e-6));
                    assertThat(epoch.psf()).isNotNull();
                }
            }
        }
    }

    /** First distortion on the sky. */
    private static double[] onSky(AdaptiveMoments.Result m, double[] map) {
        double uu = map[3] * map[3] * m.mxx() + 2 * map[3] * map[2] * m.mxy() + map[2] * map[2] * m.myy();
        double vv = map[1] * map[1] * m.mxx() + 2 * map[1] * map[0] * m.mxy() + map[0] * map[0] * m.myy();
        return new double[] {(uu - vv) / (uu + vv)};
    }

    @Test
    void neighboursAreInTheSegmentation() throws IOException {
        String crowded = SCENE.replace("image:\n", "stamp: {neighbours: {density: 60}}\nimage:\n");
        try (MedsFile file = write(crowded)) {
            FitsTable truth = FitsTableReader.read(folder.resolve("f_i.fits"), "TRUTH");
            long[] said = truth.longs("neighbours");
            assertThat(Arrays.stream(said).sum()).isPositive();
            int seen = 0;
            for (MedsFile.Source source : file.read(0, 12)) {
                for (MedsEpoch epoch : source.epochs()) {
                    int middle = epoch.segmentation()[
                            (int) Math.rint(epoch.row()) * epoch.side() + (int) Math.rint(epoch.col())];
                    assertThat((long) middle).isEqualTo(source.number());
                    seen += Arrays.stream(epoch.segmentation()).anyMatch(s -> s != 0 && s != source.number()) ? 1 : 0;
                }
            }
            assertThat(seen).isPositive();
        }
    }
}
