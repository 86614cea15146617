package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.Catalogue;
import org.shearnet.estimate.ExposureEstimator;
import org.shearnet.estimate.Exposures;
import org.shearnet.estimate.NeighbourPlaces;
import org.shearnet.estimate.ShapeEstimate;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.galaxysim.profile.PsfSampling;
import org.shearnet.parallel.Workers;

/** {@code shearnet measure} on MEDS files, one a band: every object by all its exposures together. */
final class ExposureRun implements AutoCloseable {

    /** Objects that are read at a time, so that memory holds no more. */
    private static final int OBJECTS = 256;

    /** Columns that each band has, before its name. */
    private static final List<String> OF_BANDS = List.of("flux_", "flux_err_", "nepoch_");

    /** Columns of a fit with neighbours: how many were fitted, how many were not, and their light in the object's. */
    private static final List<String> NEIGHBOURS = List.of("neighbours", "neighbours_left", "neighbour_share");

    private final List<MedsFile> files = new ArrayList<>();
    private final List<String> bands;
    private final Exposures.Options options;
    private final boolean ofImages;
    private NeighbourPlaces places;
    private PsfexFlags.OfExposures models;

    /**
     * Opens files.
     *
     * @param names of the bands, one a file; empty for numbers
     * @param badBits of {@code bmask_cutouts}, as {@link MedsFile} has them
     * @param ofImages whether a row is of one image of metacalibration; fluxes of bands are known of the unsheared one alone, and left
     *     out then
     * @param fitsNeighbours whether neighbours are fitted together with each object
     * @param psfex models where the files have no PSF
     * @param sampling what their images are to hold
     */
    ExposureRun(
            List<Path> paths,
            List<String> names,
            long badBits,
            Exposures.Options options,
            boolean ofImages,
            boolean fitsNeighbours,
            PsfexFlags psfex,
            PsfSampling sampling) {
        this.ofImages = ofImages;
        this.options = options;
        bands = names.isEmpty()
                ? java.util.stream.IntStream.rangeClosed(1, paths.size())
                        .mapToObj(Integer::toString)
                        .toList()
                : List.copyOf(names);
        if (bands.size() != paths.size()) {
            throw new UsageException(
                    "--bands names " + bands.size() + " bands, and there are " + paths.size() + " files");
        }
        Set<String> columns = new HashSet<>();
        for (String band : bands) {
            boolean known = band.matches("\\w+");
            for (String column : OF_BANDS) {
                known &= columns.add(column + band.toLowerCase(Locale.ROOT));
            }
            if (!known || band.equalsIgnoreCase("err")) {
                throw new UsageException(
                        "--bands: names of letters, digits and '_', each once, whose columns flux_BAND,"
                                + " flux_err_BAND and nepoch_BAND differ, not " + String.join(",", bands));
            }
        }
        try {
            for (Path path : paths) {
                MedsFile file = new MedsFile(path, badBits);
                files.add(file);
                if (file.count() == 0) {
                    throw new BadDataException(path + ": object_data lists no object");
                }
                if (!file.hasWeights()) {
                    throw new BadDataException(path + ": no HDU 'weight_cutouts', so the noise is not known");
                }
                if (!file.hasPsf() && !psfex.isGiven()) {
                    throw new BadDataException(path
                            + ": no HDU 'psf', and fits of exposures need the PSF of each; --psfex names models of it");
                }
                if (options.uberseg() && !file.hasSegmentation()) {
                    throw new BadDataException(path + ": no HDU 'seg_cutouts', and --neighbours mask needs it");
                }
                if (badBits != MedsFile.ALL_BITS && !file.hasMasks()) {
                    throw new BadDataException(
                            path + ": no HDU 'bmask_cutouts', and --bad-bits chooses among its bits");
                }
                if (file.count() != files.get(0).count()) {
                    throw new BadDataException(path + ": " + file.count() + " objects, " + paths.get(0) + " "
                            + files.get(0).count() + "; bands of one field list the same objects");
                }
            }
            models = psfex.ofExposures(files, sampling);
            if (fitsNeighbours) {
                findNeighbours();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void findNeighbours() {
        places = new NeighbourPlaces(files);
        if (!places.areStated() && files.stream().noneMatch(MedsFile::hasSegmentation)) {
            throw new BadDataException(
                    files.get(0).path() + ": --neighbours fit needs to know where other objects are, by"
                            + " columns orig_row and orig_col, or an HDU 'seg_cutouts'");
        }
    }

    int count() {
        return files.get(0).count();
    }

    /** Names of the columns that this adds to a catalogue. */
    Provenance addTo(Provenance provenance) {
        return provenance.with("BANDS", String.join(",", bands)).with("FRAME", "sky");
    }

    /** Columns of the first file's table of objects to hand on. */
    KeptColumns kept(List<String> wanted, Catalogue catalogue) {
        Set<String> own = new HashSet<>(places == null ? List.of() : NEIGHBOURS);
        for (String band : bands) {
            OF_BANDS.forEach(column -> own.add(column + band.toLowerCase(Locale.ROOT)));
        }
        return new KeptColumns(
                files.get(0)::column,
                wanted,
                name -> catalogue.isOwn(name) || own.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** Measures the objects of a range into a catalogue, but for those that are done. */
    void measure(
            ExposureEstimator estimator,
            KeptColumns kept,
            Catalogue catalogue,
            MeasuredSample sample,
            int threads,
            RowFlags.Range range,
            int done)
            throws IOException {
        int dropped = 0;
        try (ProgressLine line = new ProgressLine("measure", "objects", range.count(), done)) {
            for (int from = range.first() + done; from < range.end(); from += OBJECTS) {
                Workers.checkInterrupted();
                List<Exposures> objects = read(from, Math.min(OBJECTS, range.end() - from));
                ExposureEstimator.Answer[] answers = new ExposureEstimator.Answer[objects.size()];
                Workers.run(
                        objects.size(),
                        threads,
                        estimator::measurer,
                        (measurer, i) -> answers[i] = measurer.measure(objects.get(i)),
                        line::step);
                ShapeEstimate[] estimates = Arrays.stream(answers)
                        .map(ExposureEstimator.Answer::estimate)
                        .toArray(ShapeEstimate[]::new);
                catalogue.append(kept.addTo(columns(objects, answers), from, objects.size()), estimates);
                sample.add(estimates);
                dropped += objects.stream().mapToInt(Exposures::dropped).sum();
            }
        }
        if (dropped > 0) {
            System.err.println("shearnet: " + dropped
                    + " exposures left out: no map to the sky, no PSF, or less than "
                    + Math.round(100 * options.leastGood()) + " % of their pixels good");
        }
    }

    private List<Exposures> read(int from, int n) {
        List<List<MedsFile.Source>> all = new ArrayList<>();
        for (MedsFile file : files) {
            all.add(file.read(from, n));
        }
        List<Exposures> objects = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            List<MedsFile.Source> one = new ArrayList<>();
            for (int b = 0; b < all.size(); b++) {
                MedsFile.Source source = all.get(b).get(i);
                one.add(models == null ? source : models.of(b, from + i, source));
            }
            for (int b = 1; b < one.size(); b++) {
                if (one.get(b).id() != one.get(0).id()) {
                    throw new BadDataException(files.get(b).path() + ": row " + (from + i) + ": id "
                            + one.get(b).id()
                            + ", in " + files.get(0).path() + " " + one.get(0).id()
                            + "; bands of one field list the same objects in one order");
                }
            }
            Exposures object = Exposures.of(one, options);
            objects.add(places == null ? object : object.withNeighbours(places.about(from + i, one)));
        }
        return objects;
    }

    private FitsTable columns(List<Exposures> objects, ExposureEstimator.Answer[] answers) {
        FitsTable table = new FitsTable()
                .add("id", "", objects.stream().mapToLong(Exposures::id).toArray());
        for (int b = 0; b < bands.size(); b++) {
            int band = b;
            String name = bands.get(b);
            if (!ofImages) {
                table.add("flux_" + name, "ct", numbers(answers, a -> a.flux()[band]))
                        .describe("flux_" + name, "phot.count")
                        .add("flux_err_" + name, "ct", numbers(answers, a -> a.fluxErr()[band]))
                        .describe("flux_err_" + name, "stat.error;phot.count");
            }
            int[] exposures =
                    objects.stream().mapToInt(o -> o.bands().get(band).size()).toArray();
            table.add("nepoch_" + name, "", exposures).describe("nepoch_" + name, "meta.number;obs");
        }
        return places == null ? table : withNeighbours(table, answers);
    }

    private static FitsTable withNeighbours(FitsTable table, ExposureEstimator.Answer[] answers) {
        ExposureEstimator.Neighbours[] all = Arrays.stream(answers)
                .map(ExposureEstimator.Answer::neighbours)
                .toArray(ExposureEstimator.Neighbours[]::new);
        return table.add(
                        NEIGHBOURS.get(0),
                        "",
                        Arrays.stream(all).mapToInt(n -> n.fitted()).toArray())
                .add(
                        NEIGHBOURS.get(1),
                        "",
                        Arrays.stream(all).mapToInt(n -> n.left()).toArray())
                .add(
                        NEIGHBOURS.get(2),
                        "",
                        Arrays.stream(all).mapToDouble(n -> n.share()).toArray());
    }

    private static double[] numbers(
            ExposureEstimator.Answer[] answers, ToDoubleFunction<ExposureEstimator.Answer> number) {
        return Arrays.stream(answers).mapToDouble(number).toArray();
    }

    @Override
    public void close() {
        files.forEach(MedsFile::close);
    }
}
