package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.fits.StampLayout;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.StampGrid;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * Reads a {@link Scene} of a configuration in GalSim's vocabulary: the keys {@code gal}, {@code psf}, {@code image},
 * {@code input}, {@code output}, {@code stamp}; other keys at its top are left to others.
 */
public final class SceneParser {

    private SceneParser() {}

    /**
     * Reads a scene.
     *
     * @param root the whole configuration
     * @param directory folder of the configuration, where files it names are looked for after the working directory; may be
     *     null
     * @return the scene
     * @throws ConfigException where something is unknown, missing or impossible
     */
    public static Scene parse(YamlNode root, Path directory) {
        return parse(root, directory, SceneWords.standard(), null);
    }

    /**
     * As above, in words of one's own.
     *
     * @param root the whole configuration
     * @param directory folder of the configuration, where files it names are looked for
     * @param words the words that it may use
     * @return the scene
     */
    public static Scene parse(YamlNode root, Path directory, SceneWords words) {
        return parse(root, directory, words, null);
    }

    /**
     * As the first, with a seed for a scene that draws random values and names none.
     *
     * @param root the whole configuration
     * @param directory folder of the configuration, where files it names are looked for
     * @param otherSeed left unused where the configuration has a seed, or nothing is random
     * @return the scene
     */
    public static Scene parse(YamlNode root, Path directory, long otherSeed) {
        return parse(root, directory, SceneWords.standard(), otherSeed);
    }

    /**
     * {@return all files that a configuration reads or may read, so that none of them is written over}
     *
     * @param root the whole configuration
     * @param directory folder of the configuration, where files it names are looked for
     */
    public static Set<Path> inputFiles(YamlNode root, Path directory) {
        return InputFiles.all(root, directory);
    }

    private static Scene parse(YamlNode root, Path directory, SceneWords words, Long otherSeed) {
        GalSimWords.REFUSED.check(root, Set.of());
        InputFiles files = new InputFiles(directory, Values.texts(words.numbers()));
        SceneInputs inputs = SceneInputs.parse(root.find("input"), files);
        YamlNode section = root.get("image");
        Values values = new Values(root, files, inputs.catalogs(), ImagePlan.stampsPerImage(section), words.numbers());
        Geometry geometry = new Geometry(values);
        Transformations transformations = new Transformations(values, geometry);
        ImagePlan image = new ImagePlan(section, root.find("stamp"), values);
        PixelGrid pixels = PixelGrid.parse(section, values, geometry);
        Images images = new Images(values, geometry, inputs.psfex(), pixels.scale(), image);
        Profiles profiles = new Profiles(words.profiles(), values, transformations, images);
        boolean hasPsf = root.has("psf");
        Drawn<LightProfile> psf = hasPsf ? profiles.psf(root.get("psf")) : Drawn.constant(null);
        YamlNode gal = root.get("gal");
        Drawn<LightProfile> galaxy = profiles.galaxy(gal, hasPsf ? psf : null);
        Drawn<Double> s2n = gal.has("signal_to_noise") ? values.number(gal.get("signal_to_noise")) : null;
        YamlNode seed = section.find("random_seed");
        StampPlan stamps = new StampPlan(root.find("stamp"), section, transformations, geometry);
        image.findSize(galaxy, psf, pixels, stamps.pixel());
        StampGrid grid = new StampGrid(image.nx(), image.ny(), pixels.scale(), stamps.pixel());
        NoisePlan noise = new NoisePlan(section, words.noises(), values, pixels.area(), grid, stamps.photons());
        section.rejectUnknown();
        OutputPlan output =
                new OutputPlan(root.find("output"), values, geometry, inputs.rows(), image.stampsPerImage());
        if (output.images() > Long.MAX_VALUE / image.stampsPerImage()) {
            throw root.get("output").error("more stamps than can be counted");
        }
        checkMeds(root, output, stamps, noise, grid, hasPsf);
        checkNoiseUses(gal, noise, output);
        TruthTable truth = new TruthTable(values.drawnPaths(), stamps, output);
        Set<String> columns = truth.columns().stream()
                .map(StampLayout.Column::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        stamps.rejections().forEach(r -> r.check(columns));
        boolean random = values.isRandom() || noise.isThere();
        if (seed == null && random && otherSeed == null) {
            throw section.error("'random_seed' is missing: this scene draws random values");
        }
        return new Scene(
                new Scene.Light(galaxy, psf, s2n),
                new StampDrawer.Pixels(grid, pixels),
                image.stampsPerImage(),
                stamps,
                noise,
                output,
                truth,
                random,
                new RandomStreams(seed != null ? seed(seed) : random ? otherSeed : 0));
    }

    private static long seed(YamlNode seed) {
        if (!seed.isScalar()) {
            throw seed.error("one whole number is the seed of all that is random here; sequences and lists of seeds are"
                    + " not supported");
        }
        return seed.integer();
    }

    private static void checkMeds(
            YamlNode root, OutputPlan output, StampPlan stamps, NoisePlan noise, StampGrid grid, boolean hasPsf) {
        if (output.meds() == null) {
            if (stamps.neighbours() > 0) {
                throw root.get("stamp")
                        .get("neighbours")
                        .error("is for output.type MEDS, whose segmentation tells objects apart");
            }
            return;
        }
        YamlNode node = root.get("output");
        if (!hasPsf || !noise.isThere() || grid.nx() != grid.ny()) {
            throw node.error("a MEDS file needs "
                    + (!hasPsf
                            ? "psf: there is none"
                            : grid.nx() != grid.ny() ? "square stamps" : "image.noise, by which it weighs"));
        }
        if (noise.common() != null && !(noise.common().variance(0) > 0)) {
            throw node.error("the noise has no variance without the object's own, so that there is none to weigh by");
        }
        if (!stamps.isPlain()) {
            throw node.error("rings and pairs are stamps of their own; leave out stamp.type Ring and pairs");
        }
    }

    private static void checkNoiseUses(YamlNode gal, NoisePlan noise, OutputPlan output) {
        YamlNode weight = output.weight();
        if (weight != null && !noise.isThere()) {
            throw weight.error("the scene has no noise, so that there is no variance to weigh by");
        }
        boolean noSky = noise.common() != null && !(noise.common().variance(0) > 0);
        if (weight != null && !output.objectVariance() && noSky) {
            throw weight.error("without the object's photons there is no variance: write include_obj_var: true");
        }
        if (gal.has("signal_to_noise")) {
            YamlNode node = gal.get("signal_to_noise");
            if (gal.has("flux")) {
                throw node.error("give signal_to_noise or flux, not both");
            }
            if (!noise.isThere() || noSky) {
                throw node.error("needs a noise with a variance that is not the object's own");
            }
        }
    }
}
