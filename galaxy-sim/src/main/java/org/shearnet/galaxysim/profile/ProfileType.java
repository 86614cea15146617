package org.shearnet.galaxysim.profile;

import org.shearnet.galaxysim.yaml.Keys;

/**
 * How a configuration names a profile: the word, the keys of its numbers, and what is made of these. Each galaxy draws the
 * numbers anew.
 *
 * @param names the first is GalSim's own; others after commas
 * @param meaning in a line
 * @param keys each of one number. Where one key stands for another they are sizes, above zero (arcsec); {@code resolution}
 *     among them is a half-light radius over that of the PSF, and arrives as {@code half_light_radius}
 * @param maker makes the profile, of unit flux
 */
public record ProfileType(String names, String meaning, Keys keys, Maker maker) {

    /** The numbers of one galaxy. */
    public interface Numbers {

        /** Whether a key is given. */
        boolean has(String key);

        /** The number of a key that is given. */
        double get(String key);

        /** The number of a key, or another where it is not given. */
        default double get(String key, double otherwise) {
            return has(key) ? get(key) : otherwise;
        }
    }

    /** Makes a profile of numbers. */
    @FunctionalInterface
    public interface Maker {

        /**
         * The profile, of unit flux.
         *
         * @throws IllegalArgumentException where there is none of these numbers, with the reason
         */
        LightProfile make(Numbers numbers);
    }
}
