package org.shearnet.galaxysim.noise;

import org.apache.commons.rng.core.source64.L64X128Mix;

/**
 * Independent random streams, one for each (seed, object, purpose): what is drawn for one galaxy never depends on which
 * others are drawn, in which order, or by how many threads.
 *
 * <p>Implementation note: the key is hashed by SplitMix64's finaliser (Steele, Lea and Flood 2014,
 * doi:10.1145/2660193.2660195) into the state of an L64X128Mix generator (Steele and Vigna 2021, doi:10.1145/3485525).
 *
 * @param seed the experiment's seed
 */
public record RandomStreams(long seed) {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /**
     * {@return a fresh stream}
     *
     * @param index the object's number
     * @param purpose what is drawn, say "noise"; streams of different purposes are independent
     */
    public RandomStream stream(long index, String purpose) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        long key = mix(mix(mix(seed + GOLDEN) + index) ^ mix(hash));
        return new RandomStream(
                new L64X128Mix(mix(key + GOLDEN), mix(key + 2 * GOLDEN), mix(key + 3 * GOLDEN), mix(key + 4 * GOLDEN)));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
