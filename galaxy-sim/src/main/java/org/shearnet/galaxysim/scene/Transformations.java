package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads what is done to a profile: dilate, ellip, rotate, scale_flux, lens, shear, magnify, shift, in this order. */
final class Transformations {

    /** In the order in which they act. */
    static final Keys KEYS = Keys.none()
            .may("dilate", "")
            .may("dilation", "the same")
            .may("ellip", "")
            .may("rotate", "")
            .may("rotation", "the same")
            .may("scale_flux", "")
            .may("lens", "")
            .may("shear", "")
            .may("magnify", "")
            .may("magnification", "the same")
            .may("shift", "arcsec");

    private final Values values;
    private final Geometry geometry;

    Transformations(Values values, Geometry geometry) {
        this.values = values;
        this.geometry = geometry;
    }

    /** One transformation of a profile. */
    interface Step {
        LightProfile apply(LightProfile profile, Draw draw);
    }

    /**
     * All transformations of a section.
     *
     * @param signed whether its shear takes the sign of the draw
     */
    Step all(YamlNode node, boolean signed) {
        List<Step> steps = steps(node, signed);
        return (profile, draw) -> {
            LightProfile out = profile;
            for (Step step : steps) {
                out = step.apply(out, draw);
            }
            return out;
        };
    }

    private List<Step> steps(YamlNode node, boolean signed) {
        List<Step> steps = new ArrayList<>();
        for (String key : new String[] {"dilate", "dilation"}) {
            scale(node, key, steps, LightProfile::dilate);
        }
        shear(node, "ellip", steps, false);
        for (String key : new String[] {"rotate", "rotation"}) {
            if (node.has(key)) {
                Drawn<Double> theta = geometry.angle(node.get(key));
                steps.add((p, d) -> p.rotate(theta.draw(d)));
            }
        }
        if (node.has("scale_flux")) {
            Drawn<Double> ratio = values.number(node.get("scale_flux"));
            steps.add((p, d) -> p.withScaledFlux(ratio.draw(d)));
        }
        if (node.has("lens")) {
            YamlNode lens = node.get("lens");
            shear(lens, "shear", steps, signed);
            lens.get("mu");
            scale(lens, "mu", steps, LightProfile::magnify);
            lens.rejectUnknown();
        }
        shear(node, "shear", steps, signed);
        for (String key : new String[] {"magnify", "magnification"}) {
            scale(node, key, steps, LightProfile::magnify);
        }
        if (node.has("shift")) {
            Drawn<double[]> shift = geometry.position(node.get("shift"));
            steps.add((p, d) -> {
                double[] xy = shift.draw(d);
                return p.shift(xy[0], xy[1]);
            });
        }
        return steps;
    }

    private interface Scaling {
        LightProfile apply(LightProfile profile, double factor);
    }

    private void scale(YamlNode node, String key, List<Step> steps, Scaling scaling) {
        if (!node.has(key)) {
            return;
        }
        Drawn<Double> factor = values.positive(node.get(key));
        steps.add((p, d) -> {
            double drawn = factor.draw(d);
            if (!(drawn > 0)) {
                throw new IllegalArgumentException(key + " must be positive, not " + drawn);
            }
            return scaling.apply(p, drawn);
        });
    }

    private void shear(YamlNode node, String key, List<Step> steps, boolean signed) {
        if (node.has(key)) {
            Drawn<Shear> shear = geometry.shear(node.get(key));
            steps.add((p, d) -> {
                Shear drawn = shear.draw(d);
                return p.shear(signed && d.sign() < 0 ? drawn.inverse() : drawn);
            });
        }
    }
}
