package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The vocabulary says what the parsers do, and docs/scenes.md says the vocabulary. */
class VocabularyTest {

    private static final Path DOCUMENT = Path.of("../docs/scenes.md");
    private static final String BEGIN = "<!-- generated from the code: mvn -pl galaxy-sim test -Dtest=VocabularyTest"
            + " -Dshearnet.docs=write -->\n";
    private static final String END = "<!-- end of what is generated -->\n";

    @TempDir
    Path folder;

    @Test
    void documentIsWhatTheCodeSays() throws Exception {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length()).isLessThanOrEqualTo(end);
        String right = "\n" + SceneWords.standard().markdown() + "\n";
        if ("write".equals(System.getProperty("shearnet.docs"))) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + right + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).as("docs/scenes.md is stale").isEqualTo(right);
        }
    }

    /** Values that together use every key of every type; what is not read is refused, so that each is read. */
    private static final Map<Vocabulary<?, ?>, List<String>> EXAMPLES = Map.of(
            ProfileWords.ALL,
            List.of(
                    "{type: Gaussian, sigma: 1, flux: 2, dilate: 1, ellip: {type: G1G2, g1: 0, g2: 0}, rotate: 3 deg,"
                            + " scale_flux: 1, lens: {shear: {type: G1G2, g1: 0, g2: 0}, mu: 1},"
                            + " shear: {type: G1G2, g1: 0, g2: 0}, magnify: 1, shift: [0, 0]}",
                    "{type: Gaussian, fwhm: 1, dilation: 1, rotation: 3 deg, magnification: 1}",
                    "{type: Gaussian, half_light_radius: 1}",
                    "{type: Gaussian, resolution: 1}",
                    "{type: Exponential, scale_radius: 1}",
                    "{type: Exponential, half_light_radius: 1}",
                    "{type: Exponential, resolution: 1}",
                    "{type: Sersic, n: 2, half_light_radius: 1, trunc: 9}",
                    "{type: Sersic, n: 2, scale_radius: 1}",
                    "{type: Sersic, n: 2, resolution: 1}",
                    "{type: DeVaucouleurs, half_light_radius: 1, trunc: 9}",
                    "{type: DeVaucouleurs, scale_radius: 1}",
                    "{type: DeVaucouleurs, resolution: 1}",
                    "{type: Moffat, beta: 3, fwhm: 1, trunc: 5}",
                    "{type: Moffat, beta: 3, half_light_radius: 1}",
                    "{type: Moffat, beta: 3, scale_radius: 1}",
                    "{type: Kolmogorov, fwhm: 1}",
                    "{type: Kolmogorov, half_light_radius: 1}",
                    "{type: Kolmogorov, lam_over_r0: 1}",
                    "{type: Kolmogorov, lam: 500, r0: 0.1}",
                    "{type: Airy, lam_over_diam: 1, obscuration: 0.3}",
                    "{type: Airy, lam: 500, diam: 4}",
                    "{type: DeltaFunction}",
                    "{type: RandomKnots, npoints: 3, half_light_radius: 1}",
                    "{type: InterpolatedImage, image: i.fits, dir: ., hdu: 0, scale: 1, x_interpolant: lanczos3,"
                            + " normalization: flux}",
                    "{type: InterpolatedImage, file: i.fits}",
                    "{type: InterpolatedImage, file_name: i.fits}",
                    "{type: Sum, items: [{type: Gaussian, sigma: 1}]}",
                    "{type: Convolution, items: [{type: Gaussian, sigma: 1}]}",
                    "{type: List, items: [{type: Gaussian, sigma: 1}], index: 0}"),
            NumberWords.ALL,
            List.of(
                    "{type: Random, min: 1, max: 2}",
                    "{type: RandomGaussian, sigma: 1, mean: 2, min: 1, max: 3}",
                    "{type: RandomDistribution, function: x, x_min: 1, x_max: 2, npoints: 9, interpolant: linear}",
                    "{type: RandomDistribution, file_name: t.txt}",
                    "{type: Catalog, col: 0, index: 0, num: 0}",
                    "{type: List, items: [1], index: 0}",
                    "{type: Sequence, first: 1, step: 1, last: 3, repeat: 2, index_key: obj_num}",
                    "{type: Sequence, first: 1, nitems: 3}",
                    "{type: Sum, items: [1]}",
                    "{type: Current, key: image.pixel_scale}",
                    "{type: Eval, str: '3'}"),
            Angles.WORDS,
            List.of(
                    "{type: Degrees, theta: 3}",
                    "{type: Radians, theta: 3}",
                    "{type: Random, min: 3 deg, max: 4 deg}",
                    "{type: List, items: [3 deg], index: 0}",
                    "{type: Sequence, first: 3 deg, step: 1 deg, nitems: 3, index_key: obj_num}"),
            Shears.WORDS,
            List.of(
                    "{type: G1G2, g1: 0, g2: 0, max_g: 1}",
                    "{type: E1E2, e1: 0, e2: 0, max_g: 1}",
                    "{type: Eta1Eta2, eta1: 0, eta2: 0, max_g: 1}",
                    "{type: GBeta, g: 0, beta: 0 deg, max_g: 1}",
                    "{type: EBeta, e: 0, beta: 0 deg, max_g: 1}",
                    "{type: EtaBeta, eta: 0, beta: 0 deg, max_g: 1}",
                    "{type: QBeta, q: 1, beta: 0 deg, max_g: 1}",
                    "{type: List, items: [{type: G1G2, g1: 0, g2: 0}], index: 0}"),
            Positions.WORDS,
            List.of(
                    "{type: XY, x: 0, y: 0}",
                    "{type: RTheta, r: 0, theta: 0 deg}",
                    "{type: RandomCircle, radius: 1, inner_radius: 0.5, center: [0, 0]}",
                    "{type: List, items: [[0, 0]], index: 0}"));

    @Test
    void everyKeyIsRead() throws Exception {
        TestFits.write(folder.resolve("i.fits"), TestFits.image(new double[][] {{1, 2}, {2, 1}}, Map.of()));
        Files.writeString(folder.resolve("t.txt"), "0 0\n1 2\n");
        Files.writeString(folder.resolve("c.txt"), "1 2\n");
        EXAMPLES.forEach((group, examples) -> {
            Map<String, Set<String>> used = new HashMap<>();
            for (String example : examples) {
                String yaml = "input: {catalog: {file_name: c.txt}}\ngal: " + placed(group, example)
                        + "\npsf: {type: Moffat, beta: 3, fwhm: 1}\nimage: {size: 20, pixel_scale: 0.3, random_seed: 1}";
                YamlNode root = YamlReader.parse("example.yaml", yaml);
                assertThat(SceneParser.parse(root, folder).draw(0).flux())
                        .as(example)
                        .isNotNaN();
                YamlNode node = YamlReader.parse("one.yaml", "one: " + example).get("one");
                used.computeIfAbsent(node.get("type").text(), t -> new HashSet<>())
                        .addAll(node.keys());
            }
            for (Vocabulary.Word<?, ?> word : group.words()) {
                String name = word.names().get(0);
                if (!name.equals("DES_PSFEx")) {
                    assertThat(used.get(name))
                            .as(group.title() + " " + name)
                            .containsAll(word.keys().names());
                }
            }
        });
        Set<String> common = new HashSet<>(YamlReader.parse(
                        "one.yaml", "one: " + EXAMPLES.get(ProfileWords.ALL).get(0))
                .get("one")
                .keys());
        common.addAll(Set.of("dilation", "rotation", "magnification"));
        assertThat(common).containsAll(Profiles.COMMON.names());
    }

    private static String placed(Vocabulary<?, ?> group, String example) {
        String round = "{type: Gaussian, sigma: 1, ";
        return group == ProfileWords.ALL
                ? example
                : round
                        + (group == NumberWords.ALL
                                ? "flux: "
                                : group == Angles.WORDS ? "rotate: " : group == Shears.WORDS ? "ellip: " : "shift: ")
                        + example
                        + "}";
    }
}
