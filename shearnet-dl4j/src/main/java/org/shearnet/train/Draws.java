package org.shearnet.train;

import org.shearnet.data.Change;
import org.shearnet.data.StampBatch.Draw;
import org.shearnet.data.StampSource;
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
    private final RareEvents.Density density;
    private final ThreadLocal<StampSource.Painter> painters;
    private int orderedEpoch = -1;
    private int[] order;

    Draws(TrainOptions options, StampSource source) {
        this.options = options;
        density = options.data().rare() == null ? null : options.data().rare().density(source);
        painters = ThreadLocal.withInitial(source::painter);
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
        return draw(epoch, place, density, options.data().curriculum());
    }

    /** The stamp at a place of the first epoch as it would be without curriculum and rare galaxies: to normalise by. */
    Draw statistics(int place) {
        return draw(0, place, null, null);
    }

    private Draw draw(int epoch, int place, RareEvents.Density density, Curriculum curriculum) {
        boolean fresh = options.data().fresh() == Fresh.GALAXIES;
        long galaxy = fresh ? (long) epoch * options.data().stamps() + place : order[place];
        double weight = 1;
        if (density != null) {
            galaxy = kept(RareEvents.CANDIDATES * galaxy);
            weight = density.weight(painters.get().truth(galaxy));
        }
        long realisation = options.data().fresh() == Fresh.NOISE ? epoch : 0;
        Symmetry turn = options.data().augment()
                ? Symmetry.number(
                        streams.stream(galaxy, "training turn " + epoch).nextInt(Symmetry.COUNT))
                : Symmetry.IDENTITY;
        double level =
                streams.stream(galaxy, "training noise level " + realisation).nextDouble();
        double open = curriculum == null ? level : curriculum.level(progress(epoch, place), level);
        return new Draw(galaxy, realisation, options.data().noise(open), turn, weight, Change.NONE);
    }

    /** What is changed of the stamp at a place, to see how the answer responds. */
    Change change(int epoch, int place) {
        long number = (long) epoch * options.data().stamps() + place;
        return options.objective().response().change(streams.stream(number, "training response"));
    }

    /** The first galaxy from a number on that is kept. */
    private long kept(long first) {
        for (long galaxy = first; galaxy < first + RareEvents.CANDIDATES - 1; galaxy++) {
            double probability = density.kept(painters.get().truth(galaxy));
            if (streams.stream(galaxy, "training rare").nextDouble() < probability) {
                return galaxy;
            }
        }
        return first + RareEvents.CANDIDATES - 1;
    }

    /** How much of the training lies before a stamp, in [0, 1). */
    double progress(int epoch, int place) {
        double before = (double) epoch * options.data().stamps() + place;
        return before / ((double) options.stopping().epochs() * options.data().stamps());
    }

    /** The held-out stamp of a number: noise levels evenly spread in the logarithm. */
    Draw validation(int number) {
        return new Draw(
                VALIDATION + number,
                0,
                options.data().noise((number + 0.5) / options.data().validation()),
                Symmetry.IDENTITY);
    }
}
