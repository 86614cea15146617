package org.shearnet.train;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.shearnet.features.Label;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * The {@code train} section of a configuration. Longer than other classes: each part of the section with its defaults, its checks
 * and its line in a run's provenance.
 *
 * @param data the stamps of an epoch
 * @param objective what is minimised
 * @param optimiser how
 * @param stopping when it ends, and which weights it keeps
 * @param seed of weights, noise levels and order; galaxies and noise fields go by the scene's seed
 */
public record TrainOptions(Data data, Objective objective, Optimiser optimiser, Stopping stopping, long seed) {

    /** Keys of the section beside those of the {@linkplain Losses losses}. */
    private static final Keys KEYS = Keys.none()
            .may("stamps", "")
            .may("validation", "")
            .may("epochs", "")
            .may("batch", "")
            .may("noise_sigma", "")
            .may("fresh", "")
            .may("augment", "")
            .may("weights", "")
            .may("response", "")
            .may("curriculum", "")
            .may("rare", "")
            .may("noise_pivot", "")
            .may("learning_rate", "")
            .may("warmup", "")
            .may("schedule", "")
            .may("final_learning_rate", "")
            .may("weight_decay", "")
            .may("epsilon", "")
            .may("clip", "")
            .may("ema", "")
            .may("select", "")
            .may("patience", "")
            .may("seed", "");

    private static final String LEARNED = "learned";

    private static final Vocabulary<Void, Loss> LOSSES = Losses.WORDS.withCommon("every loss", KEYS, "");

    /**
     * The stamps of an epoch.
     *
     * @param stamps training stamps
     * @param validation held-out stamps, the same after every epoch
     * @param batch stamps a step
     * @param fresh what is drawn anew every epoch
     * @param augment whether each stamp is turned and mirrored by a random one of the eight symmetries of the square
     * @param noiseLow lowest noise sigma of a training stamp
     * @param noiseHigh highest noise sigma; sigmas are log-uniform between
     * @param curriculum how that range opens over the first steps; null where it is open from the first
     * @param rare which galaxies are drawn more often; null for none
     */
    public record Data(
            int stamps,
            int validation,
            int batch,
            Fresh fresh,
            boolean augment,
            double noiseLow,
            double noiseHigh,
            Curriculum curriculum,
            RareEvents rare) {

        public Data {
            if (stamps < batch || batch < 1 || validation < 1) {
                throw new IllegalArgumentException("an epoch needs at least one batch, and validation one stamp");
            }
            if (!(noiseLow > 0) || noiseHigh < noiseLow) {
                throw new IllegalArgumentException("the noise range must be positive and ordered");
            }
        }

        /** Optimiser steps an epoch; stamps beyond the last whole batch are left out. */
        public int steps() {
            return stamps / batch;
        }

        /** Whether every epoch sees the same stamps. */
        public boolean isStill() {
            return fresh == Fresh.NONE && !augment;
        }

        /** Noise sigma at a place of the range, 0 for the lowest, 1 for the highest, logarithmic. */
        double noise(double level) {
            return noiseLow * Math.pow(noiseHigh / noiseLow, level);
        }
    }

    /**
     * What is minimised.
     *
     * @param loss of one output of one stamp
     * @param weights weight of each output in the loss; where absent, 1 for g1 and g2 and 0.1 for the others, which would
     *     else take most of the network
     * @param noisePivot noise sigma sigma_p at which a stamp counts half in the loss, w = 1 / (1 + (sigma / sigma_p)^2); 0
     *     where all count alike. Where the noise range spans decades, the loss is else all the noisiest stamps' and low noise
     *     is learned last
     * @param learned whether the weights are learned beside the network instead ({@link TaskWeights})
     * @param response what is asked of the answer's response; null for nothing
     */
    public record Objective(
            Loss loss, Map<Label, Double> weights, double noisePivot, boolean learned, ResponseTerms response) {

        public Objective {
            // in one order in every Java: the text of these options tells whether a checkpoint is theirs
            weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        }

        /** Weight of an output in the loss. */
        public double weight(Label label) {
            return weights.getOrDefault(label, usualWeight(label));
        }

        /**
         * Loss of one stamp.
         *
         * @param tasks weight of each output
         * @param stamp weight of the stamp
         * @param noiseSigma of the stamp
         * @param gradient set to the derivative of the loss at each prediction
         * @param parts set to the share of each output, under its weight
         */
        double at(
                double[] tasks,
                double stamp,
                double noiseSigma,
                double[] predictions,
                double[] labels,
                double[] gradient,
                double[] parts) {
            double ratio = noisePivot == 0 ? 0 : noiseSigma / noisePivot;
            double[] each = new double[labels.length];
            for (int k = 0; k < each.length; k++) {
                each[k] = tasks[k] * stamp / (1 + ratio * ratio);
            }
            return loss.at(predictions, labels, each, gradient, parts);
        }
    }

    /**
     * AdamW and its learning rate.
     *
     * @param learningRate highest learning rate
     * @param warmup share of all steps over which the learning rate rises linearly from zero
     * @param schedule how it falls after that
     * @param finalLearningRate last learning rate of the cosine, as a share of the highest
     * @param weightDecay decoupled weight decay
     * @param epsilon Adam's epsilon
     * @param clip largest norm of the gradient; 0 for none
     * @param ema decay of the moving average of the weights a step; 0 for none
     */
    public record Optimiser(
            double learningRate,
            double warmup,
            Schedule schedule,
            double finalLearningRate,
            double weightDecay,
            double epsilon,
            double clip,
            double ema) {

        /** Learning rate of a step, counted from 0, of that many. */
        double learningRate(long step, long total) {
            long rise = Math.round(warmup * total);
            if (step < rise) {
                return learningRate * (step + 1) / rise;
            }
            if (schedule == Schedule.CONSTANT) {
                return learningRate;
            }
            double way = (double) (step - rise) / Math.max(1, total - 1 - rise);
            double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, way)));
            return learningRate * (finalLearningRate + (1 - finalLearningRate) * cosine);
        }
    }

    /**
     * When training ends, and which weights it keeps.
     *
     * @param epochs passes at most
     * @param select by which held-out figure the best weights are chosen
     * @param patience epochs without a better validation error before training stops; 0 for never
     */
    public record Stopping(int epochs, Select select, int patience) {

        public Stopping {
            if (epochs < 1) {
                throw new IllegalArgumentException("a training has at least one epoch");
            }
        }
    }

    /** Learning rate after the warm-up. */
    public enum Schedule {
        CONSTANT,
        COSINE
    }

    /** A held-out figure, of the averaged weights. */
    public enum Select {
        /** Root mean square error of g1 and g2 over all noise levels: the noisiest stamps decide. */
        RMSE,
        /** The loss. */
        LOSS
    }

    /** What an epoch draws anew. */
    public enum Fresh {
        /** The same noisy stamps every epoch. */
        NONE,
        /** The same galaxies under new noise. */
        NOISE,
        /** New galaxies. */
        GALAXIES
    }

    /**
     * All but the number of epochs as one text, which tells whether a checkpoint belongs to a training. It does not depend on how
     * these options are composed.
     */
    String text() {
        StringJoiner all = new StringJoiner(", ", "TrainOptions[", "]");
        all.add("stamps=" + data.stamps).add("validation=" + data.validation).add("epochs=1");
        all.add("batch=" + data.batch);
        all.add("loss=" + objective.loss.name().toUpperCase(Locale.ROOT));
        all.add("huberThreshold=" + (objective.loss instanceof Loss.Huber huber ? huber.threshold() : 1.0));
        all.add("weights=" + objective.weights).add("noisePivot=" + objective.noisePivot);
        all.add("learningRate=" + optimiser.learningRate).add("warmup=" + optimiser.warmup);
        all.add("schedule=" + optimiser.schedule).add("finalLearningRate=" + optimiser.finalLearningRate);
        all.add("weightDecay=" + optimiser.weightDecay).add("epsilon=" + optimiser.epsilon);
        all.add("clip=" + optimiser.clip).add("ema=" + optimiser.ema);
        all.add("select=" + stopping.select).add("patience=" + stopping.patience);
        all.add("fresh=" + data.fresh).add("augment=" + data.augment);
        all.add("noiseLow=" + data.noiseLow).add("noiseHigh=" + data.noiseHigh);
        addLater(all);
        return all.add("seed=" + seed).toString();
    }

    /** What came later stands there where it is used alone, so that checkpoints of before stay theirs. */
    private void addLater(StringJoiner all) {
        if (objective.loss instanceof Loss.BetaLikelihood likelihood) {
            all.add("beta=" + likelihood.beta());
        }
        if (objective.learned) {
            all.add("learned weights");
        }
        if (objective.response != null) {
            all.add(objective.response.text());
        }
        if (data.curriculum != null) {
            all.add(data.curriculum.text());
        }
        if (data.rare != null) {
            all.add(data.rare.text());
        }
    }

    private static double usualWeight(Label label) {
        return label == Label.G1 || label == Label.G2 ? 1 : 0.1;
    }

    /**
     * Learning rate of a step, counted from 0 over all epochs. A training that goes on with more epochs takes the rate of
     * its step in the longer schedule.
     */
    public double learningRate(long step) {
        return optimiser.learningRate(step, (long) data.steps() * stopping.epochs);
    }

    /** As below for stamps that come from no scene: of pixel noise 1e-5 to 1e-2 where the section names none. */
    public static TrainOptions parse(YamlNode node) {
        return parse(node, () -> new double[] {1e-5, 1e-2});
    }

    /**
     * Reads the section; absent keys take the defaults.
     *
     * @param noiseOtherwise lowest and highest noise sigma where the section names none
     * @throws org.shearnet.galaxysim.yaml.ConfigException naming file, line and path
     */
    public static TrainOptions parse(YamlNode node, Supplier<double[]> noiseOtherwise) {
        Loss loss = LOSSES.parsePart(node, null);
        double[] noise = noise(node.find("noise_sigma"), noiseOtherwise);
        int batch = (int) whole(node, "batch", 128, 1);
        Data data = new Data(
                (int) whole(node, "stamps", 20_000, batch),
                (int) whole(node, "validation", 2_000, 1),
                batch,
                node.choice("fresh", Fresh.values(), Fresh.GALAXIES),
                node.bool("augment", false),
                noise[0],
                noise[1],
                section(node, "curriculum", Curriculum::parse),
                section(node, "rare", RareEvents::parse));
        long epochs = whole(node, "epochs", 30, 1);
        if (data.rare != null && (double) epochs * data.stamps > RareEvents.MOST_PLACES) {
            throw node.get("rare")
                    .error("at most " + RareEvents.MOST_PLACES + " stamps over all epochs can be drawn so, not "
                            + epochs + " x " + data.stamps);
        }
        if (data.curriculum != null && data.fresh == Fresh.NONE) {
            throw node.get("curriculum")
                    .error("the noise cannot change where 'fresh: none' keeps every stamp as it is");
        }
        if (data.curriculum != null && data.noiseLow == data.noiseHigh) {
            throw node.get("curriculum").error("there is one level of noise, and no range to open");
        }
        Optimiser optimiser = new Optimiser(
                range(node, "learning_rate", 2e-3, 0, 10),
                range(node, "warmup", 0.05, 0, 1),
                node.choice("schedule", Schedule.values(), Schedule.COSINE),
                range(node, "final_learning_rate", 1e-3, 0, 1),
                range(node, "weight_decay", 0, 0, 1),
                range(node, "epsilon", 1e-12, 0, 1),
                range(node, "clip", 1, 0, 1e9),
                range(node, "ema", 0.99, 0, 1));
        YamlNode weights = node.find("weights");
        boolean learned =
                weights != null && weights.isScalar() && weights.oneOf(LEARNED).equals(LEARNED);
        TrainOptions options = new TrainOptions(
                data,
                new Objective(
                        loss,
                        learned ? Map.of() : weights(node.find("weights")),
                        range(node, "noise_pivot", 0, 0, 1e9),
                        learned,
                        section(node, "response", ResponseTerms::parse)),
                optimiser,
                new Stopping((int) epochs, node.choice("select", Select.values(), Select.RMSE), (int)
                        whole(node, "patience", 0, 0)),
                node.integer("seed", 1));
        node.rejectUnknown();
        return options;
    }

    private static <T> T section(YamlNode node, String key, Function<YamlNode, T> parse) {
        YamlNode section = node.find(key);
        return section == null ? null : parse.apply(section);
    }

    private static double[] noise(YamlNode noise, Supplier<double[]> otherwise) {
        if (noise == null) {
            return otherwise.get();
        }
        List<YamlNode> ends = noise.isList() ? noise.items() : List.of(noise);
        if (ends.size() > 2 || ends.isEmpty()) {
            throw noise.error("expected one noise sigma or [lowest, highest]");
        }
        double low = ends.get(0).number();
        double high = ends.get(ends.size() - 1).number();
        if (!(low > 0) || high < low) {
            throw noise.error("expected 0 < lowest <= highest, found " + low + " and " + high);
        }
        return new double[] {low, high};
    }

    private static Map<Label, Double> weights(YamlNode node) {
        Map<Label, Double> weights = new EnumMap<>(Label.class);
        if (node != null) {
            for (Label label : Label.values()) {
                weights.put(label, range(node, label.key(), usualWeight(label), 0, 1e9));
            }
            node.rejectUnknown();
        }
        return weights;
    }

    private static long whole(YamlNode node, String key, long otherwise, long least) {
        YamlNode value = node.find(key);
        long number = value == null ? Math.max(otherwise, least) : value.integer();
        if (number < least || number > Integer.MAX_VALUE) {
            throw value.error("expected a whole number of at least " + least + ", found " + number);
        }
        return number;
    }

    private static double range(YamlNode node, String key, double otherwise, double least, double most) {
        YamlNode value = node.find(key);
        double number = value == null ? otherwise : value.number();
        if (number < least || number > most) {
            throw value.error("expected a number from " + least + " to " + most + ", found " + number);
        }
        return number;
    }
}
