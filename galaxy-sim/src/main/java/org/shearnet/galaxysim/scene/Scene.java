package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.fits.StampLayout;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A population of galaxies, their PSF, pixels and noise, as a configuration in GalSim's vocabulary describes it: the keys
 * {@code gal}, {@code psf}, {@code image}, {@code input}, {@code output}, {@code stamp}. Immutable; what galaxy i is depends
 * on the seed and i alone.
 */
public final class Scene {

    private static final int MOST_REDRAWS = 10_000;

    private final Drawn<LightProfile> galaxy;
    private final Drawn<LightProfile> psf;
    private final Drawn<Double> s2n;
    private final List<String> drawnPaths;
    private final ImagePlan image;
    private final PixelGrid grid;
    private final StampPlan stamps;
    private final long count;
    private final RandomStreams streams;
    private final NoisePlan noise;
    private final OutputPlan output;
    private final boolean random;
    private final ThreadLocal<SceneRenderer> renderers = ThreadLocal.withInitial(() -> new SceneRenderer(this));

    private Scene(Scene other, long seed) {
        galaxy = other.galaxy;
        psf = other.psf;
        s2n = other.s2n;
        drawnPaths = other.drawnPaths;
        image = other.image;
        grid = other.grid;
        stamps = other.stamps;
        count = other.count;
        noise = other.noise;
        output = other.output;
        random = other.random;
        streams = new RandomStreams(seed);
    }

    private Scene(YamlNode root, Path directory, SceneWords words, Long otherSeed) {
        refuseTop(root);
        InputFiles files = new InputFiles(directory, Values.texts(words.numbers()));
        SceneInputs inputs = SceneInputs.parse(root.find("input"), files);
        YamlNode section = root.get("image");
        Values values = new Values(root, files, inputs.catalogs(), ImagePlan.stampsPerImage(section), words.numbers());
        Geometry geometry = new Geometry(values);
        Transformations transformations = new Transformations(values, geometry);
        image = new ImagePlan(section, root.find("stamp"), values);
        grid = PixelGrid.parse(section, values, geometry);
        Profiles profiles = new Profiles(
                words.profiles(),
                values,
                transformations,
                new Images(values, geometry, inputs.psfex(), grid.scale(), image));
        Drawn<LightProfile> none = Drawn.constant(null);
        psf = root.has("psf") ? profiles.psf(root.get("psf")) : none;
        YamlNode gal = root.get("gal");
        galaxy = profiles.galaxy(gal, root.has("psf") ? psf : null);
        s2n = gal.has("signal_to_noise") ? values.number(gal.get("signal_to_noise")) : null;
        YamlNode seed = section.find("random_seed");
        stamps = new StampPlan(root.find("stamp"), section, transformations, geometry);
        image.findSize(galaxy, psf, grid, stamps.pixel());
        noise = new NoisePlan(section, words.noises(), values, grid.area(), nx(), ny(), stamps.photons());
        section.rejectUnknown();
        output = new OutputPlan(
                root.find("output"),
                values,
                inputs.catalogs().isEmpty() ? 0 : inputs.catalogs().get(0).rows(),
                image.stampsPerImage());
        if (output.images() > Long.MAX_VALUE / image.stampsPerImage()) {
            throw root.get("output").error("more stamps than can be counted");
        }
        count = output.images() * image.stampsPerImage();
        checkNoiseUses(gal);
        drawnPaths = values.drawnPaths();
        Set<String> columns = truthColumns().stream()
                .map(StampLayout.Column::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        stamps.rejections().forEach(r -> r.check(columns));
        random = values.isRandom() || noise.isThere();
        if (seed == null && random && otherSeed == null) {
            throw section.error("'random_seed' is missing: this scene draws random values");
        }
        streams = new RandomStreams(seed != null ? seed(seed) : random ? otherSeed : 0);
    }

    private static void refuseTop(YamlNode root) {
        GalSimWords.REFUSED.check(root, Set.of());
    }

    private static long seed(YamlNode seed) {
        if (!seed.isScalar()) {
            throw seed.error("one whole number is the seed of all that is random here; sequences and lists of seeds are"
                    + " not supported");
        }
        return seed.integer();
    }

    private void checkNoiseUses(YamlNode gal) {
        YamlNode weight = output.weight();
        if (weight != null && !noise.isThere()) {
            throw weight.error("the scene has no noise, so that there is no variance to weigh by");
        }
        boolean noSky = noise.common() != null && !(noise.common().variance(0) > 0);
        if (weight != null && !output.objectVariance() && noSky) {
            throw weight.error("without the object's photons there is no variance: write include_obj_var: true");
        }
        if (s2n != null) {
            YamlNode node = gal.get("signal_to_noise");
            if (gal.has("flux")) {
                throw node.error("give signal_to_noise or flux, not both");
            }
            if (!noise.isThere() || noSky) {
                throw node.error("needs a noise with a variance that is not the object's own");
            }
        }
    }

    /** All files that a configuration reads or may read, so that none of them is written over. */
    public static java.util.Set<Path> inputFiles(YamlNode root, Path directory) {
        return InputFiles.all(root, directory);
    }

    /**
     * Reads a scene.
     *
     * @param root the whole configuration: other keys at its top are left to others
     * @param directory folder of the configuration, where files it names are looked for after the working directory; may be
     *     null
     * @throws ConfigException where something is unknown, missing or impossible
     */
    public static Scene parse(YamlNode root, Path directory) {
        return new Scene(root, directory, SceneWords.standard(), null);
    }

    /** As the first, in words of one's own. */
    public static Scene parse(YamlNode root, Path directory, SceneWords words) {
        return new Scene(root, directory, words, null);
    }

    /**
     * As above, with a seed for a scene that draws random values and names none.
     *
     * @param otherSeed left unused where the configuration has a seed, or nothing is random
     */
    public static Scene parse(YamlNode root, Path directory, long otherSeed) {
        return new Scene(root, directory, SceneWords.standard(), otherSeed);
    }

    /** Columns of a stamp. */
    public int nx() {
        return image.nx();
    }

    /** Rows of a stamp. */
    public int ny() {
        return image.ny();
    }

    /** Side of a pixel (arcsec); of a square of the same area where pixels are not square. */
    public double pixelScale() {
        return grid.scale();
    }

    /** How pixels lie on the sky. */
    PixelGrid grid() {
        return grid;
    }

    /** Whether the pixel is convolved with when drawing. */
    public PixelResponse pixel() {
        return stamps.pixel();
    }

    /** Number of stamps that the configuration asks for. */
    public long count() {
        return count;
    }

    /** Whether anything is drawn at random. */
    public boolean isRandom() {
        return random;
    }

    public long seed() {
        return streams.seed();
    }

    /** The same scene under another seed. */
    public Scene withSeed(long seed) {
        return new Scene(this, seed);
    }

    /** The streams that noise and the like are drawn from. */
    public RandomStreams streams() {
        return streams;
    }

    /** Whether all galaxies share one PSF (or have none). */
    public boolean hasConstantPsf() {
        return psf.isConstant();
    }

    /** Whether there is a PSF. */
    public boolean hasPsf() {
        return !psf.isConstant() || psf.draw(null) != null;
    }

    /** Whether the scene adds noise. */
    public boolean hasNoise() {
        return noise.isThere();
    }

    /** Standard deviation of the noise where one holds for all pixels of all stamps (0 without noise), else NaN. */
    public double noiseSigma() {
        if (!hasNoise()) {
            return 0;
        }
        return noise.common() instanceof GaussianNoise white ? white.sigma() : Double.NaN;
    }

    /** What is written beside the images. */
    OutputPlan output() {
        return output;
    }

    /** Whether weights go with the stamps: where asked for, or where one number does not say the noise of every pixel. */
    boolean writesWeights() {
        return output.weight() != null || hasNoise() && !noise.isUniform();
    }

    /** Cards of the images' header. */
    Map<String, Object> imageCards() {
        Map<String, Object> cards = noise.cards();
        cards.putAll(grid.cards(nx(), ny()));
        return cards;
    }

    /** Sky counts that stay in every pixel. */
    double background() {
        return noise.background();
    }

    /** The number that a stamp's noise is drawn by: its own, or that of the first of its pair. */
    public long noiseIndex(long index) {
        return index - index % stamps.copies();
    }

    /** The noise of a galaxy's stamp, or null. Stamps of one image share what is drawn for it. */
    public Noise noise(long index) {
        long of = index / image.stampsPerImage();
        try {
            return noise.draw(new Draw(streams, of, of));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("image.noise: object " + index + ": " + e.getMessage(), e);
        }
    }

    /** YAML paths of the numbers that differ between galaxies. */
    public List<String> drawnPaths() {
        return drawnPaths;
    }

    /**
     * Draws a galaxy.
     *
     * @param index its number, from 0
     * @throws ConfigException where the configuration gives this galaxy impossible values
     */
    public SceneGalaxy draw(long index) {
        int failures = 0;
        for (int redraw = 0; redraw < MOST_REDRAWS; redraw++) {
            try {
                SceneGalaxy found = draw(index, redraw);
                if (stamps.rejections().isEmpty()
                        || !rejects(stamps.member(index) == 0 ? found : first(index, redraw))) {
                    return found;
                }
            } catch (ConfigException e) {
                if (failures++ >= stamps.retries()) {
                    throw e;
                }
            }
        }
        throw new ConfigException("stamp.reject: object " + index + ": rejected " + MOST_REDRAWS + " times");
    }

    /** The first of a galaxy's ring: what is rejected there is rejected for all. */
    private SceneGalaxy first(long index, int redraw) {
        return draw(stamps.ring(index) * stamps.stampsPerGalaxy(), redraw);
    }

    private boolean rejects(SceneGalaxy galaxy) {
        List<Double> row = truth(galaxy);
        List<StampLayout.Column> columns = truthColumns();
        for (Rejection rejection : stamps.rejections()) {
            double value = Math.hypot(galaxy.g1(), galaxy.g2());
            for (int i = 0; i < row.size() && !rejection.column().equals("g"); i++) {
                value = columns.get(i).name().equals(rejection.column()) ? row.get(i) : value;
            }
            if (rejection.rejects(value)) {
                return true;
            }
        }
        return false;
    }

    private SceneGalaxy draw(long index, int redraw) {
        long ring = stamps.ring(index);
        long number = index / stamps.copies();
        int redrawn = stamps.isPlain() ? redraw : 0;
        Draw whole = new Draw(
                streams,
                ring * stamps.stampsPerGalaxy() / stamps.copies(),
                ring * stamps.stampsPerGalaxy(),
                redraw,
                1,
                null);
        Draw member = new Draw(streams, number, number * stamps.copies(), redrawn, stamps.sign(index), whole);
        LightProfile p;
        try {
            p = psf.draw(member);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("psf: object " + index + ": " + e.getMessage(), e);
        }
        LightProfile g;
        try {
            g = stamps.apply(galaxy.draw(whole), index, member, grid);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("stamp: object " + index + ": " + e.getMessage(), e);
        }
        List<Double> drawn = new ArrayList<>(drawnPaths.size());
        SceneGalaxy found;
        try {
            found = SceneGalaxy.of(index, s2n == null ? g : scaled(index, g, p, s2n.draw(whole)), p, drawn);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("gal: object " + index + ": " + e.getMessage(), e);
        }
        List<Double> added = output.truth(member);
        for (String path : drawnPaths) {
            double value = whole.drawn(path);
            drawn.add(Double.isNaN(value) ? member.drawn(path) : value);
        }
        drawn.addAll(added);
        return found;
    }

    /** A galaxy at the flux that gives it a signal-to-noise ratio against the noise without its own photons, as in GalSim. */
    private LightProfile scaled(long index, LightProfile g, LightProfile p, double wanted) {
        double[] pixels = new double[nx() * ny()];
        renderers.get().draw(index, g, p, pixels);
        double sum = 0;
        for (double mu : pixels) {
            sum += mu * mu;
        }
        return g.withScaledFlux(wanted * Math.sqrt(noise(noiseIndex(index)).variance(0) / sum));
    }

    /** Columns of TRUTH. */
    public List<StampLayout.Column> truthColumns() {
        List<StampLayout.Column> columns = new ArrayList<>();
        for (String name : List.of("g1", "g2")) {
            columns.add(new StampLayout.Column(name, ""));
        }
        for (String name : List.of("half_light_radius", "sigma")) {
            columns.add(new StampLayout.Column(name, "arcsec"));
        }
        columns.add(new StampLayout.Column("flux", "ct"));
        columns.add(new StampLayout.Column("dx", "arcsec"));
        columns.add(new StampLayout.Column("dy", "arcsec"));
        columns.add(new StampLayout.Column("psf_g1", ""));
        columns.add(new StampLayout.Column("psf_g2", ""));
        columns.add(new StampLayout.Column("psf_half_light_radius", "arcsec"));
        columns.add(new StampLayout.Column("psf_sigma", "arcsec"));
        if (!stamps.isPlain()) {
            for (String name : List.of("ring", "member", "sign")) {
                columns.add(new StampLayout.Column(name, ""));
            }
        }
        for (String path : drawnPaths) {
            columns.add(new StampLayout.Column(path, ""));
        }
        List<String> taken =
                new ArrayList<>(columns.stream().map(StampLayout.Column::name).toList());
        taken.addAll(List.of("id", "s2n", "noise_sigma"));
        for (String name : output.truthColumns(taken)) {
            columns.add(new StampLayout.Column(name, ""));
        }
        return columns;
    }

    /** The row of TRUTH of a galaxy, in the order of {@link #truthColumns}. */
    public List<Double> truth(SceneGalaxy g) {
        List<Double> row = new ArrayList<>(List.of(
                g.g1(),
                g.g2(),
                g.halfLightRadius(),
                g.sigma(),
                g.flux(),
                g.dx(),
                g.dy(),
                g.psfShape().g1(),
                g.psfShape().g2(),
                g.psfShape().halfLightRadius(),
                g.psfShape().sigma()));
        if (!stamps.isPlain()) {
            row.add((double) stamps.ring(g.index()));
            row.add((double) stamps.member(g.index()));
            row.add((double) stamps.sign(g.index()));
        }
        row.addAll(g.drawn());
        return row;
    }
}
