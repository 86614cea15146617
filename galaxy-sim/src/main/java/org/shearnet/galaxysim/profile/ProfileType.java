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

        /**
         * {@return whether a key is given}
         *
         * @param key a key of the section
         */
        boolean has(String key);

        /**
         * {@return the number of a key that is given}
         *
         * @param key a key of the section
         */
        double get(String key);

        /**
         * {@return the number of a key, or another where it is not given}
         *
         * @param key a key of the section
         * @param otherwise what an absent key counts as
         */
        default double get(String key, double otherwise) {
            return has(key) ? get(key) : otherwise;
        }
    }

    /** Makes a profile of numbers. */
    @FunctionalInterface
    public interface Maker {

        /**
         * {@return the profile, of unit flux}
         *
         * @param numbers the keys that are given
         * @throws IllegalArgumentException where there is none of these numbers, with the reason
         */
        LightProfile make(Numbers numbers);
    }
}
