package org.shearnet.train;

/** Is told how training goes, in the thread that trains. */
public interface TrainListener {

    /**
     * A step.
     *
     * @param epoch from 0
     * @param step from 0, within the epoch
     * @param loss mean loss of the step's stamps
     * @param stampsPerSecond over this run, drawing included
     * @param secondsLeft estimated until the last epoch's end
     */
    record Step(int epoch, int epochs, int step, int steps, double loss, double stampsPerSecond, double secondsLeft) {}

    /** After every step. */
    default void step(Step step) {}

    /** After every epoch, its checkpoint written. */
    default void epoch(Metrics metrics) {}

    /** Before the model is saved: what is to lie beside it in the run folder is there by then, for it ends the training. */
    default void trained() {}
}
