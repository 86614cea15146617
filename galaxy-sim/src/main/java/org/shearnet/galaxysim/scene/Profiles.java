package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.shearnet.galaxysim.profile.Airy;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.Delta;
import org.shearnet.galaxysim.profile.Exponential;
import org.shearnet.galaxysim.profile.Gaussian;
import org.shearnet.galaxysim.profile.Kolmogorov;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.Moffat;
import org.shearnet.galaxysim.profile.RadialProfile;
import org.shearnet.galaxysim.profile.Sersic;
import org.shearnet.galaxysim.profile.Sum;
import org.shearnet.galaxysim.profile.Transform;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads {@code gal} and {@code psf} of GalSim's configuration vocabulary. */
final class Profiles {

    /** Arcsec a radian. */
    private static final double ARCSEC = 180 * 3600 / Math.PI;

    private static final int MOST_KNOTS = 100_000;

    private final Values values;
    private final Images images;
    private final Transformations transformations;
    private Drawn<LightProfile> psf;

    Profiles(Values values, Transformations transformations, Images images) {
        this.values = values;
        this.transformations = transformations;
        this.images = images;
    }

    /** What makes a profile of a galaxy's drawn numbers. */
    interface Maker {
        LightProfile make(Draw draw);
    }

    /**
     * A galaxy.
     *
     * @param psfOfSizes the PSF that {@code resolution} takes its size from, or null
     */
    Drawn<LightProfile> galaxy(YamlNode node, Drawn<LightProfile> psfOfSizes) {
        psf = psfOfSizes;
        return parse(node, Vocabulary.GAL.words()).profile;
    }

    Drawn<LightProfile> psf(YamlNode node) {
        return parse(node, Set.of()).profile;
    }

    /**
     * A profile of a configuration.
     *
     * @param flux what its {@code flux} says, or null where it has none
     */
    private record Parsed(Drawn<LightProfile> profile, Drawn<Double> flux) {}

    private Parsed parse(YamlNode node, Set<String> more) {
        Set<String> common = new LinkedHashSet<>(Vocabulary.COMMON.words());
        common.addAll(more);
        String type = Vocabulary.PROFILES.type(node, common);
        int varyingBefore = values.varying();
        Maker maker = maker(node, type);
        Drawn<Double> flux = node.has("flux") ? values.number(node.get("flux")) : null;
        Transformations.Step steps = transformations.all(node, false);
        more.forEach(node::has);
        node.rejectUnknown();
        Drawn<LightProfile> drawn = d -> {
            try {
                LightProfile profile = maker.make(d);
                if (flux != null) {
                    profile = profile.withFlux(flux.draw(d));
                }
                return steps.apply(profile, d);
            } catch (IllegalArgumentException e) {
                throw node.error("object " + d.index() + ": " + e.getMessage());
            }
        };
        if (values.varying() > varyingBefore || type.equals("List")) {
            return new Parsed(drawn, flux);
        }
        try {
            return new Parsed(Drawn.constant(drawn.draw(Draw.ofConstants())), flux);
        } catch (org.shearnet.galaxysim.yaml.ConfigException e) {
            throw new org.shearnet.galaxysim.yaml.ConfigException(e.getMessage().replace("object 0: ", ""), e);
        }
    }

    private Maker maker(YamlNode node, String type) {
        return switch (type) {
            case "Gaussian" -> {
                Size size = resolved(node, "sigma", "fwhm", "half_light_radius");
                yield d -> switch (size.key) {
                    case "sigma" -> new Gaussian(size.value.draw(d), 1);
                    case "fwhm" -> Gaussian.ofFwhm(size.value.draw(d), 1);
                    default -> Gaussian.ofHalfLightRadius(size.value.draw(d), 1);
                };
            }
            case "Exponential" -> {
                Size size = resolved(node, "scale_radius", "half_light_radius");
                yield d -> size.key.equals("scale_radius")
                        ? new Exponential(size.value.draw(d), 1)
                        : Exponential.ofHalfLightRadius(size.value.draw(d), 1);
            }
            case "DeVaucouleurs" -> {
                Size size = resolved(node, "half_light_radius", "scale_radius");
                Drawn<Double> trunc = values.optional(node, "trunc", 0);
                yield d -> sersic(4, size, size.value.draw(d), trunc.draw(d));
            }
            case "Sersic" -> {
                Drawn<Double> n = values.number(node.get("n"));
                Size size = resolved(node, "half_light_radius", "scale_radius");
                Drawn<Double> trunc = values.optional(node, "trunc", 0);
                yield d -> sersic(n.draw(d), size, size.value.draw(d), trunc.draw(d));
            }
            case "DeltaFunction" -> d -> new Delta(1);
            case "RandomKnots" -> {
                int count = node.get("npoints").count(1, MOST_KNOTS);
                Drawn<Double> radius = values.number(node.get("half_light_radius"));
                values.vary();
                values.randomise();
                yield d -> Knots.draw(d.knots(), count, radius.draw(d));
            }
            case "Moffat" -> {
                Drawn<Double> beta = values.number(node.get("beta"));
                Size size = size(node, "fwhm", "half_light_radius", "scale_radius");
                Drawn<Double> trunc = values.optional(node, "trunc", 0);
                yield d -> moffat(beta.draw(d), size.key, size.value.draw(d), trunc.draw(d));
            }
            case "Kolmogorov" -> kolmogorov(node);
            case "Airy" -> airy(node);
            case "InterpolatedImage" -> images.interpolated(node);
            case "DES_PSFEx" -> images.psfex(node);
            case "Add", "Sum" -> sum(node);
            case "Convolve", "Convolution" -> {
                List<Drawn<LightProfile>> items = items(node);
                yield d ->
                        new Convolution(items.stream().map(item -> item.draw(d)).toList());
            }
            default -> {
                List<Drawn<LightProfile>> items = items(node);
                Drawn<Long> index = values.index(node, items.size());
                yield d -> items.get((int) (long) index.draw(d)).draw(d);
            }
        };
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
        Drawn<Double> obscuration = values.optional(node, "obscuration", 0);
        if (node.has("lam") || node.has("diam")) {
            Drawn<Double> lam = values.number(node.get("lam"));
            Drawn<Double> diam = values.number(node.get("diam"));
            return d -> Airy.ofTelescope(lam.draw(d), diam.draw(d), obscuration.draw(d), 1);
        }
        Size size = size(node, "lam_over_diam");
        return d -> new Airy(size.value.draw(d), obscuration.draw(d), 1);
    }

    /** A sum. Where its last item alone has no flux, that item brings the fluxes of all to 1, as in GalSim. */
    private Maker sum(YamlNode node) {
        List<Parsed> items = parsedItems(node);
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

    private List<Parsed> parsedItems(YamlNode node) {
        List<Parsed> items = new ArrayList<>();
        for (YamlNode item : node.get("items").items()) {
            items.add(parse(item, Set.of()));
        }
        if (items.isEmpty()) {
            throw node.get("items").error("the list is empty");
        }
        return items;
    }

    private List<Drawn<LightProfile>> items(YamlNode node) {
        return parsedItems(node).stream().map(Parsed::profile).toList();
    }

    private record Size(String key, Drawn<Double> value) {}

    /** As {@link #size}, or {@code resolution}: the half-light radius over that of the PSF before its transformations. */
    private Size resolved(YamlNode node, String... keys) {
        YamlNode resolution = node.find("resolution");
        if (resolution == null) {
            return size(node, keys);
        }
        for (String key : keys) {
            if (node.has(key)) {
                throw node.get(key).error("give resolution or " + key + ", not both");
            }
        }
        Drawn<LightProfile> seenThrough = psf;
        if (seenThrough == null) {
            throw resolution.error("a resolution is relative to a PSF of one round profile, which is not here");
        }
        Drawn<Double> ratio = values.number(resolution);
        if (!seenThrough.isConstant()) {
            values.vary();
        }
        return new Size("half_light_radius", d -> {
            LightProfile p = seenThrough.draw(d);
            LightProfile base = p instanceof Transform t ? t.base() : p;
            if (!(base instanceof RadialProfile radial) || !(radial.halfLightRadius() > 0)) {
                throw resolution.error("a resolution is relative to a PSF of one round profile, which is not here");
            }
            return ratio.draw(d) * radial.halfLightRadius();
        });
    }

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
        Drawn<Double> radius = values.number(value);
        if (radius.isConstant() && !(radius.draw(Draw.ofConstants()) > 0)) {
            throw value.error("must be positive, not " + radius.draw(Draw.ofConstants()));
        }
        return new Size(found, radius);
    }
}
