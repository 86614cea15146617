package org.shearnet.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.shearnet.config.Provenance;
import org.shearnet.estimate.PsfBeside;
import org.shearnet.estimate.PsfFile;
import org.shearnet.estimate.PsfexImages;
import org.shearnet.estimate.StampBatches;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.galaxysim.fits.FitsTable;
import org.shearnet.galaxysim.fits.FitsTableReader;
import org.shearnet.galaxysim.fits.MedsEpoch;
import org.shearnet.galaxysim.fits.MedsFile;
import org.shearnet.galaxysim.fits.StampReader;
import org.shearnet.galaxysim.profile.PsfSampling;
import picocli.CommandLine.Option;

/** PSFs beside files that have none: by PSFEx models, or images in a file of their own. */
final class PsfexFlags {

    @Option(
            names = "--psfex",
            split = ",",
            paramLabel = "FILE,...",
            converter = FileName.Anywhere.class,
            description =
                    "PSFEx model (.psf) of the exposure, for files without PSF; for MEDS files one for all exposures, or one"
                            + " for each row of image_info, file after file")
    private List<Path> models = List.of();

    @Option(
            names = "--positions",
            split = ",",
            paramLabel = "X,Y",
            description =
                    "columns of the stamps' table with the objects' positions on the exposure (pixels, 1 the centre of the"
                            + " first, as SExtractor's X_IMAGE, Y_IMAGE)")
    private List<String> positions = List.of();

    @Option(
            names = "--psf",
            paramLabel = "FILE",
            converter = FileName.Anywhere.class,
            description =
                    "images of the PSF for stamps without: a table with a column VIGNET, row by row as the stamps', or a cube")
    private Path images;

    boolean isGiven() {
        return images != null || isModelled();
    }

    private boolean isModelled() {
        return !models.isEmpty() || !positions.isEmpty();
    }

    /** The flag that was given. */
    String given() {
        return images != null ? "--psf" : "--psfex";
    }

    /** The files that are measured, and those of the models. */
    List<Path> beside(List<Path> files) {
        List<Path> all = new ArrayList<>(files);
        all.addAll(models);
        if (images != null) {
            all.add(images);
        }
        return all;
    }

    Provenance addTo(Provenance provenance) {
        if (images != null) {
            return provenance.with("PSFFILE", images.getFileName().toString());
        }
        return models.isEmpty()
                ? provenance
                : provenance.with(
                        "PSFEX",
                        models.size() == 1 ? models.get(0).getFileName().toString() : models.size() + " models");
    }

    /**
     * The PSFs of stamps; null where none are given.
     *
     * @param pixelScale of the stamps as the user says it; null for the file's
     * @param sampling what images of a model are to hold
     */
    PsfBeside of(StampReader reader, Path file, Double pixelScale, PsfSampling sampling) {
        if (!isGiven()) {
            return null;
        }
        if (images != null) {
            if (isModelled()) {
                throw new UsageException("--psf and --psfex both name the PSF; give one of them");
            }
            refuseSecond(file, reader.psfCount() > 0);
            return new PsfFile(images, reader, file, pixelScale == null ? reader.pixelScale(0) : pixelScale);
        }
        if (models.size() != 1 || positions.size() != 2) {
            throw new UsageException(
                    "--psfex FILE and --positions X,Y go together, one model and the two columns of the"
                            + " stamps' table with the objects' positions");
        }
        refuseSecond(file, reader.psfCount() > 0);
        return new StampBatches.ModelledPsf(
                new PsfexImages(models.get(0), sampling),
                column(reader, positions.get(0)),
                column(reader, positions.get(1)));
    }

    private static double[] column(StampReader reader, String name) {
        FitsTableReader column = reader.column(name);
        String spelt = column.columns().get(0).name();
        FitsTable table = column.read(0, reader.count());
        if (table.isText(spelt) || table.doubles(spelt).length != reader.count()) {
            throw new BadDataException("--positions " + name + ": one number for each stamp is needed");
        }
        return table.doubles(spelt);
    }

    private void refuseSecond(Path file, boolean hasPsf) {
        if (hasPsf) {
            throw new BadDataException(file + ": has PSFs of its own, and " + given() + " is for files without");
        }
    }

    /** What takes the PSF of each exposure from its model; null where none is given. */
    OfExposures ofExposures(List<MedsFile> files, PsfSampling sampling) {
        if (images != null) {
            throw new UsageException("--psf is for stamps; MEDS files have an HDU 'psf', or take --psfex");
        }
        if (!isGiven()) {
            return null;
        }
        if (!positions.isEmpty()) {
            throw new UsageException("--positions is for stamps; MEDS files state orig_row and orig_col");
        }
        int exposures = 0;
        for (MedsFile file : files) {
            refuseSecond(file.path(), file.hasPsf());
            file.column("orig_row");
            file.column("orig_col");
            exposures += file.exposures();
        }
        if (models.size() != 1 && models.size() != exposures) {
            throw new UsageException(
                    "--psfex names " + models.size() + " models; the exposures that image_info lists are " + exposures
                            + ": give one for each, file after file, or one for all");
        }
        List<PsfexImages> images = new ArrayList<>();
        models.forEach(model -> images.add(new PsfexImages(model, sampling)));
        return new OfExposures(files, images);
    }

    /** PSFs of the exposures of MEDS files; for one thread. */
    record OfExposures(List<MedsFile> files, List<PsfexImages> models) {

        /** An object with the PSF of each exposure that says where it is. */
        MedsFile.Source of(int band, int row, MedsFile.Source source) {
            int first = 0;
            for (int b = 0; b < band; b++) {
                first += files.get(b).exposures();
            }
            List<MedsEpoch> epochs = new ArrayList<>();
            for (MedsEpoch epoch : source.epochs()) {
                epochs.add(epoch.hasOrigin() ? epoch.withPsf(psf(epoch, first, band, row)) : epoch);
            }
            return new MedsFile.Source(source.id(), source.number(), epochs);
        }

        private MedsEpoch.Psf psf(MedsEpoch epoch, int first, int band, int row) {
            String where = files.get(band).path() + ": object_data, row " + row;
            boolean listed =
                    epoch.fileId() >= 0 && epoch.fileId() < files.get(band).exposures();
            if (models.size() > 1 && !listed) {
                throw new BadDataException(where + ": file_id " + epoch.fileId() + ", and image_info has "
                        + files.get(band).exposures() + " rows");
            }
            PsfexImages model = models.get(models.size() == 1 ? 0 : first + (int) epoch.fileId());
            double[] image = model.at(epoch.origCol() + 1, epoch.origRow() + 1, where);
            double middle = (model.side() - 1) / 2.0;
            return new MedsEpoch.Psf(model.side(), model.side(), image, middle, middle);
        }
    }
}
