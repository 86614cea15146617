package org.shearnet.ngmix.em;

/**
 * All knobs of expectation maximisation.
 *
 * @param vary what is free
 * @param tolerance relative change of the log likelihood at which to stop
 * @param minIterations rounds made in any case
 * @param maxIterations rounds after which to give up
 */
public record EmOptions(Vary vary, double tolerance, int minIterations, int maxIterations) {
    /** What is free. */
    public enum Vary {
        /** Fluxes, centres and covariances. */
        ALL,
        /** Fluxes and covariances. */
        FIXED_CENTRES,
        /** Fluxes and centres. */
        FIXED_COVARIANCES,
        /** Fluxes. */
        FLUXES
    }

    /**
     * Rejects a tolerance that is not positive and limits in the wrong order.
     *
     * @param vary what is free
     * @param tolerance relative change of the log likelihood at which to stop
     * @param minIterations rounds made in any case
     * @param maxIterations rounds after which to give up
     */
    public EmOptions {
        if (vary == null || !(tolerance > 0) || minIterations < 1 || maxIterations < minIterations) {
            throw new IllegalArgumentException(
                    "a positive tolerance and 1 <= minIterations <= maxIterations are needed");
        }
    }

    /** {@return all free, tolerance 1e-6, 40 to 1000 rounds} */
    public static EmOptions defaults() {
        return new EmOptions(Vary.ALL, 1e-6, 40, 1000);
    }

    /**
     * {@return these options with other freedom; fluxes alone need 20 rounds at least}
     *
     * @param newVary what is free
     */
    public EmOptions withVary(Vary newVary) {
        return new EmOptions(newVary, tolerance, newVary == Vary.FLUXES ? 20 : 40, maxIterations);
    }

    /**
     * {@return these options with another tolerance}
     *
     * @param newTolerance the tolerance
     */
    public EmOptions withTolerance(double newTolerance) {
        return new EmOptions(vary, newTolerance, minIterations, maxIterations);
    }

    /**
     * {@return these options with another limit of rounds}
     *
     * @param newMaxIterations the most rounds
     */
    public EmOptions withMaxIterations(int newMaxIterations) {
        return new EmOptions(vary, tolerance, minIterations, newMaxIterations);
    }
}
