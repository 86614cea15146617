package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.EnsembleRuns;
import org.shearnet.estimate.EstimatorMethod;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.Estimators;
import org.shearnet.estimate.FileNoise;
import org.shearnet.estimate.NamedMetacal;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.estimate.PsfBeside;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.estimate.ShearEstimator;
import org.shearnet.estimate.StampBatches;
import org.shearnet.estimate.Stamps;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsFile;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.Flags;
import org.shearnet.ngmix.metacal.MetacalOptions;
import org.shearnet.ngmix.metacal.MetacalType;
import org.shearnet.parallel.Ahead;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code shearnet measure}: a user's own stamps to a catalogue.
 *
 * <p>Longer than other classes: it is the list of all that a user may say of stamps.
 */
@Command(name = "measure", description = "Measures the shear of a user's own stamps.", sortOptions = false)
final class MeasureCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "STAMPS",
            converter = FileName.Anywhere.class,
            description = "FITS file of stamps or vignettes (.fits or .fits.gz), or MEDS files, one a band")
    private List<Path> files;

    private Path stamps;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "CATALOGUE",
            converter = FileName.Anywhere.class,
            description = "file to write: FITS, or Parquet or CSV by its ending .parquet or .csv")
    private Path output;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "METHOD",
            description = "network, ngmix, metacal, admom, regauss, pgauss, ksigma or fpfs")
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
    private String psfModel;

    @Option(
            names = "--prior",
            paramLabel = "NAME",
            description =
                    "prior of the shape in a fit or refinement: none, ba:0.3 (Bernstein and Armstrong), normal:0.26 (default: none)")
    private String prior;

    @Option(
            names = "--network",
            paramLabel = "RUN",
            description = "run folder of a trained network, or the name of a shipped one")
    private String network;

    @Option(
            names = "--refine",
            paramLabel = "N",
            description = "Gauss-Newton steps on an exact model, from the network's answer (default: 0)")
    private Integer refine;

    @Option(
            names = "--calibrate",
            paramLabel = "HOW",
            description =
                    "analytic: the response to shear of each answer of network survey and its kind, columns r11 ... r22")
    private String calibrate;

    @Option(
            names = "--ensemble",
            paramLabel = "N",
            description =
                    "N networks of the run folder and those of the next seeds beside it: their mean, and in its error their"
                            + " scatter, columns g1_spread, g2_spread")
    private Integer ensemble;

    @Option(
            names = "--dropout",
            paramLabel = "N",
            description =
                    "N passes of a network with dropout, other numbers dropped each time: their mean, and in its error their scatter")
    private Integer dropout;

    @Option(
            names = "--weight-fwhm",
            paramLabel = "W",
            description = "width of the weight of pgauss and ksigma (arcsec; default: 1.2)")
    private Double weightFwhm;

    @Mixin
    private MetacalFlags metacal;

    @Mixin
    private NoiseFlags noise;

    @Option(
            names = "--pixel-scale",
            paramLabel = "A",
            description = "arcsec per pixel, over the header's PIXSCALE and WCS")
    private Double pixelScale;

    @Option(
            names = "--wcs",
            paramLabel = "FRAME",
            description =
                    "jacobian: shapes on the sky where the header has a WCS; pixel: in the frame of the pixels (default:"
                            + " jacobian)")
    private Frame wcs = Frame.jacobian;

    @Option(
            names = "--no-psf",
            description =
                    "fits the stamps as they are seen, the PSF still in them; without it a file without PSF is refused")
    private boolean noPsf;

    @Option(
            names = "--keep",
            paramLabel = "COLUMN,...",
            split = ",",
            description = "columns of the input's table to hand on to the catalogue")
    private List<String> keep = List.of();

    @Option(
            names = "--keep-failed",
            description = "keeps the last numbers of flagged stamps in columns last_g1, ..., and why they failed")
    private boolean keepFailed;

    @Mixin
    private PsfexFlags psfex;

    @Mixin
    private MedsFlags meds;

    @Mixin
    private RowFlags rows;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ClusterFlags cluster;

    @Mixin
    private CommonOptions common;

    /** In which frame shapes are given. */
    enum Frame {
        jacobian,
        pixel
    }

    @Override
    public Integer call() throws IOException {
        common.refuseOverrides("measure");
        stamps = files.get(0);
        EstimatorSpec spec = spec();
        check(spec);
        device.choose();
        FileNoise.Options said = noise.options(spec); // refuses what is no noise before any file is opened
        rows.check(spec, output);
        cluster.check();
        OutputFile.check(rows.parts().first(output, cluster.isGiven()), inputs(), OutputFile.OF_TABLES);
        try (FitsFile input = new FitsFile(stamps)) {
            if (MedsFile.is(input)) {
                measureMeds(spec);
            } else {
                measureStamps(input, spec, said);
            }
        }
        System.out.println(output);
        return ExitCode.OK;
    }

    private void measureMeds(EstimatorSpec spec) throws IOException {
        refuseBesideMeds(spec);
        MetacalOptions knobs = spec.metacal();
        long seed = common.seed() == null ? 0 : common.seed();
        Provenance provenance = Provenance.of(CommandLineText.whole())
                .with("METHOD", spec.word())
                .with("INPUT", stamps.getFileName().toString())
                .with(spec.method().cards());
        provenance = knobs == null ? provenance : metacalCards(provenance.with("SEED", Long.toString(seed)), knobs);
        meds.measure(new MedsFlags.Job(
                files,
                spec,
                keep,
                psfex.addTo(provenance),
                common.threads(),
                psfex,
                new MeasureJob(columns(spec), rows, output, this::sample, cluster, seed)));
    }

    private void measureStamps(FitsFile input, EstimatorSpec spec, FileNoise.Options said) throws IOException {
        if (files.size() > 1) {
            throw new UsageException(
                    "several files are for MEDS, one a band, and " + stamps + " is none; give one file");
        }
        meds.refuse();
        ShearEstimator estimator = spec.make(NetworkEstimator::find);
        long seed = common.seed() == null ? 0 : common.seed();
        try (StampReader reader =
                        new StampReader(input, wcs == Frame.jacobian && pixelScale == null, estimator.psfSampling());
                PsfBeside psf = psfex.of(reader, stamps, pixelScale, estimator.psfSampling())) {
            if (!psfex.isGiven()) {
                checkPsf(reader, spec);
            }
            StampBatches batches = new StampBatches(
                    reader, stamps.toString(), new StampBatches.Options(pixelScale, said, !noPsf, seed, psf));
            Catalogue.Columns columns = columns(spec);
            Provenance provenance =
                    psfex.addTo(provenance(reader, batches.noise().source(), spec, seed));
            RowFlags.Range range = rows.range(reader.count(), stamps);
            new MeasureJob(columns, rows, output, this::sample, cluster, seed)
                    .run(
                            range,
                            reader.count(),
                            () -> InputIdentity.of(psfex.beside(List.of(stamps)), estimator.fingerprint()),
                            estimator.flagNames(),
                            provenance,
                            (catalogue, sample, done) ->
                                    measure(reader, spec, batches, estimator, catalogue, sample, range, done));
        }
    }

    /** The flags are the keys that a configuration has under {@code benchmark.estimators}, and read in the same way. */
    private EstimatorSpec spec() {
        Flags flags = new Flags()
                .add("method", "--method", method)
                .add("model", "--model", model)
                .add("psf_model", "--psf-model", psfModel)
                .add("prior", "--prior", prior)
                .add("network", "--network", network)
                .add("refine", "--refine", refine)
                .add("calibrate", "--calibrate", calibrate)
                .add("ensemble", "--ensemble", ensemble)
                .add("dropout", "--dropout", dropout)
                .add("weight_fwhm", "--weight-fwhm", weightFwhm);
        metacal.addTo(flags, method);
        try {
            return Estimators.parse(flags.section());
        } catch (ConfigException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** What all rows of a command together say, for the pieces of one. */
    MeasuredSample sample() {
        MetacalOptions knobs = spec().metacal();
        return new MeasuredSample(knobs, knobs == null ? null : metacal.cut(knobs));
    }

    private List<Path> inputs() {
        List<Path> inputs = psfex.beside(files);
        if (network != null) {
            Path run = FileName.here(network);
            boolean members = ensemble != null && Files.exists(run.resolve("config.yaml"));
            (members ? EnsembleRuns.of(run, ensemble) : List.of(run))
                    .forEach(folder -> inputs.add(folder.resolve("model.zip")));
        }
        return inputs;
    }

    private Catalogue.Columns columns(EstimatorSpec spec) {
        List<MetacalType> types =
                spec.metacal() == null ? List.of() : spec.metacal().types();
        List<MetacalType> images = types.stream()
                .filter(type -> type != MetacalType.NOSHEAR)
                .sorted()
                .toList();
        boolean shears = images.stream().anyMatch(type -> !type.shearsPsf());
        boolean responds = shears || spec.metacal() == null && spec.method().responds();
        return new Catalogue.Columns(
                responds,
                images,
                spec.method().fitsBulge(),
                spec.method().weighs(),
                spec.method().repeats(),
                keepFailed);
    }

    private Provenance provenance(StampReader reader, String noiseFrom, EstimatorSpec spec, long seed) {
        Provenance provenance = Provenance.of(CommandLineText.whole())
                .with("METHOD", spec.word())
                .with("INPUT", stamps.getFileName().toString())
                .with("SEED", Long.toString(seed))
                .with("FRAME", reader.map(0) != null ? "sky" : "pixels")
                .with("PIXSCALE", Double.toString(pixelScale == null ? reader.pixelScale(0) : pixelScale))
                .with("NOISEFRM", noiseFrom)
                .with("NOISECOR", noise.countsCorrelation(spec) ? "border" : "none")
                .with(spec.method().cards());
        if (noPsf && provenance.entries().containsKey("PSFMODEL")) {
            provenance = provenance.with("PSFMODEL", "none");
        }
        MetacalOptions knobs = spec.metacal();
        return knobs == null ? provenance : metacalCards(provenance, knobs);
    }

    private static Provenance metacalCards(Provenance provenance, MetacalOptions knobs) {
        return provenance
                .with("MCALPSF", NamedMetacal.name(knobs.target()))
                .with("MCALSTEP", Double.toString(knobs.step()))
                .with("MCALFIX", Boolean.toString(knobs.fixNoise()));
    }

    private void check(EstimatorSpec spec) {
        if (spec.network() != null && spec.network().isEmpty()) {
            throw new UsageException("--method network needs --network RUN");
        }
        if (spec.calibration() != null) {
            throw new UsageException(
                    "--calibrate " + spec.calibration().key() + " is fitted on galaxies whose shear is known,"
                            + " and stamps do not tell theirs: give it under benchmark.estimators of a scene like them");
        }
        if (pixelScale != null && !(pixelScale > 0 && pixelScale < Double.POSITIVE_INFINITY)) {
            throw new UsageException("--pixel-scale must be a number above zero (arcsec), not " + pixelScale);
        }
        if (noPsf && spec.method().psf() == EstimatorMethod.Psf.NEEDED) {
            throw new UsageException("--no-psf is for ngmix and admom; " + spec.word() + " needs the PSF");
        }
        if (noPsf && psfex.isGiven()) {
            throw new UsageException("--no-psf leaves the PSF in, and " + psfex.given() + " names one");
        }
        if (noPsf && spec.metacal() != null) {
            throw new UsageException("--no-psf: metacalibration deconvolves the PSF, and needs it");
        }
    }

    /** What a MEDS file states for every exposure cannot be told for all of them. */
    private void refuseBesideMeds(EstimatorSpec spec) {
        String ofNoise = noise.given() != null
                ? noise.given()
                : common.seed() != null && spec.metacal() == null ? "--seed" : null;
        if (pixelScale != null || noPsf || wcs == Frame.pixel || ofNoise != null) {
            String flag = pixelScale != null
                    ? "--pixel-scale"
                    : noPsf ? "--no-psf" : wcs == Frame.pixel ? "--wcs pixel" : ofNoise;
            throw new UsageException(flag + " is not for MEDS files");
        }
    }

    /** Shapes with the PSF in them look like shapes without: they are for those who ask for them. */
    private void checkPsf(StampReader reader, EstimatorSpec spec) {
        boolean leftIn = spec.method().psf() == EstimatorMethod.Psf.LEFT_IN;
        if (reader.psfCount() == 0 && !noPsf && !(leftIn && spec.metacal() == null)) {
            boolean tell = spec.method().psf() == EstimatorMethod.Psf.NEEDED_UNLESS_TOLD && spec.metacal() == null;
            throw new BadDataException(stamps + ": no PSF HDU, and " + (leftIn ? "metacalibration" : spec.word())
                    + " needs the PSF" + (tell ? "; --no-psf fits the stamps as they are seen" : ""));
        }
    }

    private void measure(
            StampReader reader,
            EstimatorSpec spec,
            StampBatches batches,
            ShearEstimator estimator,
            Catalogue catalogue,
            MeasuredSample sample,
            RowFlags.Range range,
            int done)
            throws IOException {
        KeptColumns objects = new KeptColumns(reader::column, keep, catalogue::isOwn);
        // what is refused above is told in one line
        Stream.of(reader.notes(), noise.notes(spec), batches.noise().notes())
                .flatMap(List::stream)
                .forEach(note -> System.err.println("shearnet: " + note));
        int first = range.first() + done;
        int size = batches.size();
        int count = Math.max(0, (range.end() - first + size - 1) / size);
        IntFunction<Batch> read = k -> {
            int from = first + k * size;
            int n = Math.min(size, range.end() - from);
            FitsTable identities = objects.addTo(reader.identities(from, n), from, n);
            return new Batch(identities, batches.read(from, identities));
        };
        try (ProgressLine line = new ProgressLine("measure", "stamps", range.count(), done);
                Ahead<Batch> ahead = new Ahead<>(count, read, common.threads() > 1)) {
            for (int k = 0; k < count; k++) {
                Batch batch = ahead.take();
                if (done == 0 && k == 0) {
                    warn(estimator, batch.stamps());
                }
                ShapeEstimate[] estimates = estimator.estimate(batch.stamps(), common.threads(), line::step);
                catalogue.append(batch.identities(), estimates);
                sample.add(estimates);
            }
        }
    }

    /** Stamps and who they are. */
    private record Batch(FitsTable identities, Stamps stamps) {}

    private static void warn(ShearEstimator estimator, Stamps batch) {
        NetworkEstimator network = Estimators.networkBehind(estimator);
        if (network != null) {
            network.beyondTraining(batch)
                    .forEach(what -> System.err.println("shearnet: warning: beyond the network's training: " + what));
        }
    }
}
