package org.shearnet.galaxysim.scene;

import java.util.List;
import org.shearnet.galaxysim.profile.Box;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.render.PixelResponse;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The {@code image} section less its noise: how many pixels a stamp has, and how many stamps one of GalSim's images holds. */
final class ImagePlan {

    private static final int LARGEST_STAMP = 8192;
    private static final int MOST_TILES = 100_000;

    /** Of GalSim's automatic size: the share of the flux that may fold, and the least half-light radii to each side. */
    private static final double FOLDING = 5e-3;

    private static final double LEAST_RADII = 5;

    /**
     * How stamps lie in an image.
     *
     * @param columns of tiles
     * @param tiles in all
     * @param prefix of the keys of a stamp's size
     */
    record Tiling(int columns, int tiles, String prefix) {

        private static Tiling parse(YamlNode image) {
            int columns = image.get("nx_tiles").count(1, MOST_TILES);
            return new Tiling(columns, columns * image.get("ny_tiles").count(1, MOST_TILES / columns), "stamp_");
        }
    }

    static final Vocabulary<Void, Tiling> WORDS = GalSimWords.<Void, Tiling>vocabulary(
                    "image",
                    "the stamps; all of `xsize`, `ysize`, `size` left out gives GalSim's automatic size where all galaxies are"
                            + " alike")
            .unlessNamed("Single")
            .register(
                    "Single",
                    "one stamp an image",
                    Keys.none().may("size", "pixels").may("xsize", "").may("ysize", ""),
                    (image, none) -> new Tiling(1, 1, ""))
            .register(
                    "Tiled",
                    "a stamp for each tile, in GalSim's order; borders must not overlap tiles",
                    Keys.none()
                            .must("nx_tiles", "")
                            .must("ny_tiles", "")
                            .may("stamp_size", "pixels")
                            .may("stamp_xsize", "")
                            .may("stamp_ysize", "")
                            .may("border", "pixels")
                            .may("xborder", "")
                            .may("yborder", "")
                            .may("order", "`row`"),
                    (image, none) -> Tiling.parse(image))
            .withCommon(
                    "every image",
                    Keys.none()
                            .may("pixel_scale", "arcsec")
                            .may("wcs", "")
                            .may("random_seed", "")
                            .may("noise", "")
                            .atMostOneOf("counts an arcsec^2, or a pixel", "sky_level", "sky_level_pixel")
                            .may("offset", "pixels")
                            .may("draw_method", "")
                            .may("nproc", ""),
                    "`sky_level` stays in the image; `nproc` is left to `--threads`");

    private final YamlNode node;
    private final int columns;
    private final int tiles;
    private final int xStep;
    private final int yStep;
    private int nx;
    private int ny;

    /** Number of stamps that one image of this section holds, read before all else. */
    static int stampsPerImage(YamlNode image) {
        return WORDS.parsePart(image, null).tiles;
    }

    /**
     * @param stamp the stamp section, which may say the size too, or null
     */
    ImagePlan(YamlNode image, YamlNode stamp, Values values) {
        node = image;
        Tiling tiling = WORDS.parsePart(image, null);
        tiles = tiling.tiles;
        columns = tiling.columns;
        size(image, tiling.prefix, values);
        if (stamp != null && (stamp.has("size") || stamp.has("xsize") || stamp.has("ysize"))) {
            if (nx > 0) {
                throw stamp.error("the size of a stamp is given in image as well");
            }
            size(stamp, "", values);
        }
        int border = image.has("border") ? border(image.get("border")) : 0;
        xStep = nx + (image.has("xborder") ? border(image.get("xborder")) : border);
        yStep = ny + (image.has("yborder") ? border(image.get("yborder")) : border);
        if (image.has("order")) {
            image.get("order").oneOf("row", "row_major");
        }
        if (image.has("nproc")) {
            image.get("nproc").count(-1000, 1_000_000);
        }
        if (!tiling.prefix.isEmpty() && nx == 0) {
            throw image.missing(tiling.prefix + "size");
        }
    }

    private static int border(YamlNode border) {
        if (border.integer() < 0) {
            throw border.error("tiles that overlap are not supported: each becomes a stamp of its own");
        }
        return border.count(0, LARGEST_STAMP);
    }

    private void size(YamlNode node, String prefix, Values values) {
        int both = side(node, prefix + "size", values, 0);
        nx = side(node, prefix + "xsize", values, both);
        ny = side(node, prefix + "ysize", values, both);
        if (nx == 0 != (ny == 0)) {
            throw node.missing(prefix + (nx == 0 ? "xsize" : "ysize"));
        }
    }

    private static int side(YamlNode node, String key, Values values, int otherwise) {
        YamlNode side = node.find(key);
        if (side == null) {
            return otherwise;
        }
        double value = values.fixed(side);
        if (value != Math.rint(value) || value < 1 || value > LARGEST_STAMP) {
            throw side.error("must be a whole number between 1 and " + LARGEST_STAMP + ", not " + value);
        }
        return (int) value;
    }

    /**
     * Where the configuration gives no size, finds GalSim's: the whole period of the wave numbers that an image without
     * folding needs, made even.
     */
    void findSize(Drawn<LightProfile> galaxy, Drawn<LightProfile> psf, PixelGrid grid, PixelResponse pixel) {
        if (nx > 0) {
            return;
        }
        if (!galaxy.isConstant() || !psf.isConstant()) {
            throw node.error("'size' is missing: galaxies differ here, so that there is no one automatic size");
        }
        LightProfile drawn = galaxy.draw(Draw.ofConstants());
        LightProfile seen = psf.draw(Draw.ofConstants());
        LightProfile whole = seen == null ? drawn : new Convolution(List.of(drawn, seen));
        LightProfile over = grid.overSquares(whole);
        if (pixel == PixelResponse.CONVOLVE) {
            over = new Convolution(List.of(over, new Box(grid.scale(), grid.scale(), 1)));
        }
        // GalSim counts the half pixel by which the centre of an even image lies beside a pixel's.
        double pixels = 2 * Math.PI / (grid.scale() * over.stepK(FOLDING, LEAST_RADII)) + Math.sqrt(2);
        if (!(pixels <= LARGEST_STAMP)) {
            throw node.error("'size' is missing, and the automatic one would be beyond " + LARGEST_STAMP + " pixels");
        }
        nx = 2 * (((int) Math.ceil(pixels * (1 - 1e-12)) + 1) / 2);
        ny = nx;
    }

    int nx() {
        return nx;
    }

    int ny() {
        return ny;
    }

    /** Stamps that one of GalSim's images holds: its tiles. */
    int stampsPerImage() {
        return tiles;
    }

    /** Where the centre of a stamp lies in its image, first pixel at 1. */
    double[] centre(long index) {
        int tile = (int) (index % tiles);
        return new double[] {0.5 * (nx + 1) + tile % columns * xStep, 0.5 * (ny + 1) + tile / columns * (double) yStep};
    }
}
