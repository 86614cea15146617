package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.fits.StampLayout;
import org.shearnet.galaxysim.noise.CcdNoise;
import org.shearnet.galaxysim.noise.GaussianNoise;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.noise.PoissonNoise;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.psf.PsfexModel;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A population of galaxies, their PSF, pixels and noise, as a configuration in GalSim's vocabulary describes it: the keys
 * {@code gal}, {@code psf}, {@code image}, {@code input}, {@code output}, {@code stamp}. Immutable; what galaxy i is depends
 * on the seed and i alone.
 */
public final class Scene {

    private static final int LARGEST_STAMP = 8192;
    private static final int MOST_REDRAWS = 10_000;

    private final Drawn<LightProfile> galaxy;
    private final Drawn<LightProfile> psf;
    private final List<String> drawnPaths;
    private final int nx;
    private final int ny;
    private final double pixelScale;
    private final StampPlan stamps;
    private final long count;
    private final RandomStreams streams;
    private final Drawn<Noise> noise;
    private final OutputPlan output;

    private Scene(Scene other, long seed) {
        galaxy = other.galaxy;
        psf = other.psf;
        drawnPaths = other.drawnPaths;
        nx = other.nx;
        ny = other.ny;
        pixelScale = other.pixelScale;
        stamps = other.stamps;
        count = other.count;
        noise = other.noise;
        output = other.output;
        streams = new RandomStreams(seed);
    }

    private Scene(YamlNode root, Path directory) {
        YamlNode input = root.find("input");
        Catalog catalog = null;
        PsfexModel psfex = null;
        if (input != null) {
            catalog = input.has("catalog") ? Catalog.parse(input.get("catalog"), directory) : null;
            psfex = input.has("des_psfex") ? Images.input(input.get("des_psfex"), directory) : null;
            input.rejectUnknown();
        }
        Values values = new Values(catalog);
        YamlNode image = root.get("image");
        if (image.has("type")) {
            image.get("type").oneOf("Single");
        }
        if (image.has("size") && (image.has("xsize") || image.has("ysize"))) {
            throw image.get("size").error("give size, or xsize and ysize, not both");
        }
        nx = image.get(image.has("size") ? "size" : "xsize").count(1, LARGEST_STAMP);
        ny = image.get(image.has("size") ? "size" : "ysize").count(1, LARGEST_STAMP);
        pixelScale = image.get("pixel_scale").positive();
        double[] centre = {0.5 * (nx + 1), 0.5 * (ny + 1)};
        Profiles profiles = new Profiles(values, new Images(values, directory, psfex, pixelScale, centre));
        galaxy = profiles.galaxy(root.get("gal"));
        psf = root.has("psf") ? profiles.psf(root.get("psf")) : Drawn.constant(null);
        YamlNode seed = image.find("random_seed");
        streams = new RandomStreams(seed == null ? 0 : seed.integer());
        noise = image.has("noise") ? noise(image.get("noise"), values, directory) : Drawn.constant(null);
        image.rejectUnknown();
        stamps = new StampPlan(root.find("stamp"), profiles, values);
        output = OutputPlan.parse(root.find("output"));
        count = output.images() > 0 ? output.images() : catalog == null ? 1 : catalog.rows();
        if (output.weight()) {
            checkWeights(root.get("output").get("weight"));
        }
        drawnPaths = values.drawnPaths();
        Set<String> columns = truthColumns().stream()
                .map(StampLayout.Column::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        stamps.rejections().forEach(r -> r.check(columns));
        if (seed == null && isRandom(root, 0)) {
            throw image.error("'random_seed' is missing: this scene draws random values");
        }
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
        return new Scene(root, directory);
    }

    /** Whether any value below the scene's keys is drawn at random. */
    private static boolean isRandom(YamlNode node, int depth) {
        if (node.isList()) {
            return node.items().stream().anyMatch(item -> isRandom(item, depth + 1));
        }
        if (!node.isMap()) {
            return false;
        }
        if (depth == 0) {
            return List.of("gal", "psf", "image", "stamp").stream()
                    .anyMatch(key -> node.has(key) && isRandom(node.get(key), 1));
        }
        if (node.keys().contains("noise") && node.path().equals("image") && node.has("noise")) {
            return true;
        }
        if (node.keys().contains("type")
                && node.has("type")
                && node.get("type").isScalar()
                && node.get("type").text().startsWith("Random")) {
            return true;
        }
        return node.keys().stream().anyMatch(key -> node.has(key) && isRandom(node.get(key), depth + 1));
    }

    private Drawn<Noise> noise(YamlNode node, Values values, Path directory) {
        YamlNode type = node.get("type");
        Drawn<Noise> noise = switch (type.oneOf("Gaussian", "Poisson", "CCD", "Correlated")) {
            case "Gaussian" -> {
                if (node.has("sigma") == node.has("variance")) {
                    throw node.error("give sigma or variance");
                }
                boolean variance = node.has("variance");
                Drawn<Double> value = values.number(node.get(variance ? "variance" : "sigma"));
                yield of(value, v -> new GaussianNoise(variance ? Math.sqrt(v) : v));
            }
            case "Correlated" -> Drawn.constant(NoiseImages.read(node, directory, nx, ny));
            case "Poisson" -> of(sky(node, values), PoissonNoise::new);
            default -> {
                double gain = node.has("gain") ? node.get("gain").number() : 1;
                double read = node.number("read_noise", 0);
                yield of(sky(node, values), sky -> new CcdNoise(sky, gain, read));
            }
        };
        node.rejectUnknown();
        if (noise.isConstant()) {
            try {
                noise.draw(null);
            } catch (IllegalArgumentException e) {
                throw node.error(e.getMessage());
            }
        }
        return noise;
    }

    private static Drawn<Noise> of(Drawn<Double> value, java.util.function.DoubleFunction<Noise> maker) {
        return new Drawn<>() {
            @Override
            public Noise draw(Draw d) {
                return maker.apply(value.draw(d));
            }

            @Override
            public boolean isConstant() {
                return value.isConstant();
            }
        };
    }

    /** Sky counts in a pixel: sky_level is per arcsec^2, sky_level_pixel per pixel. */
    private Drawn<Double> sky(YamlNode node, Values values) {
        if (node.has("sky_level") && node.has("sky_level_pixel")) {
            throw node.error("give sky_level or sky_level_pixel, not both");
        }
        if (node.has("sky_level_pixel")) {
            return values.number(node.get("sky_level_pixel"));
        }
        if (!node.has("sky_level")) {
            return Drawn.constant(0.0);
        }
        Drawn<Double> level = values.number(node.get("sky_level"));
        double area = pixelScale * pixelScale;
        if (level.isConstant()) {
            return Drawn.constant(area * level.draw(null));
        }
        return d -> area * level.draw(d);
    }

    /** Columns of a stamp. */
    public int nx() {
        return nx;
    }

    /** Rows of a stamp. */
    public int ny() {
        return ny;
    }

    /** Side of a pixel (arcsec). */
    public double pixelScale() {
        return pixelScale;
    }

    /** Whether the pixel is convolved with when drawing. */
    public PixelResponse pixel() {
        return stamps.pixel();
    }

    /** Number of stamps that the configuration asks for. */
    public long count() {
        return count;
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
        return !noise.isConstant() || noise.draw(null) != null;
    }

    /** Standard deviation of the noise where one holds for all pixels of all stamps (0 without noise), else NaN. */
    public double noiseSigma() {
        if (!hasNoise()) {
            return 0;
        }
        return noise.isConstant() && noise.draw(null) instanceof GaussianNoise white ? white.sigma() : Double.NaN;
    }

    private void checkWeights(YamlNode node) {
        if (!hasNoise()) {
            throw node.error("the scene has no noise, so that there is no variance to weigh by");
        }
        if (!output.objectVariance() && noise.isConstant() && !(noise.draw(null).variance(0) > 0)) {
            throw node.error("without the object's photons there is no variance: write include_obj_var: true");
        }
    }

    /** What is written beside the images. */
    OutputPlan output() {
        return output;
    }

    /** Whether weights go with the stamps: where asked for, or where one number does not say the noise of every pixel. */
    boolean writesWeights() {
        return output.weight()
                || hasNoise() && !(noise.isConstant() && noise.draw(null).isUniform());
    }

    /** What a file's header can say of the noise: its kind, and the numbers that hold for all stamps. */
    Map<String, Object> noiseCards() {
        Map<String, Object> cards = new LinkedHashMap<>();
        if (!noise.isConstant()) {
            cards.put("NOISETYP", "VARIES");
            return cards;
        }
        Noise one = noise.draw(null);
        if (one == null) {
            cards.put("NOISETYP", "NONE");
            cards.put("NOISESIG", 0.0);
        } else if (one instanceof PoissonNoise poisson) {
            cards.put("NOISETYP", "POISSON");
            cards.put("SKYLEVEL", poisson.sky());
        } else if (one instanceof CcdNoise ccd) {
            cards.put("NOISETYP", "CCD");
            cards.put("SKYLEVEL", ccd.sky());
            cards.put("GAIN", ccd.gain());
            cards.put("RDNOISE", ccd.readNoise());
        } else {
            cards.put("NOISETYP", one instanceof GaussianNoise ? "GAUSSIAN" : "CORRELATED");
        }
        if (one != null && one.isUniform()) {
            cards.put("NOISESIG", Math.sqrt(one.variance(0)));
        }
        return cards;
    }

    /** The number that a stamp's noise is drawn by: its own, or that of the first of its pair. */
    public long noiseIndex(long index) {
        return index - index % stamps.copies();
    }

    /** The noise of a galaxy's stamp, or null. */
    public Noise noise(long index) {
        return noise.draw(new Draw(streams, index, index));
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
        for (int redraw = 0; redraw < MOST_REDRAWS; redraw++) {
            SceneGalaxy found = draw(index, redraw);
            if (stamps.rejections().isEmpty() || !rejects(stamps.member(index) == 0 ? found : first(index, redraw))) {
                return found;
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
                streams, ring * stamps.stampsPerGalaxy() / stamps.copies(), ring * stamps.stampsPerGalaxy(), redraw, 1);
        Draw member = new Draw(streams, number, number * stamps.copies(), redrawn, stamps.sign(index));
        LightProfile p = psf.draw(member);
        LightProfile g = stamps.apply(galaxy.draw(whole), index, member, pixelScale);
        List<Double> drawn = new ArrayList<>(drawnPaths.size());
        for (String path : drawnPaths) {
            double value = whole.drawn(path);
            drawn.add(Double.isNaN(value) ? member.drawn(path) : value);
        }
        return SceneGalaxy.of(index, g, p, drawn);
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
