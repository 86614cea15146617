package org.shearnet.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Model;

/**
 * What {@code shearnet inspect} looks at: an experiment, its network, and those it is compared with.
 *
 * @param model the network's; null where an experiment has none
 * @param estimators the network first, then those of the benchmark section
 * @param folder run folder, in which {@code inspect} is made
 */
record InspectSubject(Experiment experiment, Model model, List<ShearEstimator> estimators, Path folder) {

    InspectSubject {
        if (model != null && model.spec().deconvolves()) {
            throw new ConfigException(
                    "inspect follows a network to the pixels by derivatives, which networks of moments before"
                            + " the PSF do not give it; their response to shear is measured by --calibrate analytic");
        }
        estimators = List.copyOf(estimators);
    }

    /**
     * Finds it.
     *
     * @param what a YAML, whose network is trained where its run is missing; a run folder; or the name of a shipped network
     */
    static InspectSubject find(String what, Path runs, CommonOptions common) {
        if (what.matches("(?i).*\\.ya?ml")) {
            return ofConfig(FileName.here(what), runs, common);
        }
        boolean isRun;
        try {
            isRun = Files.exists(FileName.here(what).resolve("model.zip"));
        } catch (InvalidPathException e) {
            isRun = false;
        }
        if (!isRun && !NetworkEstimator.SHIPPED.contains(what)) {
            throw new BadDataException(what + ": neither a YAML, nor a run folder with a model.zip, nor a network that"
                    + " comes with the program (" + String.join(", ", NetworkEstimator.SHIPPED) + ")");
        }
        String name = Path.of(what).toAbsolutePath().normalize().getFileName().toString();
        NetworkEstimator network = NetworkEstimator.find(name, what);
        return ofNetwork(network, isRun ? Path.of(what) : runs.resolve(name), common);
    }

    /** The scene of the shipped network june2025 on stamps of a side, with nobody to measure it. */
    static InspectSubject kernels(int side, Path runs, CommonOptions common) {
        String scene = NetworkEstimator.find("june2025", NetworkEstimator.SHIPPED.get(0))
                .model()
                .scene();
        Experiment experiment = Experiment.of(
                Path.of("kernels.yaml"),
                common.apply(YamlReader.override(YamlReader.parse("kernels.yaml", scene), "image.size=" + side)));
        return new InspectSubject(experiment, null, List.of(), runs.resolve("kernels"));
    }

    private static InspectSubject ofConfig(Path config, Path runs, CommonOptions common) {
        Experiment experiment = Experiment.of(config, common.apply(YamlReader.read(config)));
        TrainedNetworks trained = new TrainedNetworks(experiment, runs, common.threads(), common::read, true);
        Model model = null;
        List<ShearEstimator> estimators = new ArrayList<>();
        if (experiment.network() != null) {
            EstimatorSpec own = experiment.benchmark().estimators().stream()
                    .filter(s -> "".equals(s.network()) && !s.method().repeats())
                    .findFirst()
                    .orElse(null);
            NetworkEstimator network = trained.find(own == null ? experiment.name() : own.label(), "");
            model = network.model();
            estimators.add(network);
        }
        for (EstimatorSpec spec : experiment.benchmark().estimators()) {
            if (estimators.isEmpty() || !estimators.get(0).label().equals(spec.label())) {
                estimators.add(spec.make(trained));
            }
        }
        return new InspectSubject(experiment, model, estimators, runs.resolve(experiment.name()));
    }

    /** A network by itself: the experiment is the one it was trained by, the others those of it that need no network. */
    private static InspectSubject ofNetwork(NetworkEstimator network, Path folder, CommonOptions common) {
        Path config = folder.resolve("config.yaml");
        boolean beside = Files.exists(config);
        Path file = beside ? config : Path.of(network.label() + ".yaml");
        Experiment experiment = Experiment.of(
                file,
                common.apply(
                        beside
                                ? YamlReader.read(config)
                                : YamlReader.parse(
                                        file.toString(), network.model().scene())));
        List<ShearEstimator> estimators = new ArrayList<>(List.of(network));
        for (EstimatorSpec spec : experiment.benchmark().estimators()) {
            if (spec.network() == null && !spec.label().equals(network.label())) {
                estimators.add(spec.make((label, name) -> network));
            }
        }
        return new InspectSubject(experiment, network.model(), estimators, folder);
    }
}
