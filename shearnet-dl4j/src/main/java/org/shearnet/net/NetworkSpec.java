package org.shearnet.net;

import java.util.LinkedHashSet;
import java.util.List;
import org.shearnet.features.FeatureSizes;
import org.shearnet.features.Label;
import org.shearnet.features.MomentFeatures;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.engine.Activation;

/**
 * The {@code network} section of a configuration.
 *
 * @param architecture what stands between inputs and prediction, with its own knobs
 * @param outputs what the network predicts: names of {@link Label}
 * @param dense width of the hidden fully connected layers
 * @param activation after every hidden layer
 * @param inputs what the network sees beside the stamp
 * @param imageScale how stamps are normalised
 * @param labelScale in which units it predicts; networks that correct moments predict in units of the moments' error
 * @param errors whether it also predicts the logarithmic variance of every output
 * @param dropout share of the numbers behind each hidden fully connected layer that a training drops, below 1; 0 for none
 */
public record NetworkSpec(
        Architecture architecture,
        List<Label> outputs,
        List<Integer> dense,
        Activation activation,
        List<AuxiliaryInput> inputs,
        ImageScale imageScale,
        LabelScale labelScale,
        boolean errors,
        double dropout) {

    private static final String NOTHING_TO_DROP =
            "there is nothing to drop: dropout stands behind hidden fully connected layers, and 'dense' names none";

    /** What a network may see beside the stamp. */
    public enum AuxiliaryInput {
        /** log10 of the noise sigma. */
        LOG_NOISE,
        /** log10 of the flux summed over the stamp, floored at the noise. */
        LOG_FLUX,
        /** Adaptive moments of stamp and PSF: their invariants and the shapes that turn with the stamp. */
        MOMENTS;

        /** How many numbers it is. */
        int size() {
            return this == MOMENTS ? MomentFeatures.SIZES.invariants() + 2 * MomentFeatures.SHAPES : 1;
        }

        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** In which units a network predicts. */
    public enum LabelScale {
        /** The labels' own. */
        NONE,
        /** (label - mean) / standard deviation over the training stamps. */
        ZSCORE;

        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How stamps are brought to the order of one. */
    public enum ImageScale {
        /** Not at all. */
        NONE,
        /** (pixel - mean) / standard deviation over the training stamps. */
        ZSCORE,
        /** Each stamp over its summed flux, then as {@link #ZSCORE}. */
        FLUX;

        public String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public NetworkSpec {
        outputs = List.copyOf(outputs);
        dense = List.copyOf(dense);
        inputs = List.copyOf(inputs);
        if (!outputs.contains(Label.G1) || !outputs.contains(Label.G2)) {
            throw new IllegalArgumentException("a network predicts at least g1 and g2");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout must be a share from 0 to below 1, not " + dropout);
        }
        if (dropout > 0 && dense.isEmpty()) {
            throw new IllegalArgumentException(NOTHING_TO_DROP);
        }
    }

    /** A network without dropout. */
    public NetworkSpec(
            Architecture architecture,
            List<Label> outputs,
            List<Integer> dense,
            Activation activation,
            List<AuxiliaryInput> inputs,
            ImageScale imageScale,
            LabelScale labelScale,
            boolean errors) {
        this(architecture, outputs, dense, activation, inputs, imageScale, labelScale, errors, 0);
    }

    /** An architecture with its own defaults. */
    public static NetworkSpec of(String architecture) {
        return parse(YamlReader.parse(architecture, "architecture: " + architecture));
    }

    /**
     * Reads the section; absent keys take the architecture's own values.
     *
     * @throws org.shearnet.galaxysim.yaml.ConfigException naming file, line and path
     */
    public static NetworkSpec parse(YamlNode node) {
        NetworkSpec spec = of(Architectures.WORDS.parsePart(node, null), node);
        node.rejectUnknown();
        return spec;
    }

    /** Reads the section of a model file of a former version, which wrote every key, with or without a meaning. */
    static NetworkSpec former(YamlNode node) {
        YamlNode name = node.get("architecture");
        name.oneOf(Architectures.names());
        return of(Architectures.WORDS.find(name.text()).parser().parse(node, null), node);
    }

    private static NetworkSpec of(Architecture architecture, YamlNode node) {
        List<Integer> dense = Sizes.parse(node, "dense", architecture.usualDense());
        return new NetworkSpec(
                architecture,
                choices(node, "outputs", Label.values(), architecture.usualOutputs()),
                dense,
                node.choice("activation", Activation.values(), architecture.usualActivation()),
                choices(node, "inputs", AuxiliaryInput.values(), List.of()),
                node.choice("image_scale", ImageScale.values(), ImageScale.ZSCORE),
                node.choice("label_scale", LabelScale.values(), LabelScale.ZSCORE),
                node.bool("errors", false),
                dropout(node.find("dropout"), dense));
    }

    private static double dropout(YamlNode value, List<Integer> dense) {
        double share = value == null ? 0 : value.number();
        if (!(share >= 0 && share < 1)) {
            throw value.error("expected a share from 0 to below 1, found " + value.text());
        }
        if (share > 0 && dense.isEmpty()) {
            throw value.error(NOTHING_TO_DROP);
        }
        return share;
    }

    private static <E extends Enum<E>> List<E> choices(YamlNode node, String key, E[] all, List<E> otherwise) {
        YamlNode value = node.find(key);
        if (value == null) {
            return otherwise;
        }
        LinkedHashSet<E> chosen = new LinkedHashSet<>();
        for (YamlNode item : value.items()) {
            if (!chosen.add(item.choice(key, all))) {
                throw item.error("'" + item.text() + "' stands here twice");
            }
        }
        if (key.equals("outputs") && !chosen.containsAll(List.of((Enum<?>) Label.G1, Label.G2))) {
            throw value.error("a network predicts at least g1 and g2");
        }
        return List.copyOf(chosen);
    }

    /** The same with another dropout. */
    NetworkSpec withDropout(double share) {
        return new NetworkSpec(architecture, outputs, dense, activation, inputs, imageScale, labelScale, errors, share);
    }

    /** Numbers in one prediction of the network. */
    public int predictions() {
        return errors ? 2 * outputs.size() : outputs.size();
    }

    /** Whether the graph has the stamp among its inputs. */
    boolean seesStamp() {
        return architecture.seesStamp();
    }

    /** Whether the graph has the PSF image among its inputs. */
    boolean seesPsf() {
        return architecture.seesPsf();
    }

    /** Whether the network predicts corrections to moments. */
    public boolean corrects() {
        return architecture.corrects() != null;
    }

    /** How many features it sees of the moments that it corrects. */
    FeatureSizes features() {
        return architecture.corrects();
    }

    /** Whether it sees moments before the PSF, and knows its response to shear. */
    public boolean deconvolves() {
        return architecture.deconvolves();
    }

    /** Whether adaptive moments of the stamp are measured for the network. */
    boolean usesMoments() {
        return corrects() && !deconvolves() || inputs.contains(AuxiliaryInput.MOMENTS);
    }

    /** Whether what the network sees depends on what it is told of the noise. */
    public boolean seesNoise() {
        return corrects() || usesMoments() || inputs.contains(AuxiliaryInput.LOG_NOISE);
    }

    /** Whether the PSF image is needed beside the stamp. */
    public boolean takesPsf() {
        return seesPsf() || corrects() || usesMoments();
    }

    /** What its graph starts from and ends with. */
    GraphPlan.Frame frame() {
        return new GraphPlan.Frame(
                seesStamp(), seesPsf(), auxiliaryFeatures(), features(), outputs, dense, activation, errors, dropout);
    }

    /** How many numbers stand beside the stamp. */
    int auxiliaryFeatures() {
        return inputs.stream().mapToInt(AuxiliaryInput::size).sum();
    }

    /** Whether all the network sees of a stamp is its moments: little enough to keep for every stamp of a training. */
    public boolean seesMomentsAlone() {
        return !seesStamp();
    }

    /** The section as YAML, every key written out. */
    public String toYaml() {
        StringBuilder out = new StringBuilder("architecture: " + architecture.name());
        out.append("\noutputs: [")
                .append(String.join(", ", outputs.stream().map(Label::key).toList()))
                .append(']');
        architecture
                .knobs()
                .forEach((key, value) ->
                        out.append('\n').append(key).append(": ").append(value));
        out.append("\ndense: ")
                .append(dense)
                .append("\nactivation: ")
                .append(activation.name().toLowerCase(java.util.Locale.ROOT))
                .append("\ninputs: [")
                .append(String.join(
                        ", ", inputs.stream().map(AuxiliaryInput::key).toList()))
                .append("]\nimage_scale: ")
                .append(imageScale.key())
                .append("\nlabel_scale: ")
                .append(labelScale.key())
                .append("\nerrors: ")
                .append(errors)
                .append('\n');
        // without dropout a network is told apart from none of a former version
        return (dropout > 0 ? out.append("dropout: ").append(dropout).append('\n') : out).toString();
    }
}
