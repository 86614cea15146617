package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.AuxiliaryFeatures;
import org.shearnet.net.Backend;
import org.shearnet.net.Domain;
import org.shearnet.net.FloatFormat;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.Model;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.Normalisation;
import org.shearnet.net.engine.FlatArray;
import org.shearnet.net.engine.Shape;

class KeptStudyTest {

    private static final int SIDE = 29;
    private static final Shape STAMP = new Shape(SIDE, SIDE, 1);
    private static final double SIGMA = 1e-4;

    /** Measured at most 3e-6: rounding of the search, and its lower limit in the maps' way. */
    private static final double TWO_WAYS = 1e-4;

    /** Measured at most 7e-5, relative 3e-4: each layer is rounded by itself, and rounds other numbers. */
    private static final double MONOTONE = 5e-4;

    static Scene scene() {
        return SceneParser.parse(YamlReader.parse("scene", """
                        gal:
                          type: Gaussian
                          sigma: {type: Random, min: 0.2, max: 0.5}
                          flux: {type: Random, min: 1, max: 5}
                          ellip:
                            type: G1G2
                            g1: {type: RandomGaussian, sigma: 0.2}
                            g2: {type: RandomGaussian, sigma: 0.2}
                          shift:
                            type: XY
                            x: {type: Random, min: -0.2, max: 0.2}
                            y: {type: Random, min: -0.2, max: 0.2}
                        psf: {type: Gaussian, sigma: 0.25}
                        image: {type: Single, size: %d, pixel_scale: 0.2, random_seed: 7}
                        """.formatted(SIDE)), Path.of("."));
    }

    /** A network with random weights and biases. */
    static LocalNetwork network(String yaml) {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.parse(YamlReader.parse("network", yaml));
        int sides = AuxiliaryFeatures.count(spec);
        int labels = spec.outputs().size();
        boolean flux = spec.imageScale() == ImageScale.FLUX;
        Normalisation normalisation = new Normalisation(
                spec.imageScale(),
                flux ? 0.001 : 0.004,
                flux ? 0.006 : 0.02,
                0.001,
                0.01,
                Collections.nCopies(sides, 0.1),
                Collections.nCopies(sides, 1.5),
                Collections.nCopies(labels, 0.2),
                Collections.nCopies(labels, 0.3),
                new Domain(0.2, 1e-5, 1e-2, 0.1, 1));
        float[] weights = new FlatArray(Network.build(spec, STAMP, STAMP, 4).params()).toArray();
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.02f * (float) (2 * random.nextDouble() - 1);
        }
        return LocalNetwork.of(new Model(spec, STAMP, STAMP, normalisation, weights, "", Map.of()));
    }

    /** Division by the flux takes the flux alone; measured 1 - 8e-8. */
    private static final double FLUX_TAKES = 1e-5;

    @Test
    void divisionByTheFluxCostsNoShearHoweverFaintTheNoise() {
        LocalNetwork network = network("{architecture: enhanced, channels: [4, 6], image_scale: flux}\n");
        KeptStudy study = new KeptStudy(
                network,
                InspectedGalaxy.population(scene()),
                new KeptStudy.Options(
                        List.of("stamp", "convolution1"),
                        List.of(1e-6, 1e-5, 1e-4, 1e-3),
                        List.of(FloatFormat.FLOAT32),
                        8));
        for (Kept kept : study.run(InspectedGalaxy.draw(scene(), 8), 2, done -> {})) {
            double flux = kept.kept()[6];
            assertThat(flux).as(kept.toString()).isBetween(1e-14, 0.5);
            if (kept.layer().equals("stamp")) {
                assertThat(kept.ofShear()).as(kept.toString()).isCloseTo(1, within(FLUX_TAKES));
            } else {
                assertThat(kept.ofShear()).as(kept.toString()).isGreaterThan(0.5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "convolution1 | convolution1 | | architecture: enhanced",
                "pooling1     | pooling1     | | architecture: enhanced",
                "pooling2     | pooling2     | | architecture: enhanced",
                "convolution1 | convolution1 | | {architecture: enhanced, image_scale: flux}",
                "concatenate1 | pooling2 | side | {architecture: enhanced, image_scale: flux, inputs: [log_flux, log_noise]}",
                "concatenate1 | pooling2 | side | {architecture: enhanced, inputs: [moments]}",
                "concatenate1 | pooling2     | | architecture: fork",
                "pooling2     | pooling2     | | {architecture: enhanced, pooling: maximum}"
            })
    void bothWaysToALayerAgreeAndTheSearchStaysBelow(String layer, String map, String row, String yaml) {
        LocalNetwork network = network(
                yaml.startsWith("{") ? yaml.replace("}", ", channels: [2, 3]}\n") : yaml + "\nchannels: [2, 3]\n");
        LayerParts.Part part =
                new LayerParts.Part(LayerParts.Way.MAPS, Set.of(map), row == null ? Set.of() : Set.of(row));
        InspectedGalaxy galaxy = InspectedGalaxy.draw(scene(), 1)[0];
        LocalNetwork.Point point = network.at(galaxy.pixels(), galaxy.psf(), SIGMA);
        Map<String, LocalJacobian> maps = LocalJacobian.of(point, network, List.copyOf(part.maps()));
        double[][] stamp = Information.ofStamp(galaxy.tangents(), SIGMA);
        double[] known = InspectedGalaxy.population(scene());
        Map<LayerParts.Way, double[]> kept = new LinkedHashMap<>();
        for (LayerParts.Way way : List.of(LayerParts.Way.MAPS, LayerParts.Way.ROWS, LayerParts.Way.SEARCH)) {
            LayerParts.Part as = way == LayerParts.Way.MAPS ? part : new LayerParts.Part(way, Set.of(), Set.of(layer));
            LayerView view = new LayerView(network, as, layer, galaxy.tangents(), maps, 15);
            view.look(point);
            kept.put(way, view.at(SIGMA, FloatFormat.FLOAT16).kept(stamp, known));
        }
        for (int k = 0; k < 7; k++) {
            double exact = kept.get(LayerParts.Way.ROWS)[k];
            assertThat(kept.get(LayerParts.Way.MAPS)[k]).isCloseTo(exact, within(TWO_WAYS));
            assertThat(kept.get(LayerParts.Way.SEARCH)[k]).isLessThan(exact + TWO_WAYS);
        }
        assertThat(kept.get(LayerParts.Way.ROWS)[0]).isBetween(0.01, 1.0);
    }

    static java.util.List<String> differentiable() {
        return org.shearnet.net.Architectures.names().stream()
                .filter(name -> !org.shearnet.net.NetworkSpec.of(name).deconvolves())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void noLayerKnowsMoreThanOneItSeesTheStampThrough(String architecture) {
        boolean narrow = Set.of("enhanced", "fork", "d4", "resnet", "unet").contains(architecture);
        LocalNetwork network = network("architecture: " + architecture + (narrow ? "\nchannels: [4, 6]\n" : "\n"));
        double[] known = InspectedGalaxy.population(scene());
        KeptStudy.Options options = new KeptStudy.Options(
                List.of(),
                List.of(1e-4, 1e-2),
                List.of(FloatFormat.FLOAT32),
                architecture.equals("multiscale") ? 0 : 1);
        List<Kept> all = new KeptStudy(network, known, options).run(InspectedGalaxy.draw(scene(), 1), 1, done -> {});
        LayerParts parts = new LayerParts(network);
        for (Kept here : all) {
            for (double share : here.kept()) {
                assertThat(share).as(here.layer()).isBetween(0.0, 1 + MONOTONE);
            }
            for (Kept there : all) {
                if (here.galaxy() == there.galaxy()
                        && here.noiseSigma() == there.noiseSigma()
                        && parts.behind(here.layer()).contains(there.layer())) {
                    assertThat(there.ofShear())
                            .as(there.layer() + " behind " + here.layer())
                            .isLessThanOrEqualTo(here.ofShear() + MONOTONE);
                }
            }
        }
        assertThat(all).extracting(Kept::layer).contains(LocalNetwork.ANSWER);
    }

    @Test
    void layersSeeTheStampThroughOthers() {
        LayerParts parts = new LayerParts(network("{architecture: enhanced, inputs: [log_flux]}\n"));
        assertThat(parts.behind("convolution1")).contains("pooling2").doesNotContain("dense1");
        assertThat(parts.behind("concatenate1")).contains("dense1", "dense2", "answer");
        assertThat(new LayerParts(network("architecture: moment-residual\n")).behind("combine1"))
                .isEmpty();
    }

    @Test
    void theTableHasARowForEveryLayerAndGalaxy(@TempDir Path folder) throws Exception {
        Kept kept = new Kept(
                "pooling1",
                5,
                1e-5,
                FloatFormat.BFLOAT16,
                false,
                new double[] {0.5, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7},
                9,
                0);
        InspectFiles.kept(folder.resolve("kept.csv"), List.of(kept));
        assertThat(Files.readAllLines(folder.resolve("kept.csv")))
                .containsExactly(
                        "layer,galaxy,noise_sigma,format,method,kept,kept_x,kept_y,kept_g1,kept_g2,kept_size,kept_flux,active,rank",
                        "pooling1,5,1.00000000e-05,bfloat16,at_least,0.500000000,0.100000000,0.200000000,0.300000000,"
                                + "0.400000000,0.600000000,0.700000000,9,");
    }
}
