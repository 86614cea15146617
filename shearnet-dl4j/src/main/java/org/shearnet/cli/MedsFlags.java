package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.CatalogueRows;
import org.shearnet.estimate.EstimatorSpec;
import org.shearnet.estimate.ExposureEstimator;
import org.shearnet.estimate.Exposures;
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
                            + " (uberseg) (default: ignore)")
    private Neighbours neighbours = Neighbours.ignore;

    /** What becomes of other objects in an exposure. */
    enum Neighbours {
        ignore,
        mask
    }

    /** Refuses flags of MEDS files beside other files. */
    void refuse() {
        String given = !bands.isEmpty()
                ? "--bands"
                : skipCoadd ? "--skip-coadd" : neighbours != Neighbours.ignore ? "--neighbours" : null;
        if (given != null) {
            throw new UsageException(given + " is for MEDS files");
        }
    }

    /** Measures the objects of MEDS files, one a band, into a catalogue. */
    void measure(
            List<Path> files,
            EstimatorSpec spec,
            boolean keepFailed,
            RowFlags rows,
            Path output,
            Provenance provenance,
            int threads)
            throws IOException {
        ExposureEstimator estimator = spec.metacal() == null ? spec.method().exposures() : null;
        if (estimator == null) {
            throw new UsageException((spec.metacal() != null ? "metacalibration" : spec.word())
                    + " has no answer to several exposures of an object yet; --method ngmix fits them together");
        }
        Exposures.Options options = new Exposures.Options(skipCoadd, neighbours == Neighbours.mask);
        try (ExposureRun run = new ExposureRun(files, bands, options)) {
            MeasuredSample sample = new MeasuredSample(null, null);
            Catalogue.Columns columns =
                    new Catalogue.Columns(false, List.of(), spec.method().fitsBulge(), false, false, keepFailed);
            RowFlags.Range range = rows.range(run.count(), files.get(0));
            try (MeasuredRows measured = rows.open(
                            output,
                            range,
                            columns.images(),
                            rows.total(run.count()),
                            () -> InputIdentity.of(files, spec, null));
                    Catalogue catalogue = new Catalogue(
                            measured,
                            columns,
                            rows.tables(),
                            estimator.flagNames(),
                            run.addTo(provenance).entries())) {
                int done = measured.resume(table -> sample.add(CatalogueRows.read(table)));
                run.measure(estimator, catalogue, sample, threads, range, done);
                catalogue.commit();
            }
            sample.warnings().forEach(line -> System.err.println("shearnet: " + line));
        }
    }
}
