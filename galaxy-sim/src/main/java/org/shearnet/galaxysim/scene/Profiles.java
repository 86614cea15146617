package org.shearnet.galaxysim.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.ProfileType;
import org.shearnet.galaxysim.profile.RadialProfile;
import org.shearnet.galaxysim.profile.Transform;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads {@code gal} and {@code psf}: a profile by its word, then its flux and what is done to it. */
final class Profiles {

    /** Keys of every profile, in the order in which they act. */
    static final Keys COMMON = Keys.none().may("flux", "counts, 1 unless given").plus(Transformations.KEYS);

    /** Keys of {@code gal} beside those of every profile. */
    static final Keys GALAXY = Keys.none().may("signal_to_noise", "");

    private final Vocabulary<Profiles, Drawn<LightProfile>> words;
    private final Values values;
    private final Images images;
    private final Transformations transformations;
    private Drawn<LightProfile> psf;

    Profiles(
            Vocabulary<Profiles, Drawn<LightProfile>> words,
            Values values,
            Transformations transformations,
            Images images) {
        this.words = common(words);
        this.values = values;
        this.transformations = transformations;
        this.images = images;
    }

    /** Profiles with the keys that all take. */
    static Vocabulary<Profiles, Drawn<LightProfile>> common(Vocabulary<Profiles, Drawn<LightProfile>> words) {
        return words.withCommon(
                "every profile", COMMON, "flux and transformations, in this order; `lens` has `shear` and `mu`");
    }

    /** Galaxies, which take a signal-to-noise ratio too. */
    static Vocabulary<Profiles, Drawn<LightProfile>> galaxies(Vocabulary<Profiles, Drawn<LightProfile>> common) {
        return common.withCommon(
                "gal", GALAXY, "scales the flux so that sqrt(sum mu^2 / variance of the sky and read-out) is this");
    }

    Values values() {
        return values;
    }

    Images images() {
        return images;
    }

    /**
     * A galaxy.
     *
     * @param psfOfSizes the PSF that {@code resolution} takes its size from, or null
     */
    Drawn<LightProfile> galaxy(YamlNode node, Drawn<LightProfile> psfOfSizes) {
        psf = psfOfSizes;
        return parse(galaxies(words), node, GALAXY).profile;
    }

    Drawn<LightProfile> psf(YamlNode node) {
        return parse(words, node, Keys.none()).profile;
    }

    /**
     * A profile of a configuration.
     *
     * @param flux what its {@code flux} says, or null where it has none
     */
    record Item(Drawn<LightProfile> profile, Drawn<Double> flux) {}

    /** The items of a section that is made of several profiles. */
    List<Item> items(YamlNode node) {
        List<Item> items = new ArrayList<>();
        for (YamlNode item : node.get("items").items()) {
            items.add(parse(words, item, Keys.none()));
        }
        if (items.isEmpty()) {
            throw node.get("items").error("the list is empty");
        }
        return items;
    }

    /** @param others keys that are read elsewhere */
    private Item parse(Vocabulary<Profiles, Drawn<LightProfile>> vocabulary, YamlNode node, Keys others) {
        int varyingBefore = values.varying();
        Drawn<LightProfile> plain = vocabulary.parsePart(node, this);
        Drawn<Double> flux = node.has("flux") ? values.number(node.get("flux")) : null;
        Transformations.Step steps = transformations.all(node, false);
        others.names().forEach(node::has);
        node.rejectUnknown();
        Drawn<LightProfile> drawn = d -> {
            try {
                LightProfile profile = plain.draw(d);
                if (flux != null) {
                    profile = profile.withFlux(flux.draw(d));
                }
                return steps.apply(profile, d);
            } catch (IllegalArgumentException e) {
                throw node.error((d.isOfConstants() ? "" : "object " + d.index() + ": ") + e.getMessage());
            }
        };
        boolean varies = values.varying() > varyingBefore;
        return new Item(varies ? drawn : Drawn.constant(drawn.draw(Draw.ofConstants())), flux);
    }

    /** The parser of a profile that is made of numbers. */
    static Vocabulary.Word<Profiles, Drawn<LightProfile>> word(ProfileType type) {
        return new Vocabulary.Word<>(
                List.of(type.names().split(", ")),
                type.meaning(),
                type.keys(),
                (node, profiles) -> profiles.ofNumbers(type, node));
    }

    private Drawn<LightProfile> ofNumbers(ProfileType type, YamlNode node) {
        Map<String, Drawn<Double>> numbers = new HashMap<>();
        for (Keys.Entry entry : type.keys().entries()) {
            boolean isSize = entry.alternatives().size() > 1;
            for (String key : entry.given(node)) {
                YamlNode value = node.get(key);
                if (isSize && key.equals("resolution")) {
                    numbers.put("half_light_radius", resolved(value));
                } else {
                    numbers.put(key, isSize ? values.positive(value) : values.number(value));
                }
            }
        }
        return d -> type.maker().make(new ProfileType.Numbers() {
            @Override
            public boolean has(String key) {
                return numbers.containsKey(key);
            }

            @Override
            public double get(String key) {
                return numbers.get(key).draw(d);
            }
        });
    }

    /** A half-light radius given over that of the PSF before its transformations. */
    private Drawn<Double> resolved(YamlNode resolution) {
        Drawn<LightProfile> seenThrough = psf;
        if (seenThrough == null) {
            throw resolution.error("a resolution is relative to a PSF of one round profile, which is not here");
        }
        Drawn<Double> ratio = values.number(resolution);
        if (!seenThrough.isConstant()) {
            values.vary();
        }
        return d -> {
            LightProfile p = seenThrough.draw(d);
            LightProfile base = p instanceof Transform t ? t.base() : p;
            if (!(base instanceof RadialProfile radial) || !(radial.halfLightRadius() > 0)) {
                throw resolution.error("a resolution is relative to a PSF of one round profile, which is not here");
            }
            return ratio.draw(d) * radial.halfLightRadius();
        };
    }
}
