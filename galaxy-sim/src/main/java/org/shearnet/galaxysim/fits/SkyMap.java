package org.shearnet.galaxysim.fits;

import java.util.Locale;
import java.util.Set;

/**
 * The local linear map from pixels to the tangent plane: (u, v) = M (x, y) in arcsec, x along columns, y along rows. As in
 * GalSim, v points north and u west, so that on an unrotated image of the sky, where right ascension falls along +x, u runs
 * along +x and v along +y.
 *
 * <p>Read from a header: the CD matrix, or PC with CDELT, or CDELT with CROTA2 (Greisen and Calabretta 2002, A&amp;A 395, 1061;
 * Calabretta and Greisen 2002, A&amp;A 395, 1077), or what GalSim writes. The map is that at the reference point.
 *
 * @param dudx change of u for one column (arcsec)
 * @param dudy change of u for one row (arcsec)
 * @param dvdx change of v for one column (arcsec)
 * @param dvdy change of v for one row (arcsec)
 */
public record SkyMap(double dudx, double dudy, double dvdx, double dvdy) {

    private static final double ARCSEC = 3600;

    /** Projections whose scale at the reference point is that of the matrix. */
    private static final Set<String> ZENITHAL = Set.of("TAN", "SIN", "ARC", "STG", "ZEA");

    /** Two statements of the same scale agree this closely. */
    private static final double SAME = 0.02;

    /** Pixels this many times longer than wide are none, but an error in the matrix. */
    private static final double FLATTEST = 1e-4;

    /**
     * Rejects maps that are not finite or not invertible, or nearly so.
     *
     * @param dudx change of u for one column (arcsec)
     * @param dudy change of u for one row (arcsec)
     * @param dvdx change of v for one column (arcsec)
     * @param dvdy change of v for one row (arcsec)
     */
    public SkyMap {
        double determinant = Math.abs(dudx * dvdy - dudy * dvdx);
        double squares = dudx * dudx + dudy * dudy + dvdx * dvdx + dvdy * dvdy;
        if (!(determinant > FLATTEST * squares && determinant > 0 && squares < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a finite map from pixels to the sky with an inverse is needed, not "
                    + dudx + ", " + dudy + ", " + dvdx + ", " + dvdy);
        }
    }

    /**
     * {@return square upright pixels of a side (arcsec)}
     *
     * @param scale side of a pixel (arcsec)
     */
    public static SkyMap square(double scale) {
        return new SkyMap(scale, 0, 0, scale);
    }

    /** {@return area of a pixel (arcsec^2)} */
    public double area() {
        return Math.abs(dudx * dvdy - dudy * dvdx);
    }

    /** {@return side of the square of a pixel's area (arcsec)} */
    public double scale() {
        return Math.sqrt(area());
    }

    /** {@return whether columns run along u and rows along v, in square pixels} */
    public boolean isSquare() {
        double small = 1e-9 * scale();
        return Math.abs(dudy) < small && Math.abs(dvdx) < small && dudx > 0 && Math.abs(dudx - dvdy) < small;
    }

    /**
     * {@return the map from pixels of this one to pixels of another: columns x, y of a 2 x 2 matrix {xx, xy, yx, yy}}
     *
     * @param other the other map
     */
    public double[] to(SkyMap other) {
        double det = other.dudx * other.dvdy - other.dudy * other.dvdx;
        return new double[] {
            (other.dvdy * dudx - other.dudy * dvdx) / det,
            (other.dvdy * dudy - other.dudy * dvdy) / det,
            (other.dudx * dvdx - other.dvdx * dudx) / det,
            (other.dudx * dvdy - other.dvdx * dudy) / det
        };
    }

    /**
     * The map that a header states.
     *
     * @param header cards of the image
     * @param pixelScale side of a pixel that the header states beside (arcsec), NaN for none; it tells the unit where the map does
     *     not
     * @param where the name that complaints carry
     * @return null where the header has no map to the sky
     * @throws BadDataException where the map has distortions, no known unit, or contradicts the pixel scale
     */
    public static SkyMap of(FitsHeader header, double pixelScale, String where) {
        WcsCards cards = new WcsCards(header);
        if (!cards.hasCd() && !(header.has("CDELT1") && header.has("CDELT2"))) {
            return null;
        }
        double[] m = cards.matrix();
        String x = cards.type(1);
        String y = cards.type(2);
        boolean celestial = isCelestial(x) && isCelestial(y);
        if (celestial) {
            requireLocal(header, x, where);
        }
        double unit = unit(header, cards, celestial, m, pixelScale, where);
        if (Double.isNaN(unit)) {
            return null;
        }
        boolean swapped = celestial && isLatitude(x);
        int lon = swapped ? 2 : 0;
        int lat = swapped ? 0 : 2;
        double west = celestial ? -unit : unit;
        SkyMap map;
        try {
            map = new SkyMap(west * m[lon], west * m[lon + 1], unit * m[lat], unit * m[lat + 1]);
        } catch (IllegalArgumentException e) {
            throw new BadDataException(
                    where + ": its WCS matrix has no inverse; give --wcs pixel to leave it alone", e);
        }
        double side = Math.hypot(map.dudx, map.dvdx);
        double height = Math.hypot(map.dudy, map.dvdy);
        boolean fits = Double.isNaN(pixelScale)
                || same(pixelScale, side)
                || same(pixelScale, height)
                || same(pixelScale, map.scale());
        if (!fits) {
            throw new BadDataException(String.format(
                    Locale.ROOT,
                    "%s: PIXSCALE says %.6g arcsec, the WCS %.6g x %.6g; give --wcs pixel to leave the WCS alone",
                    where,
                    pixelScale,
                    side,
                    height));
        }
        return map;
    }

    private static boolean same(double a, double b) {
        return Math.abs(a / b - 1) < SAME;
    }

    private static boolean isCelestial(String type) {
        return type.matches("(RA-|[A-Z]?LON|DEC|[A-Z]?LAT|[A-Z]{2}L[NT]).*");
    }

    private static boolean isLatitude(String type) {
        return type.matches("(DEC|[A-Z]?LAT|[A-Z]{2}LT).*");
    }

    private static void requireLocal(FitsHeader header, String type, String where) {
        String projection = type.length() >= 8 ? type.substring(5, 8) : "";
        boolean distorted = type.length() > 8 || header.has("A_ORDER") || header.has("B_ORDER") || header.has("PV1_5");
        if (distorted || !ZENITHAL.contains(projection)) {
            throw new BadDataException(where + ": a WCS of the type " + type + (distorted ? " with distortions" : "")
                    + " varies over the image; give the stamp's local CD matrix ("
                    + String.join(", ", new java.util.TreeSet<>(ZENITHAL))
                    + " are read), or --wcs pixel for shapes in the pixel frame");
        }
    }

    /** Arcsec in the header's unit; NaN where the axes are none of the sky. */
    private static double unit(
            FitsHeader header, WcsCards cards, boolean celestial, double[] m, double pixelScale, String where) {
        switch (cards.unit()) {
            case "deg", "degree", "degrees":
                return ARCSEC;
            case "arcsec", "asec":
                return 1;
            case "arcmin":
                return 60;
            case "mas":
                return 1e-3;
            case "rad":
                return Math.toDegrees(1) * ARCSEC;
            case "":
                break;
            default:
                return Double.NaN;
        }
        if (celestial) {
            return ARCSEC;
        }
        if (header.has("GS_WCS") || header.has("GS_SCALE")) {
            return 1;
        }
        double side = Math.sqrt(Math.abs(m[0] * m[3] - m[1] * m[2]));
        if (same(side, pixelScale)) {
            return 1;
        }
        if (same(side * ARCSEC, pixelScale)) {
            return ARCSEC;
        }
        boolean counts = same(side, 1); // a plain count of pixels
        if (!counts && cards.type(1).isEmpty() && Double.isNaN(pixelScale)) {
            throw new BadDataException(
                    where + ": a CD matrix without CTYPE or CUNIT: its unit is unknown; give --pixel-scale");
        }
        return Double.NaN;
    }
}
