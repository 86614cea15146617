package org.shearnet.galaxysim.fits;

import java.util.Locale;

/**
 * How the pixels of an image that a scene draws with lie on the sky at the image's centre, by its header, as GalSim reads it. A
 * user's stamps are read otherwise: {@link SkyMap#of}. Both read the same {@link WcsCards}.
 *
 * <p>A celestial WCS counts first (CD, or PC and CDELT; Calabretta and Greisen 2002, A&amp;A 395, 1077), then a linear one, whose
 * unit is the arcsec, then PIXSCALE or GS_SCALE; an image that names no scale has pixels of 1 arcsec, as in GalSim.
 */
public final class ImageSky {

    private ImageSky() {}

    /**
     * {@return the map at the centre of an image}
     *
     * @param header its cards
     * @param nx columns
     * @param ny rows
     * @throws BadDataException where the header's words cannot be understood
     */
    public static SkyMap of(FitsHeader header, int nx, int ny) {
        WcsCards cards = new WcsCards(header);
        String[] types = {cards.type(1), cards.type(2)};
        boolean cd = cards.hasCd();
        boolean cdelt = cards.hasCdelt();
        if (types[0].startsWith("RA-") || types[0].startsWith("DEC")) {
            return celestial(header, cards, types, nx, ny);
        }
        boolean linear = types[0].matches("|LINEAR") && types[1].matches("|LINEAR");
        if (!linear && (cd || cdelt)) {
            throw new BadDataException("its WCS has axes " + types[0] + ", " + types[1]
                    + "; RA and DEC, or LINEAR, are understood: give the scale in the YAML");
        }
        if (cd && types[0].isEmpty()) {
            throw new BadDataException(
                    "it has a CD matrix without CTYPE1, so that its unit is not known: give the scale in the YAML");
        }
        if (cd || cdelt) {
            return map(matrix(cards));
        }
        for (String key : new String[] {"PIXSCALE", "GS_SCALE"}) {
            if (header.has(key)) {
                double scale = number(header, key, Double.NaN);
                if (!(scale > 0)) {
                    throw new BadDataException(
                            key + " must be a number above zero (arcsec), not '" + header.text(key) + "'");
                }
                return SkyMap.square(scale);
            }
        }
        return SkyMap.square(1);
    }

    private static double number(FitsHeader header, String key, double otherwise) {
        double value = header.number(key, otherwise);
        if (!Double.isFinite(value)) {
            throw new BadDataException(key + " must be a finite number, not '" + header.text(key) + "'");
        }
        return value;
    }

    private static double[] matrix(WcsCards cards) {
        cards.requireFinite();
        if (cards.turn() != 0) {
            throw new BadDataException("CROTA2 is not read: write a CD or PC matrix, or give the scale in the YAML");
        }
        return cards.matrix();
    }

    private static SkyMap celestial(FitsHeader header, WcsCards cards, String[] types, int nx, int ny) {
        boolean swapped = types[0].startsWith("DEC");
        if (!types[1].startsWith(swapped ? "RA-" : "DEC")) {
            throw new BadDataException(
                    "its WCS has axes " + types[0] + ", " + types[1] + ", where RA and DEC are wanted");
        }
        double unit = Math.PI / 180;
        String cunit = header.text("CUNIT1");
        if (cunit != null && !cunit.isBlank()) {
            unit = switch (cunit.strip().toLowerCase(Locale.ROOT)) {
                case "deg", "degree", "degrees" -> Math.PI / 180;
                case "arcmin" -> Math.PI / 10800;
                case "arcsec" -> Math.PI / 648000;
                case "rad" -> 1;
                default -> throw new BadDataException("CUNIT1 '" + cunit + "' is not deg, arcmin, arcsec or rad");
            };
        }
        double[] m = matrix(cards);
        double[] lonRow = swapped ? new double[] {m[2], m[3]} : new double[] {m[0], m[1]};
        double[] latRow = swapped ? new double[] {m[0], m[1]} : new double[] {m[2], m[3]};
        double px = 0.5 * (nx + 1) - number(header, "CRPIX1", 0);
        double py = 0.5 * (ny + 1) - number(header, "CRPIX2", 0);
        boolean tangent = types[0].matches("(RA-|DEC-)-+TAN") && types[1].matches("(RA-|DEC-)-+TAN");
        boolean near = Math.hypot(px, py) <= 2 * Math.hypot(nx, ny);
        if (!tangent && !(near && types[0].matches(".*-(SIN|ARC|STG|ZEA)"))) {
            throw new BadDataException("the projection " + types[0] + ", " + types[1]
                    + " is not understood here (RA---TAN, DEC--TAN are): give the scale in the YAML");
        }
        double xi = unit * (lonRow[0] * px + lonRow[1] * py);
        double eta = unit * (latRow[0] * px + latRow[1] * py);
        double lat = Math.PI / 180 * number(header, swapped ? "CRVAL1" : "CRVAL2", 0);
        return local(xi, eta, lat, unit, lonRow, latRow);
    }

    /** The derivative of the gnomonic projection's inverse at (xi, eta) radians from a tangent point of a latitude. */
    private static SkyMap local(double xi, double eta, double lat, double unit, double[] lonRow, double[] latRow) {
        // Frame: first axis towards the tangent point's meridian on the equator, second east, third the pole.
        double[] east = {0, 1, 0};
        double[] north = {-Math.sin(lat), 0, Math.cos(lat)};
        double[] ray = new double[3];
        double length = Math.sqrt(1 + xi * xi + eta * eta);
        double[] centre = {Math.cos(lat), 0, Math.sin(lat)};
        for (int i = 0; i < 3; i++) {
            ray[i] = (centre[i] + xi * east[i] + eta * north[i]) / length;
        }
        double equatorial = Math.hypot(ray[0], ray[1]);
        double[] eastHere = {-ray[1] / equatorial, ray[0] / equatorial, 0};
        double[] northHere = {-ray[2] * ray[0] / equatorial, -ray[2] * ray[1] / equatorial, equatorial};
        double[] out = new double[4];
        for (int axis = 0; axis < 2; axis++) {
            double alongEast = 0;
            double alongNorth = 0;
            for (int i = 0; i < 3; i++) {
                // eastHere and northHere are tangent to the sphere, so that what lies along the ray drops out.
                double step = unit * (lonRow[axis] * east[i] + latRow[axis] * north[i]) / length;
                alongEast += step * eastHere[i];
                alongNorth += step * northHere[i];
            }
            out[axis] = -alongEast * 648000 / Math.PI;
            out[2 + axis] = alongNorth * 648000 / Math.PI;
        }
        return map(out);
    }

    private static SkyMap map(double[] m) {
        try {
            return new SkyMap(m[0], m[1], m[2], m[3]);
        } catch (IllegalArgumentException e) {
            throw new BadDataException(
                    "its WCS has the matrix " + m[0] + ", " + m[1] + ", " + m[2] + ", " + m[3]
                            + ", which maps no pixel to the sky",
                    e);
        }
    }
}
