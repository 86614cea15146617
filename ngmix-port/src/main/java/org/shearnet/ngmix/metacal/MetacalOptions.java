package org.shearnet.ngmix.metacal;

import java.util.List;

/**
 * All knobs of metacalibration.
 *
 * @param target PSF to convolve with
 * @param step shear of the images; the target is dilated by 1 + 2 step
 * @param fixNoise add a noise field that went through the opposite shear, so that correlated noise does not bias the
 *     response; the noise of the images grows by sqrt 2
 * @param types images to make
 */
public record MetacalOptions(TargetPsf target, double step, boolean fixNoise, List<MetacalType> types) {

    /** The unsheared image and the four sheared ones. */
    public static final List<MetacalType> GALAXY_TYPES =
            List.of(MetacalType.NOSHEAR, MetacalType.P1, MetacalType.M1, MetacalType.P2, MetacalType.M2);

    /**
     * Copies the types and rejects steps outside (0, 0.05].
     *
     * @param target PSF to convolve with
     * @param step shear of the images; the target is dilated by 1 + 2 step
     * @param fixNoise add a noise field that went through the opposite shear, so that correlated noise does not bias
     *     the response; the noise of the images grows by sqrt 2
     * @param types images to make
     */
    public MetacalOptions {
        if (target == null || types.isEmpty()) {
            throw new IllegalArgumentException("a target PSF and one type of image at least are needed");
        }
        if (!(step > 0 && step <= 0.05)) {
            throw new IllegalArgumentException("a step in (0, 0.05] is needed, not " + step);
        }
        if (!(target instanceof TargetPsf.Dilate) && types.stream().anyMatch(MetacalType::shearsPsf)) {
            throw new IllegalArgumentException("only a dilated PSF can be sheared: the other targets are round");
        }
        types = List.copyOf(types);
    }

    /** {@return target by fitted Gaussian, step 0.01, fixed noise, five images} */
    public static MetacalOptions defaults() {
        return new MetacalOptions(new TargetPsf.FitGauss(), 0.01, true, GALAXY_TYPES);
    }

    /**
     * {@return these options with another target}
     *
     * @param newTarget the target
     */
    public MetacalOptions withTarget(TargetPsf newTarget) {
        return new MetacalOptions(newTarget, step, fixNoise, types);
    }

    /**
     * {@return these options with another step}
     *
     * @param newStep the step
     */
    public MetacalOptions withStep(double newStep) {
        return new MetacalOptions(target, newStep, fixNoise, types);
    }

    /**
     * {@return these options with or without fixed noise}
     *
     * @param newFixNoise whether noise is fixed
     */
    public MetacalOptions withFixNoise(boolean newFixNoise) {
        return new MetacalOptions(target, step, newFixNoise, types);
    }

    /**
     * {@return these options with other images}
     *
     * @param newTypes the images
     */
    public MetacalOptions withTypes(List<MetacalType> newTypes) {
        return new MetacalOptions(target, step, fixNoise, newTypes);
    }
}
