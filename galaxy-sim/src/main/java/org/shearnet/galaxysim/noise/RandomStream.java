package org.shearnet.galaxysim.noise;

import java.util.random.RandomGenerator;
import org.apache.commons.rng.core.source64.L64X128Mix;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * One stream of random numbers of {@link RandomStreams}, for one thread at a time. The numbers are those of Commons RNG 1.7 and
 * stay so from one Java to the next.
 */
public final class RandomStream implements RandomGenerator {

    private final L64X128Mix bits;
    private final ZigguratSampler.NormalizedGaussian gaussian;

    RandomStream(L64X128Mix bits) {
        this.bits = bits;
        gaussian = ZigguratSampler.NormalizedGaussian.of(bits);
    }

    /** A normal deviate of mean 0 and standard deviation 1, by the modified ziggurat (McFarland 2016, doi:10.1080/00949655.2015.1060234). */
    @Override
    public double nextGaussian() {
        return gaussian.sample();
    }

    /**
     * A Poisson deviate.
     *
     * @param mean its mean, above 0 and no more than half the largest int
     * @return the deviate
     */
    public int nextPoisson(double mean) {
        return PoissonSampler.of(bits, mean).sample();
    }

    @Override
    public long nextLong() {
        return bits.nextLong();
    }

    @Override
    public long nextLong(long bound) {
        return bits.nextLong(bound);
    }

    @Override
    public long nextLong(long origin, long bound) {
        return bits.nextLong(origin, bound);
    }

    @Override
    public int nextInt() {
        return bits.nextInt();
    }

    @Override
    public int nextInt(int bound) {
        return bits.nextInt(bound);
    }

    @Override
    public int nextInt(int origin, int bound) {
        return bits.nextInt(origin, bound);
    }

    @Override
    public boolean nextBoolean() {
        return bits.nextBoolean();
    }

    @Override
    public float nextFloat() {
        return bits.nextFloat();
    }

    @Override
    public float nextFloat(float bound) {
        return bits.nextFloat(bound);
    }

    @Override
    public float nextFloat(float origin, float bound) {
        return bits.nextFloat(origin, bound);
    }

    @Override
    public double nextDouble() {
        return bits.nextDouble();
    }

    @Override
    public double nextDouble(double bound) {
        return bits.nextDouble(bound);
    }

    @Override
    public double nextDouble(double origin, double bound) {
        return bits.nextDouble(origin, bound);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        bits.nextBytes(bytes);
    }
}
