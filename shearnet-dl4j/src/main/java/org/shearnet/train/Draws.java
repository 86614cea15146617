package org.shearnet.train;

import org.shearnet.data.StampBatch.Draw;
import org.shearnet.data.Symmetry;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;
import org.shearnet.train.TrainOptions.Fresh;

/**
 * Which stamp stands at which place of an epoch. Every choice has a random stream of its own, keyed by seed, galaxy and
 * purpose, so that a resumed training meets the stamps an uninterrupted one would. Galaxies of validation lie beyond those
 * of training, and those of benchmarks beyond both.
 */
final class Draws {

    /** Number of the first galaxy held out for validation. */
    static final long VALIDATION = 1L << 39;

    private final TrainOptions options;
    private final RandomStreams streams;
    private int orderedEpoch = -1;
    private int[] order;

    Draws(TrainOptions options) {
        this.options = options;
        streams = new RandomStreams(options.seed());
    }

    /** Call before drawing from an epoch. */
    void epoch(int epoch) {
        if (options.data().fresh() != Fresh.GALAXIES && epoch != orderedEpoch) {
            RandomStream random = streams.stream(epoch, "training order");
            order = new int[options.data().stamps()];
            for (int i = 0; i < order.length; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            orderedEpoch = epoch;
        }
    }

    /** The stamp at a place of an epoch. */
    Draw training(int epoch, int place) {
        boolean fresh = options.data().fresh() == Fresh.GALAXIES;
        long galaxy = fresh ? (long) epoch * options.data().stamps() + place : order[place];
        long realisation = options.data().fresh() == Fresh.NOISE ? epoch : 0;
        Symmetry turn = options.data().augment()
                ? Symmetry.number(
                        streams.stream(galaxy, "training turn " + epoch).nextInt(Symmetry.COUNT))
                : Symmetry.IDENTITY;
        double level =
                streams.stream(galaxy, "training noise level " + realisation).nextDouble();
        return new Draw(galaxy, realisation, noise(level), turn);
    }

    /** The held-out stamp of a number: noise levels evenly spread in the logarithm. */
    Draw validation(int number) {
        return new Draw(
                VALIDATION + number, 0, noise((number + 0.5) / options.data().validation()), Symmetry.IDENTITY);
    }

    private double noise(double level) {
        return options.data().noiseLow()
                * Math.pow(options.data().noiseHigh() / options.data().noiseLow(), level);
    }
}
