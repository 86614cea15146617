package org.shearnet.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.EnsembleRuns;
import org.shearnet.estimate.EstimatorMethod;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** Finds the networks that an experiment's estimators name, and trains those of a YAML whose run is missing. */
final class TrainedNetworks implements EstimatorMethod.Networks {

    private final Experiment experiment;
    private final Path runs;
    private final int threads;
    private final Function<Path, YamlNode> others;
    private final boolean trains;
    private final Map<String, Path> learningCurves = new LinkedHashMap<>();

    /**
     * For an experiment.
     *
     * @param runs folder of the runs
     * @param trains whether networks that are missing are trained, or refused
     * @param others reads the YAML of another experiment, beside this one's, that an estimator names
     */
    TrainedNetworks(Experiment experiment, Path runs, int threads, Function<Path, YamlNode> others, boolean trains) {
        this.trains = trains;
        this.experiment = experiment;
        this.runs = runs;
        this.threads = threads;
        this.others = others;
    }

    /** Learning curves of those found, by label. */
    Map<String, Path> learningCurves() {
        return learningCurves;
    }

    /** The run that an estimator names, trained now if it is missing. */
    @Override
    public NetworkEstimator find(String label, String network) {
        try {
            Experiment owner = owner(network);
            return owner == null ? found(label, network) : trained(label, owner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same training with the next seeds, in run folders of their own. */
    @Override
    public NetworkEstimator member(String label, String network, int number) {
        try {
            Experiment owner = owner(network);
            if (owner == null) {
                return EnsembleRuns.find(label, PieceThread.found(network), number);
            }
            return trained(
                    label,
                    number == 0 ? owner : sown(owner, network, owner.train().seed() + number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An experiment with another seed of its training, and the name that goes with it. */
    private Experiment sown(Experiment owner, String network, long seed) {
        YamlNode root = network.isEmpty() ? own() : others.apply(owner.file());
        root = YamlReader.override(root, "name=" + EnsembleRuns.name(owner.name(), seed));
        return Experiment.of(owner.file(), YamlReader.override(root, "train.seed=" + seed));
    }

    /** A copy of this experiment's document, with what was put over its file. */
    private YamlNode own() {
        YamlNode read = others.apply(experiment.file());
        String effective = experiment.root().toYaml();
        return read.toYaml().equals(effective)
                ? read
                : YamlReader.parse(experiment.file().toString(), effective);
    }

    /** The network of an experiment, trained now if its run is missing. */
    private NetworkEstimator trained(String label, Experiment owner) throws IOException {
        Path run = runs.resolve(owner.name());
        Path file = run.resolve("model.zip");
        boolean trained = Files.exists(file);
        if (!trained && !trains) {
            throw new BadDataException(file + ": is not there; pieces measure with a network that is trained: shearnet"
                    + " train " + owner.file() + " first");
        }
        if (!trained) {
            new TrainingRun(owner, run, threads, TrainingRun.Start.RESUME).train();
        }
        NetworkEstimator estimator = NetworkEstimator.load(label, file);
        if (trained) {
            checkOrigin(estimator, owner, run);
        }
        addLearningCurve(label, run);
        return estimator;
    }

    /** The network of a run folder, or a shipped one. */
    private NetworkEstimator found(String label, String network) {
        NetworkEstimator estimator = NetworkEstimator.find(label, PieceThread.found(network));
        addLearningCurve(label, Path.of(network));
        return estimator;
    }

    /** One curve a network, however many estimators use it. */
    private void addLearningCurve(String label, Path run) {
        Path curve = run.resolve("learning-curve.png");
        if (Files.exists(curve) && !learningCurves.containsValue(curve)) {
            String name = learningCurves.containsKey(label) ? label + ", " + run.getFileName() : label;
            learningCurves.put(name, curve);
        }
    }

    /** A network that was trained for another scene or in another way must not pass for this experiment's. */
    private static void checkOrigin(NetworkEstimator estimator, Experiment owner, Path run) {
        String origin = estimator.model().provenance().get(TrainingRun.TRAINING_HASH);
        if (!owner.trainingHash().equals(origin)) {
            throw new ConfigException(
                    run + ": its network was trained with another scene, network or train section than " + owner.file()
                            + " has now; remove the folder, or give the experiment another name");
        }
        System.err.println("shearnet: using the network of " + run);
    }

    /** The experiment that trains the network: this one, another YAML, or none for a run folder. */
    private Experiment owner(String network) {
        if (network.isEmpty()) {
            return experiment;
        }
        if (!network.matches(".*\\.ya?ml")) {
            return null;
        }
        Path other = experiment.file().resolveSibling(network);
        return Experiment.of(other, others.apply(other));
    }
}
