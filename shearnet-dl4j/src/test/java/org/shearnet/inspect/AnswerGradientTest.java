package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.render.RenderAccuracy;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneGalaxy;
import org.shearnet.galaxysim.scene.SceneRenderer;
import org.shearnet.net.LocalNetwork;

class AnswerGradientTest {

    private static final double SIGMA = 1e-3;

    /** Sums of 441 products; measured 5e-18. */
    private static final double EXACT = 1e-12;

    /** Central differences over 1e-4 against derivatives of the image, relative to the largest response; measured 7e-8. */
    private static final double DIFFERENCE = 1e-5;

    private final LocalNetwork network = KeptStudyTest.network("{architecture: enhanced, channels: [4, 6]}\n");
    private final Scene scene = KeptStudyTest.scene();
    private final SceneGalaxy galaxy = scene.draw(3);
    private final SceneRenderer renderer = new SceneRenderer(scene, RenderAccuracy.HIGH);
    private final InspectedGalaxy inspected = InspectedGalaxy.of(scene, renderer, galaxy);

    @Test
    void theBestGradientAnswersToItsOwnParameterAloneAndIsAsLongAsTheBound() {
        AnswerGradient[] both = AnswerGradient.of(network, inspected, SIGMA);
        double[][] covariance = renderer.bound(galaxy);
        for (int c = 0; c < 2; c++) {
            double[] best = both[c].best();
            for (int k = 0; k < InspectedGalaxy.PARAMETERS; k++) {
                double[] tangent = inspected.tangents()[k];
                double scale = Math.sqrt(dot(tangent, tangent) * dot(best, best));
                assertThat(dot(best, tangent)).isCloseTo(k == 2 + c ? 1 : 0, within(EXACT * (1 + scale)));
                assertThat(dot(both[c].outside(), tangent) / (1 + scale)).isCloseTo(0, within(EXACT));
            }
            assertThat(dot(best, best)).isCloseTo(covariance[2 + c][2 + c], within(1e-6 * covariance[2 + c][2 + c]));
            double whole = dot(both[c].whole(), both[c].whole());
            double parts = dot(both[c].inside(), both[c].inside()) + dot(both[c].outside(), both[c].outside());
            assertThat(parts).isCloseTo(whole, within(EXACT * whole));
        }
    }

    @Test
    void theResponseIsTheChangeOfTheAnswer() {
        AnswerGradient[] both = AnswerGradient.of(network, inspected, SIGMA);
        List<Label> outputs = network.model().outputs();
        for (int k = 0; k < InspectedGalaxy.PARAMETERS; k++) {
            double step = 1e-4 * (k == 5 ? galaxy.flux() : 1);
            double[] above = answer(k, step);
            double[] below = answer(k, -step);
            for (int c = 0; c < 2; c++) {
                int label = outputs.indexOf(c == 0 ? Label.G1 : Label.G2);
                double slope = (above[label] - below[label]) / (2 * step);
                assertThat(both[c].response()[k]).isCloseTo(slope, within(DIFFERENCE * (1 + Math.abs(slope))));
            }
        }
    }

    private double[] answer(int parameter, double step) {
        double[] theta = galaxy.parameters();
        theta[parameter] += step;
        InspectedGalaxy moved = InspectedGalaxy.of(scene, renderer, galaxy.at(theta));
        return network.at(moved.pixels(), moved.psf(), SIGMA).value(LocalNetwork.ANSWER);
    }

    @Test
    void lengthsOfTheSummaryAddUpInSquares() {
        InspectedGalaxy[] galaxies = InspectedGalaxy.draw(scene, 3);
        List<AnswerGradient.Summary> all =
                AnswerGradient.summaries(network, galaxies, new double[] {1e-4, 1e-2}, 2, done -> {});
        for (AnswerGradient.Summary one : all) {
            assertThat(one.inside() * one.inside() + one.outside() * one.outside())
                    .isCloseTo(one.gain() * one.gain(), within(EXACT * one.gain() * one.gain()));
        }
        double expected = 0;
        double bound = 0;
        for (InspectedGalaxy one : galaxies) {
            for (AnswerGradient gradient : AnswerGradient.of(network, one, 1e-4)) {
                expected += dot(gradient.whole(), gradient.whole());
                bound += dot(gradient.best(), gradient.best());
            }
        }
        assertThat(all.get(0).gain()).isCloseTo(Math.sqrt(expected / bound), within(1e-9));
    }

    private static double dot(double[] a, double[] b) {
        return EnvelopeCholesky.dot(a, 0, b, 0, a.length);
    }
}
