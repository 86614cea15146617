package org.shearnet.galaxysim.scene;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shearnet.galaxysim.noise.Noise;
import org.shearnet.galaxysim.profile.LightProfile;
import org.shearnet.galaxysim.profile.ProfileType;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;

/** The words that scenes are written in. Immutable: a profile of one's own makes new ones. */
public final class SceneWords {

    private static final SceneWords STANDARD = new SceneWords(ProfileWords.ALL, NumberWords.ALL, NoiseWords.ALL);

    private final Vocabulary<Profiles, Drawn<LightProfile>> profiles;
    private final Vocabulary<Values, Drawn<Double>> numbers;
    private final Vocabulary<NoiseWords, Drawn<Noise>> noises;

    private SceneWords(
            Vocabulary<Profiles, Drawn<LightProfile>> profiles,
            Vocabulary<Values, Drawn<Double>> numbers,
            Vocabulary<NoiseWords, Drawn<Noise>> noises) {
        this.profiles = profiles;
        this.numbers = numbers;
        this.noises = noises;
    }

    /** {@return those that the program comes with} */
    public static SceneWords standard() {
        return STANDARD;
    }

    /**
     * {@return these words with a profile, for {@code gal} and {@code psf} and their items}
     *
     * @param type the profile
     */
    public SceneWords withProfile(ProfileType type) {
        return new SceneWords(profiles.register(Profiles.word(type)), numbers, noises);
    }

    Vocabulary<Profiles, Drawn<LightProfile>> profiles() {
        return profiles;
    }

    Vocabulary<Values, Drawn<Double>> numbers() {
        return numbers;
    }

    Vocabulary<NoiseWords, Drawn<Noise>> noises() {
        return noises;
    }

    private Stream<Vocabulary<?, ?>> all() {
        return Stream.of(
                Profiles.galaxies(Profiles.common(profiles)),
                numbers,
                Angles.WORDS,
                Shears.WORDS,
                Positions.WORDS,
                Texts.words(),
                ImagePlan.WORDS,
                PixelGrid.WORDS,
                noises,
                StampPlan.WORDS,
                OutputPlan.WORDS,
                OutputPlan.EXTRAS,
                SceneInputs.WORDS);
    }

    /** {@return a line for each profile, rule of a number, and noise} */
    public String help() {
        return Stream.of(profiles, numbers, noises)
                .map(v -> v.title() + ":\n" + v.help())
                .collect(Collectors.joining("\n"));
    }

    /** All words as the part of docs/scenes.md that is made of them. */
    String markdown() {
        StringBuilder out = new StringBuilder(Vocabulary.of("The top", "")
                .register("top", TOP_MEANING, TOP, (n, c) -> n)
                .markdown());
        all().forEach(vocabulary -> out.append(vocabulary.markdown()));
        out.append("### Expressions\n\n")
                .append(
                        "`$...` and `Eval` hold numbers, names, `+ - * / // % **`, comparisons (1 where true, else 0), `pi`,"
                                + " `e`, `obj_num`, `image_num`, `file_num`, `@path`, and these functions, with or without `math.`,"
                                + " `np.`, `numpy.` before them: ")
                .append(Formula.functions().stream().map(f -> "`" + f + "`").collect(Collectors.joining(", ")))
                .append(". Other Python is refused.\n\n");
        out.append("### Refused\n\n")
                .append("Types of GalSim that are known and refused by name: ")
                .append(GalSimWords.REFUSED.words().stream()
                        .sorted()
                        .map(t -> "`" + t + "`")
                        .collect(Collectors.joining(", ")))
                .append(". Keys of GalSim:\n\n| key | why |\n|---|---|\n");
        GalSimWords.REFUSED.keys().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(e -> out.append("| `" + e.getKey() + "` | " + e.getValue() + " |\n"));
        return out.toString();
    }

    private static final Keys TOP = Keys.none()
            .must("gal", "")
            .may("psf", "")
            .must("image", "")
            .may("input", "")
            .may("output", "")
            .may("stamp", "")
            .may("eval_variables", "for expressions")
            .may("template", "")
            .may("include", "file of a scene");

    private static final String TOP_MEANING = "keys that hold nothing but YAML anchors may stand beside";
}
