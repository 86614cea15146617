package org.shearnet.galaxysim.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads {@code gal} and {@code psf} of GalSim's configuration vocabulary. */
final class Profiles {

    private static final List<String> GALAXIES = List.of("Gaussian", "Exponential", "Add", "List");
    private static final List<String> PSFS = List.of("Gaussian", "Add", "List");

    private final Values values;
    private final Path directory;

    Profiles(Values values, Path directory) {
        this.values = values;
        this.directory = directory;
    }

    /** What makes a profile of a galaxy's drawn numbers. */
    private interface Maker {
        LightProfile make(Draw draw);
    }

    Drawn<LightProfile> galaxy(YamlNode node) {
        return profile(node, GALAXIES);
    }

    Drawn<LightProfile> psf(YamlNode node) {
        return profile(node, PSFS);
    }

    private Drawn<LightProfile> profile(YamlNode node, List<String> supported) {
        YamlNode typeNode = node.get("type");
        String type = typeNode.text();
        if (!supported.contains(type)) {
            throw typeNode.unknown("type", type, supported);
        }
        int drawnBefore = values.drawnPaths().size();
        Maker maker = maker(node, type, supported);
        Function<Draw, Double> flux = null;
        if (node.has("flux")) {
            Drawn<Double> drawn = values.number(node.get("flux"));
            flux = drawn::draw;
        }
        List<Step> steps = steps(node);
        node.rejectUnknown();
        Function<Draw, Double> finalFlux = flux;
        Drawn<LightProfile> drawn = d -> {
            try {
                LightProfile profile = maker.make(d);
                if (finalFlux != null) {
                    profile = profile.withFlux(finalFlux.apply(d));
                }
                for (Step step : steps) {
                    profile = step.apply(profile, d);
                }
                return profile;
            } catch (IllegalArgumentException e) {
                throw node.error("object " + d.index() + ": " + e.getMessage());
            }
        };
        if (values.drawnPaths().size() > drawnBefore || type.equals("List")) {
            return drawn;
        }
        try {
            return Drawn.constant(drawn.draw(new Draw(null, 0, 0)));
        } catch (org.shearnet.galaxysim.yaml.ConfigException e) {
            throw new org.shearnet.galaxysim.yaml.ConfigException(e.getMessage().replace("object 0: ", ""), e);
        }
    }

    private Maker maker(YamlNode node, String type, List<String> supported) {
        return switch (type) {
            case "Gaussian" -> {
                Size size = size(node, "sigma", "fwhm", "half_light_radius");
                yield d -> switch (size.key) {
                    case "sigma" -> new Gaussian(size.value.draw(d), 1);
                    case "fwhm" -> Gaussian.ofFwhm(size.value.draw(d), 1);
                    default -> Gaussian.ofHalfLightRadius(size.value.draw(d), 1);
                };
            }
            case "Exponential" -> {
                Size size = size(node, "scale_radius", "half_light_radius");
                yield d -> size.key.equals("scale_radius")
                        ? new Exponential(size.value.draw(d), 1)
                        : Exponential.ofHalfLightRadius(size.value.draw(d), 1);
            }
            case "Add" -> {
                List<Drawn<LightProfile>> items = items(node, supported);
                yield d -> new Sum(items.stream().map(item -> item.draw(d)).toList());
            }
            case "List" -> {
                List<Drawn<LightProfile>> items = items(node, supported);
                yield d -> items.get((int) (d.index() % items.size())).draw(d);
            }
            default -> throw node.error("type " + type + " of " + directory);
        };
    }

    private List<Drawn<LightProfile>> items(YamlNode node, List<String> supported) {
        List<Drawn<LightProfile>> items = new ArrayList<>();
        for (YamlNode item : node.get("items").items()) {
            items.add(profile(item, supported));
        }
        if (items.isEmpty()) {
            throw node.get("items").error("the list is empty");
        }
        return items;
    }

    private record Size(String key, Drawn<Double> value) {}

    /** The one size that is given out of several possible. */
    private Size size(YamlNode node, String... keys) {
        String found = null;
        for (String key : keys) {
            if (node.has(key)) {
                if (found != null) {
                    throw node.get(key).error("give " + found + " or " + key + ", not both");
                }
                found = key;
            }
        }
        if (found == null) {
            throw node.missing(keys);
        }
        YamlNode value = node.get(found);
        if (value.isScalar()) {
            value.positive();
        }
        return new Size(found, values.number(value));
    }

    /** One transformation of a profile. */
    private interface Step {
        LightProfile apply(LightProfile profile, Draw draw);
    }

    /** GalSim's order: dilate, ellip, rotate, scale_flux, shear, magnify, shift. */
    private List<Step> steps(YamlNode node) {
        List<Step> steps = new ArrayList<>();
        for (String key : new String[] {"dilate", "dilation"}) {
            scale(node, key, steps, LightProfile::dilate);
        }
        shear(node, "ellip", steps);
        for (String key : new String[] {"rotate", "rotation"}) {
            if (node.has(key)) {
                Drawn<Double> theta = values.angle(node.get(key));
                steps.add((p, d) -> p.rotate(theta.draw(d)));
            }
        }
        if (node.has("scale_flux")) {
            Drawn<Double> ratio = values.number(node.get("scale_flux"));
            steps.add((p, d) -> p.withScaledFlux(ratio.draw(d)));
        }
        shear(node, "shear", steps);
        for (String key : new String[] {"magnify", "magnification"}) {
            scale(node, key, steps, LightProfile::magnify);
        }
        if (node.has("shift")) {
            Drawn<double[]> shift = values.position(node.get("shift"));
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
        YamlNode value = node.get(key);
        if (value.isScalar()) {
            value.positive();
        }
        Drawn<Double> factor = values.number(value);
        steps.add((p, d) -> {
            double drawn = factor.draw(d);
            if (!(drawn > 0)) {
                throw new IllegalArgumentException(key + " must be positive, not " + drawn);
            }
            return scaling.apply(p, drawn);
        });
    }

    private void shear(YamlNode node, String key, List<Step> steps) {
        if (node.has(key)) {
            Drawn<Shear> shear = values.shear(node.get(key));
            steps.add((p, d) -> p.shear(shear.draw(d)));
        }
    }
}
