package org.shearnet.estimate;

import java.util.Map;
import java.util.function.IntConsumer;
import org.shearnet.galaxysim.profile.PsfSampling;

/**
 * Estimates the reduced shear of every stamp of a batch. Deterministic: the number of threads and the way stamps are
 * grouped into batches change nothing.
 */
public interface ShearEstimator {

    /** What tables and plots call it. */
    String label();

    /** A text that changes when what was learnt changes, as a network's weights; empty where nothing was. */
    default String fingerprint() {
        return "";
    }

    /** What the image of a PSF that is known on finer pixels holds for it. */
    default PsfSampling psfSampling() {
        return PsfSampling.POINTS;
    }

    /** The meaning of each flag bit. */
    Map<Integer, String> flagNames();

    /**
     * Measures a batch.
     *
     * @param threads how many threads may work
     * @param done is told how many more stamps are finished, from any thread
     * @return one estimate a stamp; a stamp it fails on is flagged, never thrown
     */
    ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done);
}
