package org.shearnet.galaxysim.scene;

import java.util.LinkedHashMap;
import java.util.Map;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * An output of type MEDS: each object in several exposures, in one file a band.
 *
 * @param objects how many
 * @param exposures of each in each band
 * @param firstId identity of the first
 * @param bands flux in each band over that of the scene, by name; one without a name where there is one file
 * @param dither most shift of an exposure along rows and columns (pixels)
 * @param rotation most turn of an exposure's pixels, either way (radians)
 */
record MedsPlan(long objects, int exposures, long firstId, Map<String, Double> bands, double dither, double rotation) {

    static final Keys KEYS = Keys.none()
            .must("nobjects", "")
            .must("nstamps_per_object", "exposures of each object in each band")
            .may("first_id", "0 unless given")
            .may("bands", "flux over that of `gal` by name, as in `{g: 0.5, r: 1}`: a file a band, `NAME_g.fits` ...")
            .may("dither", "pixels: exposures are shifted by up to so many along rows and columns, 0 unless given")
            .may("rotation", "exposures are turned by up to this angle either way, 0 unless given");

    private static final int MOST_EXPOSURES = 1000;

    static MedsPlan parse(YamlNode node, Geometry geometry) {
        Map<String, Double> bands = new LinkedHashMap<>();
        if (node.has("bands")) {
            YamlNode named = node.get("bands");
            for (String band : named.keys()) {
                if (!band.matches("\\w+")) {
                    throw named.error("'" + band + "': a band has a name of letters, digits and '_'");
                }
                bands.put(band, named.get(band).positive());
            }
            if (bands.isEmpty()) {
                throw named.error("names no band; leave it out for one file");
            }
        }
        double dither = node.number("dither", 0);
        if (!(dither >= 0 && dither <= 10)) {
            throw node.get("dither").error("must be 0 to 10 pixels, not " + dither);
        }
        Drawn<Double> rotation = node.has("rotation") ? geometry.angle(node.get("rotation")) : Drawn.constant(0.0);
        if (!rotation.isConstant()) {
            throw node.get("rotation").error("one angle, up to which all exposures are turned");
        }
        return new MedsPlan(
                node.get("nobjects").count(1, Integer.MAX_VALUE),
                node.get("nstamps_per_object").count(1, MOST_EXPOSURES),
                node.integer("first_id", 0),
                bands.isEmpty() ? Map.of("", 1.0) : bands,
                dither,
                Math.abs(rotation.draw(Draw.ofConstants())));
    }
}
