package org.shearnet.net.cuda;

/** A layer's kernels at one batch size: how much room they need, and how they are launched. */
interface Operation {

    /**
     * Where things lie.
     *
     * @param x input
     * @param y output
     * @param dy gradient at the output; overwritten
     * @param dx where the gradient at the input goes; 0 where nobody needs it
     * @param kept what the forward pass keeps for the backward pass
     * @param scratch room within a step
     * @param constants a copy of {@link #constants}
     * @param parameters one address for each parameter array
     * @param gradients where their gradients go
     */
    record Places(
            long x,
            long y,
            long dy,
            long dx,
            long kept,
            long scratch,
            long constants,
            long[] parameters,
            long[] gradients) {}

    /** Numbers (of 4 bytes) kept from the forward to the backward pass, or from step to step within the forward pass. */
    default long kept() {
        return 0;
    }

    /** Whether the kept numbers are for the backward pass alone, so that a prediction does without. */
    default boolean keepsForBackward() {
        return false;
    }

    /** Numbers (of 4 bytes) of working room. */
    default long scratch() {
        return 0;
    }

    /** Numbers that never change. */
    default float[] constants() {
        return new float[0];
    }

    /** Whether the gradients of the parameters come with that at the input, so that it needs a place in any case. */
    default boolean needsInputGradient() {
        return false;
    }

    /** Appends the forward pass. */
    void forward(Program program, Places at);

    /** Appends the backward pass. */
    void backward(Program program, Places at);

    /** The address so many numbers behind another. */
    static long behind(long address, long numbers) {
        return address + numbers * Float.BYTES;
    }
}
