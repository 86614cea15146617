package org.shearnet.galaxysim.scene;

/**
 * GalSim's generator of random numbers: the Mersenne twister MT19937 (Matsumoto and Nishimura 1998,
 * doi:10.1145/272991.272995), started with what another twister, mt11213b in the sizes of Boost, makes of the seed.
 *
 * <p>Implementation note: the twister of commons-math3 takes the sign of a seed for part of it, so that it differs for half of
 * all seeds.
 */
final class GalSimRandom {

    private static final int N = 624;
    private static final int M = 397;
    private static final double TWO_TO_32 = 4294967296.0;

    private final int[] state = new int[N];
    private int next = N;

    /**
     * @param seed of which the low 32 bits count
     */
    GalSimRandom(long seed) {
        fill(state, scrambled((int) seed));
    }

    /** GalSim's generator of an object: its seed is the first number of that of the scene, plus the object's number, plus 1. */
    static GalSimRandom ofObject(long seed, long object, int redraw) {
        long own = new GalSimRandom(seed).nextInt() + object + 1;
        // GalSim has no such redrawing: any seed far from those of other objects will do.
        return new GalSimRandom(own + 0x5bd1e995L * redraw);
    }

    private static void fill(int[] words, int seed) {
        words[0] = seed;
        for (int i = 1; i < words.length; i++) {
            words[i] = 1812433253 * (words[i - 1] ^ words[i - 1] >>> 30) + i;
        }
    }

    /** The third number of mt11213b started with a seed: neighbouring seeds give unlike generators by it. */
    private static int scrambled(int seed) {
        int[] words = new int[178];
        fill(words, seed);
        int y = words[2] & 0xfff80000 | words[3] & 0x0007ffff;
        int z = words[177] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0xccab8ee7);
        z ^= z >>> 11;
        z ^= z << 7 & 0x31b6ab00;
        z ^= z << 15 & 0xffe50000;
        return z ^ z >>> 17;
    }

    private int nextInt() {
        if (next == N) {
            for (int i = 0; i < N; i++) {
                int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
                state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
            }
            next = 0;
        }
        int z = state[next++];
        z ^= z >>> 11;
        z ^= z << 7 & 0x9d2c5680;
        z ^= z << 15 & 0xefc60000;
        return z ^ z >>> 18;
    }

    /** A number from 0, included, to 1, not included. */
    double uniform() {
        return (nextInt() & 0xffffffffL) / TWO_TO_32;
    }
}
