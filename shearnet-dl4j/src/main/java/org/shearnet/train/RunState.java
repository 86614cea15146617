package org.shearnet.train;

import java.nio.file.Files;
import java.nio.file.Path;
import org.shearnet.galaxysim.fits.BadDataException;

/**
 * What an earlier training left in a run folder.
 *
 * @param checkpoint whether there is a checkpoint to go on from
 * @param model whether there is a trained model
 * @param epochs epochs that the checkpoint has completed; -1 without a whole one
 * @param fingerprint what the checkpoint belongs to; empty without a whole one
 */
public record RunState(boolean checkpoint, boolean model, int epochs, String fingerprint) {

    /** The state of a run folder, which need not exist. */
    public static RunState of(Path folder) {
        RunFolder run = new RunFolder(folder);
        boolean model = Files.exists(run.model());
        if (!run.hasCheckpoint()) {
            return new RunState(false, model, -1, "");
        }
        try {
            Checkpoint last = run.readLast();
            return new RunState(true, model, last.epoch(), last.fingerprint());
        } catch (BadDataException e) {
            return new RunState(true, model, -1, "");
        }
    }

    /** Whether a new training would replace something. */
    public boolean isTaken() {
        return checkpoint || model;
    }

    /** Whether the checkpoint belongs to this training, however many epochs that is to have. */
    public boolean belongsTo(TrainJob job) {
        return fingerprint.equals(job.fingerprint());
    }

    @Override
    public String toString() {
        String what = model ? "a trained network" : "an interrupted training";
        return epochs < 0 ? what : what + " of " + epochs + (epochs == 1 ? " epoch" : " epochs");
    }
}
