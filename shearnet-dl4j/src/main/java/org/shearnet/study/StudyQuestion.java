package org.shearnet.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.shearnet.config.Experiment;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlReader;

/** What a study asks of a run beyond its configuration: the figure, of which estimator, and of which networks by content. */
final class StudyQuestion {

    private static final String MODEL = "model.zip";

    private StudyQuestion() {}

    /** A hash that changes whenever another question is asked of the run. */
    static String hash(Study study, PlannedRun run) throws IOException {
        List<String> parts =
                new ArrayList<>(List.of(study.figure(), study.estimator(), Integer.toString(study.kept())));
        for (EstimatorSpec spec : run.experiment().benchmark().estimators()) {
            if (spec.network() != null && !spec.network().isEmpty()) {
                parts.add(spec.network() + " " + content(run.experiment(), spec));
            }
        }
        return Sha256.hex(String.join("\n", parts));
    }

    /** Of a network that an estimator names; a shipped one belongs to the program and has none. */
    private static String content(Experiment experiment, EstimatorSpec spec) throws IOException {
        String network = spec.network();
        if (network.matches(".*\\.ya?ml")) {
            Path other = experiment.file().resolveSibling(network);
            if (!Files.isRegularFile(other)) {
                return "";
            }
            try {
                Experiment owner = Experiment.of(other, YamlReader.read(other));
                return owner.hash() + " " + owner.sceneHash();
            } catch (ConfigException e) {
                return e.getMessage(); // the run itself will say so
            }
        }
        Path folder = Path.of(network);
        StringBuilder text = new StringBuilder(model(folder));
        if (spec.method().repeats()) {
            for (Path member : members(folder.toAbsolutePath().normalize())) {
                text.append(' ').append(member.getFileName()).append(' ').append(model(member));
            }
        }
        return text.toString();
    }

    private static String model(Path folder) throws IOException {
        Path model = folder.resolve(MODEL);
        return Files.isRegularFile(model) ? Sha256.hex(Files.readAllBytes(model)) : "";
    }

    /** Folders of the same training with other seeds. */
    private static List<Path> members(Path first) throws IOException {
        if (first.getParent() == null || !Files.isDirectory(first.getParent())) {
            return List.of();
        }
        String start = first.getFileName() + "-seed";
        try (Stream<Path> beside = Files.list(first.getParent())) {
            return beside.filter(f -> f.getFileName().toString().startsWith(start))
                    .sorted()
                    .toList();
        }
    }
}
