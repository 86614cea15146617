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
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The profiles that {@code gal}, {@code psf} and their items may be. */
final class ProfileWords {

    private static final Keys ITEMS = Keys.none().must("items", "profiles");

    static final Vocabulary<Profiles, Drawn<LightProfile>> ALL = GalSimWords.<Profiles, Drawn<LightProfile>>vocabulary(
                    "Profiles", "`gal` and `psf` and the items within them")
            .register(Profiles.word(Gaussian.TYPE))
            .register(Profiles.word(Exponential.TYPE))
            .register(Profiles.word(Sersic.TYPE))
            .register(Profiles.word(Sersic.DE_VAUCOULEURS))
            .register(Profiles.word(Moffat.TYPE))
            .register(Profiles.word(Kolmogorov.TYPE))
            .register(Profiles.word(Airy.TYPE))
            .register(Profiles.word(Delta.TYPE))
            .register("RandomKnots", Knots.MEANING, Knots.KEYS, Knots::parse)
            .register(
                    "InterpolatedImage",
                    Images.MEANING,
                    Images.KEYS,
                    (n, p) -> p.images().interpolated(n))
            .register(
                    "DES_PSFEx",
                    Images.PSFEX_MEANING,
                    Images.PSFEX_KEYS,
                    (n, p) -> p.images().psfex(n))
            .register(
                    "Sum, Add",
                    "several on top of each other; a last item that alone has no flux brings the sum to 1",
                    ITEMS,
                    ProfileWords::sum)
            .register("Convolution, Convolve", "several convolved", ITEMS, ProfileWords::convolution)
            .register("List", "one of several", Turns.LIST, ProfileWords::list);

    private ProfileWords() {}

    /** A sum. Where its last item alone has no flux, that item brings the fluxes of all to 1, as in GalSim. */
    private static Drawn<LightProfile> sum(YamlNode node, Profiles profiles) {
        List<Profiles.Item> items = profiles.items(node);
        int last = items.size() - 1;
        List<Profiles.Item> others = items.subList(0, last);
        boolean fills =
                last > 0 && items.get(last).flux() == null && others.stream().allMatch(item -> item.flux() != null);
        return d -> {
            List<LightProfile> drawn = new ArrayList<>(
                    items.stream().map(item -> item.profile().draw(d)).toList());
            if (fills) {
                double sum =
                        others.stream().mapToDouble(item -> item.flux().draw(d)).sum();
                drawn.set(last, drawn.get(last).withFlux(1 - sum));
            }
            return new Sum(drawn);
        };
    }

    private static Drawn<LightProfile> convolution(YamlNode node, Profiles profiles) {
        List<Profiles.Item> items = profiles.items(node);
        return d -> new Convolution(
                items.stream().map(item -> item.profile().draw(d)).toList());
    }

    private static Drawn<LightProfile> list(YamlNode node, Profiles profiles) {
        List<Drawn<LightProfile>> items =
                profiles.items(node).stream().map(Profiles.Item::profile).toList();
        profiles.values().vary();
        return Turns.chosen(items, Turns.index(node, profiles.values(), items.size()));
    }
}
