package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.fits.StampLayout;
import org.shearnet.galaxysim.scene.MedsSimulation;
import org.shearnet.galaxysim.scene.Scene;
import org.shearnet.galaxysim.scene.SceneParser;
import org.shearnet.galaxysim.scene.Simulation;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet simulate}: renders the stamps that a YAML describes. */
@Command(name = "simulate", description = "Renders the galaxies of a YAML into a stamps file.", sortOptions = false)
final class SimulateCommand implements Callable<Integer> {

    /** Sections of an experiment that a simulation has no use for but knows. */
    private static final String[] OTHER_SECTIONS = {"name", "network", "train", "benchmark", "inspect"};

    /** Pixel types of the stamps. */
    enum PixelType {
        float32,
        float64
    }

    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML scene, in GalSim's words")
    private Path config;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "STAMPS",
            converter = FileName.Anywhere.class,
            description = "FITS file to write")
    private Path output;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "${COMPLETION-CANDIDATES} pixels (default: float32)")
    private PixelType dtype = PixelType.float32;

    @Option(names = "--first", paramLabel = "I", description = "index of the first galaxy (default: 0)")
    private long first;

    @Option(names = "--count", paramLabel = "N", description = "number of galaxies (default: output.nimages)")
    private Long count;

    @Option(
            names = "--piece",
            paramLabel = "i/n",
            description = "renders the i-th of n pieces of the galaxies (i from 1), for shearnet merge")
    private String piece;

    @Option(
            names = "--document",
            paramLabel = "N",
            description = "document of a YAML that holds several, counted from 1; the first is the base of the others")
    private int document;

    @Mixin
    private PartsFlag parts;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        if (document < 0) {
            throw new UsageException("--document must be 1 or more, not " + document);
        }
        cluster.check();
        Path file = parts.first(output, cluster.isGiven());
        OutputFile.check(file, List.of(config));
        YamlNode root = common.apply(YamlReader.read(config, document));
        long otherSeed = ThreadLocalRandom.current().nextLong(1, 1L << 31);
        Scene scene = SceneParser.parse(root, config.toAbsolutePath().getParent(), otherSeed);
        for (String section : OTHER_SECTIONS) {
            root.find(section);
        }
        root.rejectUnknown();
        List<Path> inputs = new ArrayList<>(
                SceneParser.inputFiles(root, config.toAbsolutePath().getParent()));
        inputs.add(config);
        OutputFile.check(file, inputs);
        long n = count == null ? scene.count() : count;
        if (first < 0 || n < 1) {
            throw new UsageException("--first must be 0 or more and --count 1 or more, not " + first + " and " + n);
        }
        if (first > Long.MAX_VALUE - n) {
            throw new UsageException("--first " + first + " and " + n
                    + " galaxies: the last of them has no number (up to " + Long.MAX_VALUE + ")");
        }
        if (scene.isRandom() && scene.seed() == otherSeed) {
            System.err.println("simulate: no image.random_seed: took " + otherSeed + " (--seed " + otherSeed
                    + " repeats this run)");
        }
        Piece part = Piece.parse(piece);
        if (part.of() > n
                || piece != null && !parts.isGiven() && output.toString().endsWith(".gz")) {
            throw new UsageException(
                    part.of() > n
                            ? "--piece " + part + ": there are " + n + " galaxies only"
                            : "--piece " + part + " -o " + output + ": a piece is not packed; merge packs the whole");
        }
        if ((piece != null || cluster.isGiven()) && scene.isRandom() && scene.seed() == otherSeed) {
            throw new UsageException((piece != null ? "--piece " + part : "--spark")
                    + ": no image.random_seed, so that every piece would draw other" + " galaxies; give --seed");
        }
        if (MedsSimulation.isOf(scene)) {
            return meds(scene, n, inputs, root);
        }
        int psfSize = Simulation.Options.of(scene, 1).psfSize();
        Simulation.Options options = new Simulation.Options(
                first + part.from(n), part.to(n) - part.from(n), common.threads(), dtype == PixelType.float64, psfSize);
        StampLayout layout = Simulation.layout(scene, options, Map.of());
        OutputFile.checkSpace(
                output, (cluster.isGiven() && !parts.isGiven() ? 2 : 1) * layout.bytes(), options.count() + " stamps");
        if (cluster.isGiven()) {
            cluster.run(
                    ClusterFlags.Work.ofFile(output, n, parts),
                    pieces -> PieceFiles.of(pieces).join(output, words -> null));
            System.out.println(output);
            return ExitCode.OK;
        }
        Provenance provenance = provenance(scene, root);
        if (piece != null && !parts.isGiven()) {
            provenance = cut(provenance, part, options, n, inputs)
                    .with(PieceCards.SHARED, Simulation.sharesPsf(scene, options) ? "PSF" : "none");
        }
        Map<String, String> cards = provenance.entries();
        try (ProgressLine line = new ProgressLine("simulate", "stamps", options.count())) {
            Simulation.run(scene, options, output, cards, (done, total) -> line.reach(done));
        }
        System.out.println(output);
        return ExitCode.OK;
    }

    private int meds(Scene scene, long n, List<Path> inputs, YamlNode root) throws IOException {
        if (piece != null || cluster.isGiven() || dtype == PixelType.float64) {
            throw new UsageException(
                    dtype != PixelType.float64
                            ? (piece != null ? "--piece" : "--spark")
                                    + ": a MEDS file says where its boxes lie, so that pieces of one cannot be put together; measure"
                                    + " files of --first and --count one by one"
                            : "--dtype: the images of a MEDS file are float32");
        }
        List<Path> files = MedsSimulation.files(scene, output);
        for (Path file : files) {
            OutputFile.check(file, inputs);
        }
        Map<String, String> cards = provenance(scene, root).entries();
        try (ProgressLine line = new ProgressLine("simulate", "objects", n)) {
            MedsSimulation.run(scene, first, n, common.threads(), output, cards, (done, total) -> line.reach(done));
        }
        files.forEach(System.out::println);
        return ExitCode.OK;
    }

    private static Provenance provenance(Scene scene, YamlNode root) {
        return Provenance.of(CommandLineText.whole())
                .with("CONFHASH", Sha256.hex(root.toYaml()))
                .with("SEED", Long.toString(scene.seed()));
    }

    private static Provenance cut(
            Provenance provenance, Piece part, Simulation.Options options, long total, List<Path> inputs)
            throws IOException {
        Map<String, String> identity = InputIdentity.ofFiles(inputs);
        identity.put("input", identity.get("input") + " " + provenance.entries().get("CONFHASH"));
        PieceCards cards = new PieceCards("simulate", part, options.first(), options.count(), total);
        return provenance.with(cards.with(identity));
    }
}
