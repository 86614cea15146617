package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.ExposureEstimator;
import org.shearnet.estimate.Exposures;
import org.shearnet.estimate.NetworkEstimator;
import org.shearnet.galaxysim.fits.MedsFile;
import picocli.CommandLine.Option;

/** The flags of MEDS files, and what {@code shearnet measure} does with them. */
final class MedsFlags {

    @Option(
            names = "--bands",
            split = ",",
            paramLabel = "BAND,...",
            description =
                    "names of the bands of MEDS files, one a file, for the columns flux_BAND, ... (default: 1, 2, ...)")
    private List<String> bands = List.of();

    @Option(names = "--skip-coadd", description = "leaves out the first exposure of each object of a MEDS file")
    private boolean skipCoadd;

    @Option(
            names = "--neighbours",
            paramLabel = "HOW",
            description =
                    "ignore: as they are; mask: pixels nearer to another object of a MEDS file's segmentation count nothing"
                            + " (uberseg); fit: others in the boxes are fitted with it, by ngmix (default: ignore)")
    private Neighbours neighbours = Neighbours.ignore;

    @Option(
            names = "--bad-bits",
            paramLabel = "BITS",
            description =
                    "bits of a MEDS file's bmask_cutouts that mask a pixel: a number, 0x21 say, all or none (default: all)")
    private String badBits;

    /** What becomes of other objects in an exposure. */
    enum Neighbours {
        ignore,
        mask,
        fit
    }

    /** Refuses flags of MEDS files beside other files. */
    void refuse() {
        String given = !bands.isEmpty()
                ? "--bands"
                : skipCoadd
                        ? "--skip-coadd"
                        : neighbours != Neighbours.ignore ? "--neighbours" : badBits != null ? "--bad-bits" : null;
        if (given != null) {
            throw new UsageException(given + " is for MEDS files");
        }
    }

    /** The bits that mask a pixel. */
    private long bits() {
        if (badBits == null || badBits.equals("all")) {
            return MedsFile.ALL_BITS;
        }
        if (badBits.equals("none")) {
            return 0;
        }
        try {
            long bits = Long.decode(badBits);
            if (bits > 0) {
                return bits;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UsageException(
                "--bad-bits must be a sum of bits (33 or 0x21, say), 'all' or 'none', not '" + badBits + "'");
    }

    /** What is measured, of which files, and where to. */
    record Job(
            List<Path> files,
            EstimatorSpec spec,
            List<String> keep,
            Provenance provenance,
            int threads,
            PsfexFlags psfex,
            MeasureJob rows) {}

    /** Measures the objects of MEDS files, one a band, into a catalogue. */
    void measure(Job job) throws IOException {
        EstimatorSpec spec = job.spec();
        long bits = bits();
        ExposureEstimator estimator = neighbours == Neighbours.fit
                ? spec.blendedExposures()
                : spec.exposures(job.rows().seed(), NetworkEstimator::find);
        if (estimator == null && neighbours == Neighbours.fit) {
            throw new UsageException("--neighbours fit is for --method ngmix without metacalibration, not "
                    + (spec.metacal() != null ? "metacalibration of " : "") + spec.word()
                    + "; --neighbours mask is for all methods of MEDS files");
        }
        if (estimator == null) {
            throw new UsageException((spec.metacal() != null ? "metacalibration of " : "") + spec.word()
                    + " has no answer to several exposures of an object; ngmix and metacal fit them together, pgauss,"
                    + " ksigma, fpfs and networks of moments before the PSF average their moments");
        }
        Exposures.Options options =
                new Exposures.Options(skipCoadd, neighbours == Neighbours.mask, estimator.leastGood());
        RowFlags rows = job.rows().rows();
        try (ExposureRun run = new ExposureRun(
                job.files(),
                bands,
                bits,
                options,
                rows.tables(),
                neighbours == Neighbours.fit,
                job.psfex(),
                estimator.psfSampling())) {
            RowFlags.Range range = rows.range(run.count(), job.files().get(0));
            job.rows()
                    .run(
                            range,
                            run.count(),
                            () -> InputIdentity.of(job.psfex().beside(job.files()), estimator.fingerprint()),
                            estimator.flagNames(),
                            run.addTo(job.provenance()),
                            (catalogue, sample, done) -> run.measure(
                                    estimator,
                                    run.kept(job.keep(), catalogue),
                                    catalogue,
                                    sample,
                                    job.threads(),
                                    range,
                                    done));
        }
    }
}
