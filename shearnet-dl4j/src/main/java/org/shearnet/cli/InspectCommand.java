package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.shearnet.benchmark.HeldOutGalaxies;
import org.shearnet.config.Experiment;
import org.shearnet.config.NoiseLevels;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.FolderLock;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.inspect.Operators;
import org.shearnet.net.Backend;
import org.shearnet.report.ArithmeticPart;
import org.shearnet.report.BudgetPart;
import org.shearnet.report.GradientPart;
import org.shearnet.report.InspectPage;
import org.shearnet.report.KeptPart;
import org.shearnet.report.MapsPart;
import org.shearnet.report.OperatorsPart;
import org.shearnet.report.Part;
import org.shearnet.report.Section;
import org.shearnet.report.SizesPart;
import org.shearnet.report.UsablePart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet inspect}: where a network loses the shape. */
@Command(
        name = "inspect",
        description = "Shows where, and why, a network loses the shape: into runs/<name>/inspect/inspect.html.",
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WHAT",
            description =
                    "a run folder; a YAML, whose network is trained where its run is missing; or the name of a network"
                            + " that comes with the program")
    private String what;

    @Option(names = "--parts", split = ",", paramLabel = "PART", description = "only these parts (default: all)")
    private List<String> wanted = List.of();

    @Option(
            names = "--stack",
            paramLabel = "LAYERS",
            description =
                    "calculates the sizes of layers and what they keep with random weights, as in --stack 'conv 16x3, average 2, conv 32x3, average 2, dense"
                            + " 128' --stamp 53, and trains nothing")
    private String stack;

    @Option(
            names = "--stamp",
            paramLabel = "N",
            description = "side of the stamps of --stack and --kernels (default: 53)")
    private Integer stamp;

    @Option(names = "--svg", paramLabel = "FILE", description = "draws the layers of --stack, as SVG and PNG")
    private Path svg;

    @Option(
            names = "--kernels",
            split = ",",
            paramLabel = "KERNEL",
            description =
                    "only these operators: average2, average4, stride2, stride4, maximum2, blur121, blur1331, dilated2,"
                            + " sobel-x, sobel, laplace, log, gabor, quadrupole, templates; without WHAT on the scene of june2025")
    private List<String> kernels = List.of();

    @Option(names = "--fresh", description = "does again what an earlier run of the same program has done")
    private boolean fresh;

    @Option(
            names = "--resume",
            description = "goes on after an interrupt; this is what it does anyway unless --fresh is given")
    private boolean resume;

    @Option(names = "--runs", paramLabel = "DIR", description = "folder of the runs (default: runs)")
    private Path runs = Path.of("runs");

    @Mixin
    private CommonOptions common;

    /** Side of the stamps where none is given (px), and within which it must be. */
    private static final int USUAL_STAMP = 53;

    private static final int LEAST_STAMP = 8;
    private static final int MOST_STAMP = 4096;

    private final List<Section> done = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (fresh && resume) {
            throw new UsageException("--fresh and --resume exclude each other");
        }
        checkOptions();
        if (stack != null) {
            new StackCalculator(stack, side(), svg)
                    .print(
                            InspectSubject.kernels(side(), runs, common)
                                    .experiment()
                                    .scene(),
                            common.threads());
            return ExitCode.OK;
        }
        InspectSubject subject =
                what == null ? InspectSubject.kernels(side(), runs, common) : InspectSubject.find(what, runs, common);
        Experiment experiment = subject.experiment();
        double[] levels = levels(experiment);
        List<Part> parts = chosen(parts(subject, levels));
        Path folder = subject.folder().resolve("inspect");
        Provenance provenance = experiment
                .addTo(Provenance.of(CommandLineText.get()))
                .with("BACKEND", subject.model() == null ? "plain Java" : Backend.summary());
        FolderLock own = FolderLock.of(subject.folder());
        try {
            Files.createDirectories(folder);
            System.out.println(run(subject, parts, new PartStore(folder, key(subject, levels)), folder, provenance));
        } finally {
            own.close();
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if (what == null && stack == null && kernels.isEmpty()) {
            throw new UsageException("give a run folder, a YAML or the name of a network; or --stack, or --kernels");
        }
        if (stack != null && (what != null || !kernels.isEmpty() || !wanted.isEmpty())) {
            throw new UsageException("--stack calculates by itself; leave out what else is to be inspected");
        }
        if (svg != null && stack == null) {
            throw new UsageException("--svg draws the layers of --stack");
        }
        if (stamp != null && what != null) {
            throw new UsageException(
                    "--stamp is for --stack, and for --kernels by themselves: " + what + " has its own");
        }
        for (String kernel : kernels) {
            if (!Operators.meanings().containsKey(kernel)) {
                throw new UsageException("--kernels: no operator '" + kernel + "'; there are "
                        + String.join(", ", Operators.meanings().keySet()));
            }
        }
    }

    private int side() {
        int side = stamp == null ? USUAL_STAMP : stamp;
        if (side < LEAST_STAMP || side > MOST_STAMP) {
            throw new UsageException("--stamp must be " + LEAST_STAMP + " to " + MOST_STAMP + ", not " + side);
        }
        return side;
    }

    /** All parts, in the order in which they are done. A new part is a line here. */
    private List<Part> parts(InspectSubject subject, double[] levels) {
        Experiment experiment = subject.experiment();
        List<Part> parts = new ArrayList<>();
        if (!subject.estimators().isEmpty()) {
            parts.add(new BudgetPart(
                    experiment.scene(), experiment.inspect().budget(), levels, subject.estimators(), common.threads()));
        }
        List<String> operators = new ArrayList<>(kernels);
        if (operators.isEmpty()) {
            operators.addAll(Operators.POOLINGS);
            operators.addAll(Operators.KERNELS);
        }
        parts.add(new OperatorsPart(experiment.scene(), operators, levels, common.threads()));
        if (subject.model() != null) {
            parts.add(new KeptPart(
                    experiment.scene(),
                    subject.model(),
                    experiment.inspect().layers(),
                    levels,
                    experiment.inspect().galaxies(),
                    common.threads()));
            parts.add(new UsablePart(
                    experiment.scene(),
                    subject.model(),
                    experiment.inspect().probes(),
                    experiment.inspect().layers(),
                    levels[0],
                    common.threads()));
            parts.add(new GradientPart(
                    experiment.scene(),
                    subject.model(),
                    levels,
                    experiment.inspect().galaxies(),
                    common.threads()));
            parts.add(new MapsPart(experiment.scene(), subject.model(), levels[0], common.threads()));
            parts.add(new ArithmeticPart(
                    experiment.scene(),
                    subject.model(),
                    experiment.inspect().precision(),
                    levels,
                    experiment.inspect().galaxies(),
                    common.threads()));
            parts.add(new SizesPart(
                    experiment.scene(),
                    subject.model(),
                    levels[0],
                    experiment.inspect().galaxies(),
                    common.threads(),
                    this::curves));
        }
        return parts;
    }

    private List<Section.Curve> curves() {
        return done.stream().flatMap(s -> s.curves().stream()).toList();
    }

    private List<Part> chosen(List<Part> all) {
        List<String> names = all.stream().map(Part::name).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new UsageException("--parts: no part '" + name + "' here; there are " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(p -> wanted.isEmpty() || wanted.contains(p.name()))
                .toList();
    }

    private Path run(InspectSubject subject, List<Part> parts, PartStore store, Path folder, Provenance provenance)
            throws IOException {
        Experiment experiment = subject.experiment();
        String yaml = experiment.root().toYaml();
        String name =
                subject.folder().toAbsolutePath().normalize().getFileName().toString();
        Path page = null;
        for (Part part : parts) {
            Section section = fresh ? null : store.find(part);
            if (section != null) {
                System.err.println("shearnet: part " + part.name() + " was there already (--fresh does it again)");
            } else {
                try (ProgressLine line = new ProgressLine("inspect " + part.name(), part.unit(), part.steps())) {
                    section = part.run(folder, line::step);
                } catch (CancellationException e) {
                    throw new InterruptedRunException("interrupted; " + done.size() + " of " + parts.size()
                            + " parts are done and kept, go on with: " + CommandLineText.resuming());
                }
                store.put(part, section);
            }
            done.add(section);
            page = InspectPage.write(folder, name, done, provenance, yaml);
        }
        return page;
    }

    /** A text that changes whenever what a part finds could. */
    private String key(InspectSubject subject, double[] levels) throws IOException {
        return Sha256.hex(
                kernels + "\n" + ProgramHash.get() + "\n" + subject.experiment().hash() + "\n"
                        + subject.experiment().sceneHash() + "\n" + Arrays.toString(levels) + "\n"
                        + subject.estimators().stream()
                                .map(e -> e.label() + " " + e.fingerprint())
                                .collect(Collectors.joining("\n")));
    }

    /** The noise levels as pixel noise, lowest first. */
    private double[] levels(Experiment experiment) {
        NoiseLevels noise = experiment.inspect().noise();
        double signal = noise.unit() == NoiseLevels.Unit.S2N
                ? HeldOutGalaxies.medianSignal(experiment.scene(), common.threads())
                : Double.NaN;
        return Arrays.stream(noise.values())
                .map(v -> noise.sigma(v, signal))
                .sorted()
                .toArray();
    }
}
