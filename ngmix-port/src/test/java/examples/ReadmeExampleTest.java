package examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.render.Renderer;
import org.shearnet.galaxysim.render.Stamp;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.ngmix.fit.ExactOptions;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.Fitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;

/** The example of the README: from a profile to a stamp to a fit. */
class ReadmeExampleTest {

    /** Of the exact model under the PSF's image; measured 1e-6. */
    private static final double SHAPE = 1e-5;

    @Test
    void aGalaxyIsDrawnAndFitted() {
        // README begins
        Renderer renderer = new Renderer();
        StampGrid grid = StampGrid.square(53, 0.2); // pixels, arcsec a pixel
        LightProfile galaxy = Exponential.ofHalfLightRadius(0.5, 100).shear(0.05, -0.02);
        LightProfile psf = Moffat.ofFwhm(3.5, 0.7, 0, 1);
        Stamp stamp = renderer.draw(galaxy, psf, grid);
        Stamp star = renderer.draw(psf, null, grid);
        Jacobian sky = Jacobian.centred(53, 53, 0.2);
        Observation seen = Observation.ofNoise(53, 53, stamp.values(), 1e-3, sky)
                .withPsf(Observation.ofNoise(53, 53, star.values(), 1e-6, sky));
        FitResult fit = Fitter.of(ExactOptions.of(MixtureOptions.defaults().withModel(MixtureModel.EXP)))
                .fit(seen);
        // fit.g1() is 0.05, fit.g2() is -0.02, with errors fit.g1Error(), fit.g2Error()
        // README ends
        assertThat(fit.flagNames()).isEqualTo("OK");
        assertThat(fit.g1()).isCloseTo(0.05, within(SHAPE));
        assertThat(fit.g2()).isCloseTo(-0.02, within(SHAPE));
        assertThat(fit.g1Error()).isPositive();
    }

    @Test
    void theReadmeShowsThisVeryCode() throws Exception {
        String source = Files.readString(Path.of("src/test/java/examples/ReadmeExampleTest.java"));
        String code = source.substring(
                        source.indexOf("// README begins\n") + "// README begins\n".length(),
                        source.indexOf("// README ends\n"))
                .stripIndent();
        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + code + "```\n");
    }
}
