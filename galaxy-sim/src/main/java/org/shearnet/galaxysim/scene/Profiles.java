package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.Delta;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.Kolmogorov;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads {@code gal} and {@code psf} of GalSim's configuration vocabulary. */
final class Profiles {

    /** Arcsec a radian. */
    private static final double ARCSEC = 180 * 3600 / Math.PI;

    private static final List<String> GALAXIES = List.of(
            "Gaussian",
            "Exponential",
            "DeVaucouleurs",
            "Sersic",
            "DeltaFunction",
            "InterpolatedImage",
            "Add",
            "Sum",
            "List");
    private static final List<String> PSFS = List.of(
            "Gaussian",
            "Moffat",
            "Kolmogorov",
            "Airy",
            "InterpolatedImage",
            "DES_PSFEx",
            "Add",
            "Sum",
            "Convolve",
            "List");

    private final Values values;
    private final Images images;

    Profiles(Values values, Images images) {
        this.values = values;
        this.images = images;
    }

    /** What makes a profile of a galaxy's drawn numbers. */
    interface Maker {
        LightProfile make(Draw draw);
    }

    Drawn<LightProfile> galaxy(YamlNode node) {
        return profile(node, GALAXIES);
    }

    Drawn<LightProfile> psf(YamlNode node) {
        return profile(node, PSFS);
    }

    /** The transformations of a section, in GalSim's order; its shear takes the sign of the draw. */
    Step transformation(YamlNode node) {
        List<Step> steps = steps(node, true);
        return (profile, draw) -> {
            LightProfile out = profile;
            for (Step step : steps) {
                out = step.apply(out, draw);
            }
            return out;
        };
    }

    private Drawn<LightProfile> profile(YamlNode node, List<String> supported) {
        return parse(node, supported).profile;
    }

    /**
     * A profile of a configuration.
     *
     * @param flux what its {@code flux} says, or null where it has none
     */
    private record Parsed(Drawn<LightProfile> profile, Drawn<Double> flux) {}

    private Parsed parse(YamlNode node, List<String> supported) {
        YamlNode typeNode = node.get("type");
        String type = typeNode.text();
        if (!supported.contains(type)) {
            throw typeNode.unknown("type", type, supported);
        }
        int varyingBefore = values.varying();
        Maker maker = maker(node, type, supported);
        Drawn<Double> flux = node.has("flux") ? values.number(node.get("flux")) : null;
        List<Step> steps = steps(node, false);
        node.rejectUnknown();
        Drawn<LightProfile> drawn = d -> {
            try {
                LightProfile profile = maker.make(d);
                if (flux != null) {
                    profile = profile.withFlux(flux.draw(d));
                }
                for (Step step : steps) {
                    profile = step.apply(profile, d);
                }
                return profile;
            } catch (IllegalArgumentException e) {
                throw node.error("object " + d.index() + ": " + e.getMessage());
            }
        };
        if (values.varying() > varyingBefore || type.equals("List")) {
            return new Parsed(drawn, flux);
        }
        try {
            return new Parsed(Drawn.constant(drawn.draw(new Draw(null, 0, 0))), flux);
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
            case "DeVaucouleurs" -> {
                Size size = size(node, "half_light_radius", "scale_radius");
                Drawn<Double> trunc = optional(node, "trunc", 0);
                yield d -> sersic(4, size, size.value.draw(d), trunc.draw(d));
            }
            case "Sersic" -> {
                Drawn<Double> n = values.number(node.get("n"));
                Size size = size(node, "half_light_radius", "scale_radius");
                Drawn<Double> trunc = optional(node, "trunc", 0);
                yield d -> sersic(n.draw(d), size, size.value.draw(d), trunc.draw(d));
            }
            case "DeltaFunction" -> d -> new Delta(1);
            case "Moffat" -> {
                Drawn<Double> beta = values.number(node.get("beta"));
                Size size = size(node, "fwhm", "half_light_radius", "scale_radius");
                Drawn<Double> trunc = optional(node, "trunc", 0);
                yield d -> moffat(beta.draw(d), size.key, size.value.draw(d), trunc.draw(d));
            }
            case "Kolmogorov" -> kolmogorov(node);
            case "Airy" -> airy(node);
            case "InterpolatedImage" -> images.interpolated(node);
            case "DES_PSFEx" -> images.psfex(node);
            case "Add", "Sum" -> sum(node, supported);
            case "Convolve" -> {
                List<Drawn<LightProfile>> items = items(node, supported);
                yield d ->
                        new Convolution(items.stream().map(item -> item.draw(d)).toList());
            }
            default -> {
                List<Drawn<LightProfile>> items = items(node, supported);
                Drawn<Long> index = Values.index(node, items.size());
                yield d -> items.get((int) (long) index.draw(d)).draw(d);
            }
        };
    }

    private Drawn<Double> optional(YamlNode node, String key, double otherwise) {
        return node.has(key) ? values.number(node.get(key)) : Drawn.constant(otherwise);
    }

    private static LightProfile sersic(double n, Size size, double radius, double trunc) {
        if (size.key.equals("scale_radius")) {
            if (trunc != 0) {
                throw new IllegalArgumentException("give half_light_radius, not scale_radius, with trunc");
            }
            return Sersic.ofScaleRadius(n, radius, 1);
        }
        return new Sersic(n, radius, trunc, 1);
    }

    private static LightProfile moffat(double beta, String key, double size, double trunc) {
        return switch (key) {
            case "fwhm" -> Moffat.ofFwhm(beta, size, trunc, 1);
            case "half_light_radius" -> Moffat.ofHalfLightRadius(beta, size, trunc, 1);
            default -> new Moffat(beta, size, trunc, 1);
        };
    }

    private Maker kolmogorov(YamlNode node) {
        if (node.has("lam") || node.has("r0")) {
            Drawn<Double> lam = values.number(node.get("lam"));
            Drawn<Double> r0 = values.number(node.get("r0"));
            return d -> new Kolmogorov(1e-9 * lam.draw(d) / r0.draw(d) * ARCSEC, 1);
        }
        Size size = size(node, "fwhm", "half_light_radius", "lam_over_r0");
        return d -> switch (size.key) {
            case "fwhm" -> Kolmogorov.ofFwhm(size.value.draw(d), 1);
            case "half_light_radius" -> Kolmogorov.ofHalfLightRadius(size.value.draw(d), 1);
            default -> new Kolmogorov(size.value.draw(d), 1);
        };
    }

    private Maker airy(YamlNode node) {
        Drawn<Double> obscuration = optional(node, "obscuration", 0);
        if (node.has("lam") || node.has("diam")) {
            Drawn<Double> lam = values.number(node.get("lam"));
            Drawn<Double> diam = values.number(node.get("diam"));
            return d -> Airy.ofTelescope(lam.draw(d), diam.draw(d), obscuration.draw(d), 1);
        }
        Size size = size(node, "lam_over_diam");
        return d -> new Airy(size.value.draw(d), obscuration.draw(d), 1);
    }

    /** A sum. Where its last item alone has no flux, that item brings the fluxes of all to 1, as in GalSim. */
    private Maker sum(YamlNode node, List<String> supported) {
        List<Parsed> items = parsedItems(node, supported);
        int last = items.size() - 1;
        List<Parsed> others = items.subList(0, last);
        boolean fills =
                last > 0 && items.get(last).flux == null && others.stream().allMatch(item -> item.flux != null);
        return d -> {
            List<LightProfile> drawn = new ArrayList<>(
                    items.stream().map(item -> item.profile.draw(d)).toList());
            if (fills) {
                double sum =
                        others.stream().mapToDouble(item -> item.flux.draw(d)).sum();
                drawn.set(last, drawn.get(last).withFlux(1 - sum));
            }
            return new Sum(drawn);
        };
    }

    private List<Parsed> parsedItems(YamlNode node, List<String> supported) {
        List<Parsed> items = new ArrayList<>();
        for (YamlNode item : node.get("items").items()) {
            items.add(parse(item, supported));
        }
        if (items.isEmpty()) {
            throw node.get("items").error("the list is empty");
        }
        return items;
    }

    private List<Drawn<LightProfile>> items(YamlNode node, List<String> supported) {
        return parsedItems(node, supported).stream().map(Parsed::profile).toList();
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
    interface Step {
        LightProfile apply(LightProfile profile, Draw draw);
    }

    /** GalSim's order: dilate, ellip, rotate, scale_flux, lens, shear, magnify, shift. */
    private List<Step> steps(YamlNode node, boolean signed) {
        List<Step> steps = new ArrayList<>();
        for (String key : new String[] {"dilate", "dilation"}) {
            scale(node, key, steps, LightProfile::dilate);
        }
        shear(node, "ellip", steps, false);
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

    private void shear(YamlNode node, String key, List<Step> steps, boolean signed) {
        if (node.has(key)) {
            Drawn<Shear> shear = values.shear(node.get(key));
            steps.add((p, d) -> {
                Shear drawn = shear.draw(d);
                return p.shear(signed && d.sign() < 0 ? drawn.inverse() : drawn);
            });
        }
    }
}
