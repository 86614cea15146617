package org.shearnet.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.BulgeDisk;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;

/** The models of a fit by their names. */
final class FitWords {

    /** The PSF's own image, in place of a model of it. */
    static final String IMAGE = "image";

    private FitWords() {}

    /** A galaxy's model: gauss, exp, dev, turb, bdf, ...; gauss where none is named. */
    static GalaxyModel galaxy(YamlNode section) {
        List<GalaxyModel> all = new ArrayList<>(List.of(MixtureModel.values()));
        all.addAll(List.of(BulgeDisk.values()));
        return section.has("model") ? named(all, List.of(), "model", section.get("model")) : MixtureModel.GAUSS;
    }

    /** The model of galaxies that are one mixture: gauss, exp, dev or turb; null where none is named. */
    static MixtureModel mixture(YamlNode section) {
        return section.has("model")
                ? named(List.of(MixtureModel.values()), List.of(), "model", section.get("model"))
                : null;
    }

    /** A PSF's model: gauss, coellip3, em3, ...; null for {@link #IMAGE}, gauss where none is named. */
    static PsfModel psf(YamlNode section) {
        YamlNode name = section.find("psf_model");
        if (name == null) {
            return PsfModel.GAUSS;
        }
        return name.text().equalsIgnoreCase(IMAGE)
                ? null
                : named(List.of(PsfModel.values()), List.of(IMAGE), "psf model", name);
    }

    private static <E> E named(List<? extends E> values, List<String> others, String what, YamlNode name) {
        for (E value : values) {
            if (value.toString().equalsIgnoreCase(name.text())) {
                return value;
            }
        }
        List<String> words = new ArrayList<>(values.stream().map(FitWords::word).toList());
        words.addAll(others);
        throw name.unknown(what, name.text(), words);
    }

    /** The name of a model. */
    static String word(Object model) {
        return model.toString().toLowerCase(Locale.ROOT);
    }
}
