package org.shearnet.galaxysim.scene;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * How the pixels of a stamp lie on the sky: (u, v) in arcsec = M (x, y) in pixels about the stamp's centre.
 *
 * @param dudx element u from x (arcsec a pixel)
 * @param dudy element u from y
 * @param dvdx element v from x
 * @param dvdy element v from y
 */
record PixelGrid(double dudx, double dudy, double dvdx, double dvdy) {

    /** Beyond this, no instrument has pixels, and a stamp would take minutes. */
    private static final double MOST_ELONGATED = 30;

    /**
     * What the words of {@code wcs} need.
     *
     * @param scale of the section image (arcsec), or NaN
     */
    record Context(Values values, Geometry geometry, double scale) {}

    private static final Keys SCALE = Keys.none().may("scale", "arcsec, `pixel_scale` unless given");

    private static final Keys MATRIX =
            Keys.none().must("dudx", "").must("dudy", "").must("dvdx", "").must("dvdy", "");

    private static final Keys ORIGINS = Keys.none().may("origin", "").may("world_origin", "");

    static final Vocabulary<Context, PixelGrid> WORDS = GalSimWords.<Context, PixelGrid>vocabulary(
                    "image.wcs", "how pixels lie on the sky; the local matrix goes into the header of IMAGE")
            .unlessNamed("PixelScale")
            .register("PixelScale", "square pixels", SCALE.plus(ORIGINS), (node, c) -> square(scale(node, c)))
            .register(
                    "Shear",
                    "sheared pixels",
                    Keys.none().must("shear", "").plus(SCALE).plus(ORIGINS),
                    PixelGrid::sheared)
            .register("Jacobian", "any matrix (arcsec a pixel)", MATRIX, PixelGrid::matrix)
            .register("Affine", "the same; origins move no stamp", MATRIX.plus(ORIGINS), PixelGrid::matrix);

    /** Square upright pixels. */
    static PixelGrid square(double scale) {
        return new PixelGrid(scale, 0, 0, scale);
    }

    /** Reads {@code pixel_scale} and {@code wcs} of the image section. */
    static PixelGrid parse(YamlNode image, Values values, Geometry geometry) {
        YamlNode wcs = image.find("wcs");
        if (wcs == null) {
            return square(scale(image, "pixel_scale", values, Double.NaN));
        }
        double pixelScale = image.has("pixel_scale") ? scale(image, "pixel_scale", values, Double.NaN) : Double.NaN;
        for (String origin : ORIGINS.names()) {
            if (wcs.has(origin)
                    && !(wcs.get(origin).isScalar() && wcs.get(origin).text().equals("center"))) {
                geometry.position(wcs.get(origin));
            }
        }
        PixelGrid grid = WORDS.parse(wcs, new Context(values, geometry, pixelScale));
        if (!(grid.area() > 0)) {
            throw wcs.error("the matrix " + grid.dudx + ", " + grid.dudy + ", " + grid.dvdx + ", " + grid.dvdy
                    + " maps pixels to no area of the sky");
        }
        double longer = grid.elongation();
        if (longer > MOST_ELONGATED) {
            throw wcs.error(String.format(
                    java.util.Locale.ROOT,
                    "pixels %.3g times as long as they are wide on the sky; at most %.0f",
                    longer,
                    MOST_ELONGATED));
        }
        return grid;
    }

    /** Largest stretch of a pixel on the sky over its smallest. */
    private double elongation() {
        double sum = dudx * dudx + dudy * dudy + dvdx * dvdx + dvdy * dvdy;
        double a = area();
        double difference = Math.sqrt(Math.max(0, (sum - 2 * a) * (sum + 2 * a)));
        return (sum + difference) / (2 * a);
    }

    private static double scale(YamlNode wcs, Context c) {
        return scale(wcs, "scale", c.values, c.scale);
    }

    private static PixelGrid sheared(YamlNode wcs, Context c) {
        double scale = scale(wcs, c);
        Drawn<Shear> shear = c.geometry.shear(wcs.get("shear"));
        if (!shear.isConstant()) {
            throw wcs.get("shear").error("one shear for all stamps, please");
        }
        double[][] m = shear.draw(Draw.ofConstants()).inverse().matrix();
        return new PixelGrid(scale * m[0][0], scale * m[0][1], scale * m[1][0], scale * m[1][1]);
    }

    private static PixelGrid matrix(YamlNode wcs, Context c) {
        return new PixelGrid(
                c.values.fixed(wcs.get("dudx")),
                c.values.fixed(wcs.get("dudy")),
                c.values.fixed(wcs.get("dvdx")),
                c.values.fixed(wcs.get("dvdy")));
    }

    private static double scale(YamlNode node, String key, Values values, double otherwise) {
        if (!Double.isNaN(otherwise) && !node.has(key)) {
            return otherwise;
        }
        double scale = values.fixed(node.get(key));
        if (!(scale > 0)) {
            throw node.get(key).error("must be positive, not " + scale);
        }
        return scale;
    }

    /** Area of a pixel (arcsec^2). */
    double area() {
        return Math.abs(dudx * dvdy - dudy * dvdx);
    }

    /** Side of a square pixel of the same area (arcsec). */
    double scale() {
        return isSquare() ? dudx : Math.sqrt(area());
    }

    /** Whether pixels are square and upright. */
    boolean isSquare() {
        return equals(square(dudx)) && dudx > 0;
    }

    /** A profile of the sky as it lies over square upright pixels of {@link #scale}. */
    LightProfile overSquares(LightProfile profile) {
        if (isSquare()) {
            return profile;
        }
        double ratio = scale() / (dudx * dvdy - dudy * dvdx);
        return profile.map(ratio * dvdy, -ratio * dudy, -ratio * dvdx, ratio * dudx);
    }

    /** The same pixels turned on the sky (radians, from u towards v). */
    PixelGrid turned(double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        return angle == 0
                ? this
                : new PixelGrid(c * dudx - s * dvdx, c * dudy - s * dvdy, s * dudx + c * dvdx, s * dudy + c * dvdy);
    }

    /** Where a shift in pixels leads on the sky (arcsec). */
    double[] toSky(double x, double y) {
        return new double[] {dudx * x + dudy * y, dvdx * x + dvdy * y};
    }

    /** Cards that say it, for pixels that are not square and upright; the reference is the stamp's centre. */
    Map<String, Object> cards(int nx, int ny) {
        Map<String, Object> cards = new LinkedHashMap<>();
        if (isSquare()) {
            return cards;
        }
        cards.put("GS_WCS", "JacobianWCS");
        for (int axis = 1; axis <= 2; axis++) {
            cards.put("CTYPE" + axis, "LINEAR");
            cards.put("CUNIT" + axis, "arcsec");
            cards.put("CRVAL" + axis, 0.0);
            cards.put("CRPIX" + axis, 0.5 * ((axis == 1 ? nx : ny) + 1));
        }
        cards.put("CD1_1", dudx);
        cards.put("CD1_2", dudy);
        cards.put("CD2_1", dvdx);
        cards.put("CD2_2", dvdy);
        return cards;
    }
}
