package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.Estimators;
import org.shearnet.estimate.NamedMetacal;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.ShapeCut;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.StampBatches;
import org.shearnet.estimate.Stamps;
import org.shearnet.estimate.Workers;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.ngmix.metacal.MetacalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shearnet measure}: a user's own stamps to a catalogue. */
@Command(name = "measure", description = "Measures the shear of a user's own stamps.", sortOptions = false)
final class MeasureCommand implements Callable<Integer> {

    private static final int BATCH = 2000;
    private static final List<String> WITHOUT_NOISE = List.of("admom", "regauss");

    @Parameters(index = "0", paramLabel = "STAMPS", description = "FITS file of stamps (.fits or .fits.gz)")
    private Path stamps;

    @Option(names = "-o", required = true, paramLabel = "CATALOGUE", description = "FITS file to write")
    private Path output;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "METHOD",
            description = "ngmix, metacal, admom, regauss or network")
    private String method;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "galaxy model of a fit (default: gauss) or refinement (default: the network's own)")
    private String model;

    @Option(
            names = "--psf-model",
            paramLabel = "MODEL",
            description = "PSF model of a fit: gauss, coellip3, em3, ..., or image, the PSF itself (default: gauss)")
    private String psfModel = "gauss";

    @Option(
            names = "--prior",
            paramLabel = "NAME",
            description =
                    "prior of the shape in a fit or refinement: none, ba:0.3 (Bernstein and Armstrong), normal:0.26 (default: none)")
    private String prior = "none";

    @Option(
            names = "--network",
            paramLabel = "RUN",
            description = "run folder of a trained network, or the name of a shipped one")
    private String network = "";

    @Option(
            names = "--refine",
            paramLabel = "N",
            description = "Gauss-Newton steps on an exact model, from the network's answer (default: 0)")
    private int refine;

    @Mixin
    private MetacalFlags metacal;

    @Option(names = "--noise-sigma", paramLabel = "S", description = "pixel noise, over the header's NOISESIG")
    private Double noiseSigma;

    @Option(names = "--pixel-scale", paramLabel = "A", description = "arcsec per pixel, over the header's PIXSCALE")
    private Double pixelScale;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
        check();
        MetacalOptions knobs = metacal.options(method);
        ShapeCut cut = knobs == null ? null : metacal.cut(knobs);
        EstimatorSpec spec = new EstimatorSpec(
                method,
                method,
                model == null ? EstimatorSpec.defaultModel(method) : model,
                psfModel,
                network,
                refine,
                prior,
                knobs);
        ShearEstimator estimator =
                Estimators.create(spec, wanted -> NetworkEstimator.find(wanted.label(), wanted.network()));
        Provenance provenance = Provenance.of(CommandLineText.get())
                .with("METHOD", method)
                .with("INPUT", stamps.getFileName().toString());
        if (knobs != null) {
            provenance = provenance
                    .with("MCALPSF", NamedMetacal.name(knobs.target()))
                    .with("MCALSTEP", Double.toString(knobs.step()))
                    .with("MCALFIX", Boolean.toString(knobs.fixNoise()));
        }
        try (StampReader reader = new StampReader(stamps)) {
            long seed = common.seed() == null ? 0 : common.seed();
            StampBatches batches = new StampBatches(
                    reader,
                    stamps.toString(),
                    pixelScale,
                    noiseSigma,
                    knobs != null || !WITHOUT_NOISE.contains(method),
                    seed);
            if (knobs != null && reader.psfCount() == 0) {
                throw new BadDataException(stamps + ": no PSF; metacalibration deconvolves it");
            }
            ShapeEstimate[] estimates = measure(reader, batches, estimator);
            Catalogue.write(output, ids(reader), estimates, estimator.flagNames(), provenance.entries());
            long failed = Arrays.stream(estimates).filter(e -> !e.ok()).count();
            System.err.printf(Locale.ROOT, "shearnet: %d of %d stamps flagged%n", failed, estimates.length);
            if (knobs != null) {
                MeanShearLines.of(estimates, knobs, cut, seed).forEach(System.out::println);
            }
        }
        System.out.println(output);
        return ExitCode.OK;
    }

    private void check() {
        if (!Estimators.methods().contains(method)) {
            throw new UsageException("--method " + method + ": no such method (there are "
                    + String.join(", ", Estimators.methods()) + ")");
        }
        if (method.equals("network") == network.isEmpty()) {
            throw new UsageException("--method network and --network RUN belong together");
        }
        if (refine < 0 || refine > EstimatorSpec.MOST_STEPS || refine > 0 && !method.equals("network")) {
            throw new UsageException("--refine takes 0 to " + EstimatorSpec.MOST_STEPS
                    + " steps, from the answer of --method network; not " + refine);
        }
        if (pixelScale != null && !(pixelScale > 0)) {
            throw new UsageException("--pixel-scale must be positive, not " + pixelScale);
        }
        if (noiseSigma != null && !(noiseSigma > 0)) {
            throw new UsageException("--noise-sigma must be positive, not " + noiseSigma);
        }
    }

    private ShapeEstimate[] measure(StampReader reader, StampBatches batches, ShearEstimator estimator) {
        ShapeEstimate[] all = new ShapeEstimate[reader.count()];
        try (ProgressLine line = new ProgressLine("measure", "stamps", all.length)) {
            for (int from = 0; from < all.length; from += BATCH) {
                Workers.checkInterrupted();
                int n = Math.min(BATCH, all.length - from);
                Stamps batch = batches.read(from, n);
                if (from == 0) {
                    warn(estimator, batch);
                }
                ShapeEstimate[] some = estimator.estimate(batch, common.threads(), line::step);
                System.arraycopy(some, 0, all, from, n);
            }
        }
        return all;
    }

    private static void warn(ShearEstimator estimator, Stamps batch) {
        NetworkEstimator network = NetworkEstimator.behind(estimator);
        if (network != null) {
            network.beyondTraining(batch)
                    .forEach(what -> System.err.println("shearnet: warning: beyond the network's training: " + what));
        }
    }

    private static long[] ids(StampReader reader) {
        FitsTable truth = reader.truth();
        if (truth != null && truth.has("id") && truth.rows() == reader.count()) {
            return Arrays.stream(truth.doubles("id")).mapToLong(v -> (long) v).toArray();
        }
        return LongStream.range(0, reader.count()).toArray();
    }
}
