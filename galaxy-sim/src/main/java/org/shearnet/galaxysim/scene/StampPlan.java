package org.shearnet.galaxysim.scene;

import java.util.List;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * The {@code stamp} section: what becomes of a galaxy before it is drawn.
 *
 * <p>{@code type: Ring} is GalSim's: {@code num} stamps show one galaxy, turned by equal parts of {@code full_rotation} (180
 * degrees unless given); the transformations of the section (shear, shift ...) follow after the turn. {@code pairs: true}, an
 * option of this project, draws every stamp twice, first under the section's shear, then under its opposite, with the same
 * noise. {@code reject} names galaxies that are drawn anew, as in {@code reject: [sigma < 0.14, g > 0.9]}.
 */
final class StampPlan {

    /**
     * The stamps of one galaxy.
     *
     * @param count how many, pairs counted once
     * @param turn of one against the one before (radians)
     */
    record Ring(int count, double turn) {

        private static Ring parse(YamlNode node, Geometry geometry) {
            int count = node.get("num").count(1, MOST_IN_RING);
            Drawn<Double> full =
                    node.has("full_rotation") ? geometry.angle(node.get("full_rotation")) : Drawn.constant(Math.PI);
            if (!full.isConstant()) {
                throw node.get("full_rotation").error("one angle for all rings, please");
            }
            return new Ring(count, full.draw(Draw.ofConstants()) / count);
        }
    }

    static final Vocabulary<Geometry, Ring> WORDS = GalSimWords.<Geometry, Ring>vocabulary(
                    "stamp", "what becomes of a galaxy before it is drawn")
            .unlessNamed("Basic")
            .register("Basic", "the galaxy as it is", Keys.none(), (node, geometry) -> new Ring(1, 0))
            .register(
                    "Ring",
                    "`num` stamps show one galaxy, turned by equal parts",
                    Keys.none().must("num", "").may("full_rotation", "180 deg unless given"),
                    Ring::parse)
            .withCommon(
                    "every stamp",
                    Keys.none()
                            .may("draw_method", "auto, fft, real_space, phot, no_pixel")
                            .may("offset", "pixels")
                            .may("size", "pixels")
                            .may("xsize", "")
                            .may("ysize", "")
                            .may("retry_failures", "how often an object that cannot be drawn is drawn anew")
                            .may("pairs", "")
                            .may("reject", "galaxies that are drawn anew")
                            .may("neighbours", "`density`: other galaxies a square arcminute, for `output.type: MEDS`"),
                    "")
            .withCommon("rings and pairs", Transformations.KEYS, "what is done to the galaxy after its turn");

    /** Galaxies a square arcminute; the deepest fields have a few hundred. */
    private static final int MOST_DENSE = 10_000;

    private static final int MOST_IN_RING = 10_000;

    private static final List<String> METHODS = List.of("auto", "fft", "real_space", "phot", "no_pixel");

    private final PixelResponse pixel;
    private final boolean photons;
    private final int members;
    private final int copies;
    private final double turn;
    private final Transformations.Step transformation;
    private final Drawn<double[]> offset;
    private final int retries;
    private final List<Rejection> rejections;
    private final double neighbours;

    /**
     * @param section the stamp section, or null
     * @param image the image section, which may hold {@code draw_method} and {@code offset} too
     */
    StampPlan(YamlNode section, YamlNode image, Transformations transformations, Geometry geometry) {
        YamlNode node = section == null ? image.emptyMap("stamp") : section;
        Ring ring = WORDS.parsePart(node, geometry);
        members = ring.count;
        turn = ring.turn;
        String method = either(node, image, "draw_method") == null
                ? "auto"
                : either(node, image, "draw_method").oneOf(METHODS);
        pixel = method.equals("no_pixel") ? PixelResponse.INCLUDED : PixelResponse.CONVOLVE;
        photons = method.equals("phot");
        boolean pairs = node.has("pairs") && node.get("pairs").bool();
        copies = pairs ? 2 : 1;
        if (pairs && !node.has("shear")) {
            throw node.get("pairs")
                    .error("pairs need a shear in this section: each is drawn under it and its opposite");
        }
        transformation =
                !node.text("type", "Basic").equals("Basic") || pairs ? transformations.all(node, true) : (p, d) -> p;
        YamlNode moved = either(node, image, "offset");
        offset = moved == null ? null : geometry.position(moved);
        retries = node.has("retry_failures") ? node.get("retry_failures").count(0, 1_000_000) : 0;
        YamlNode reject = node.find("reject");
        rejections = reject == null
                ? List.of()
                : (reject.isList() ? reject.items() : List.of(reject))
                        .stream().map(Rejection::parse).toList();
        neighbours = node.has("neighbours") ? density(node.get("neighbours")) : 0;
        for (String size : new String[] {"size", "xsize", "ysize"}) {
            node.has(size);
        }
        node.rejectUnknown();
    }

    private static double density(YamlNode node) {
        double density = node.get("density").number();
        if (!(density >= 0 && density <= MOST_DENSE)) {
            throw node.get("density")
                    .error("must be 0 to " + MOST_DENSE + " galaxies a square arcminute, not " + density);
        }
        node.rejectUnknown();
        return density;
    }

    private static YamlNode either(YamlNode stamp, YamlNode image, String key) {
        if (stamp.has(key) && image.has(key)) {
            throw image.get(key).error("is given in stamp as well");
        }
        return stamp.has(key) ? stamp.get(key) : image.find(key);
    }

    /** Whether galaxies are made of photons. */
    boolean photons() {
        return photons;
    }

    /** Other galaxies a square arcminute. */
    double neighbours() {
        return neighbours;
    }

    /** How often an object that cannot be drawn is drawn anew. */
    int retries() {
        return retries;
    }

    PixelResponse pixel() {
        return pixel;
    }

    /** Stamps that show one galaxy. */
    int stampsPerGalaxy() {
        return members * copies;
    }

    boolean isPlain() {
        return stampsPerGalaxy() == 1;
    }

    /** Stamps with the same noise and PSF: 2 for pairs. */
    int copies() {
        return copies;
    }

    /** Ring that a stamp belongs to. */
    long ring(long index) {
        return index / stampsPerGalaxy();
    }

    /** Number within the ring. */
    int member(long index) {
        return (int) (index / copies % members);
    }

    /** -1 for the second of a pair. */
    int sign(long index) {
        return index % copies == 0 ? 1 : -1;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    /** The galaxy as a stamp shows it. */
    LightProfile apply(LightProfile galaxy, long index, Draw draw, PixelGrid grid) {
        int member = member(index);
        LightProfile turned = member == 0 ? galaxy : galaxy.rotate(member * turn);
        LightProfile out = transformation.apply(turned, draw);
        if (offset == null) {
            return out;
        }
        double[] pixels = offset.draw(draw);
        double[] xy = grid.toSky(pixels[0], pixels[1]);
        return out.shift(xy[0], xy[1]);
    }
}
