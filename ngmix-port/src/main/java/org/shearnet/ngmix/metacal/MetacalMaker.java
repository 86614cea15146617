package org.shearnet.ngmix.metacal;

import java.util.List;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Observation;

/**
 * From an observation as it comes to its images of metacalibration: masked pixels filled with the best fit, and noise, and the
 * noise to fix found. Holds buffers: one thread.
 */
final class MetacalMaker {

    private final MetacalOptions options;
    private final MetacalImages images;
    private final FilledPixels filler = new FilledPixels();

    /**
     * What became of an observation.
     *
     * @param flags sum of {@link Flag} bits, 0 where the images are made
     * @param images one a type, as the options list them; none where flagged
     */
    record Made(int flags, List<Observation> images) {

        private static Made failed(int flags) {
            return new Made(flags, List.of());
        }
    }

    MetacalMaker(MetacalOptions options) {
        this.options = options;
        images = new MetacalImages(options);
    }

    /** The maker of the images themselves, which tells about the last ones. */
    MetacalImages images() {
        return images;
    }

    /**
     * Makes the images.
     *
     * @param random stream of the noise to fix, used where noise is fixed and the observation brings none
     * @param ofFilled stream of the noise of filled pixels; null for none
     */
    Made make(Observation observation, RandomStream random, RandomStream ofFilled) {
        if (!observation.isUsable()) {
            return Made.failed(Flag.BAD_PIXELS.bit());
        }
        if (observation.psf().isEmpty() || !observation.psf().get().isUsable()) {
            return Made.failed(Flag.PSF_FAILED.bit());
        }
        FilledPixels.Filled filled = filler.fill(observation, ofFilled);
        if (filled.flags() != 0) {
            return Made.failed(filled.flags());
        }
        Observation ready = filled.observation();
        if (options.fixNoise()) {
            double[] noise = noise(observation, random);
            if (noise == null) {
                return Made.failed(Flag.BAD_PIXELS.bit());
            }
            ready = ready.withNoise(noise);
        }
        List<Observation> made = images.make(ready);
        return made == null ? Made.failed(Flag.PSF_FAILED.bit()) : new Made(0, made);
    }

    private static double[] noise(Observation o, RandomStream random) {
        if (o.noise().isPresent()) {
            return FilledPixels.usable(o.noise().get(), o.weight());
        }
        if (random == null) {
            throw new IllegalArgumentException("fixed noise needs a noise image or a stream of random numbers");
        }
        return FilledPixels.noise(o, random);
    }
}
