package org.shearnet.galaxysim.scene;

import java.util.HashMap;
import java.util.Map;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.noise.RandomStreams;

/** The drawing of one galaxy: its number, its random streams, and what has been drawn so far, by YAML path. */
final class Draw {

    private final RandomStreams streams;
    private final long index;
    private final long randomIndex;
    private final int redraw;
    private final int sign;
    private final Draw galaxy;
    private final Map<String, Double> drawn = new HashMap<>();
    private GalSimRandom twister;
    private int attempt;

    /**
     * @param index the object's number, which lists, sequences and catalogues count by
     * @param randomIndex the number that keys random values
     * @param redraw how often this galaxy has been rejected
     * @param sign of the shear of a pair: 1 or -1
     * @param galaxy the drawing of the galaxy itself where this is one of several stamps of it, or null
     */
    Draw(RandomStreams streams, long index, long randomIndex, int redraw, int sign, Draw galaxy) {
        this.streams = streams;
        this.index = index;
        this.randomIndex = randomIndex;
        this.redraw = redraw;
        this.sign = sign;
        this.galaxy = galaxy;
    }

    Draw(RandomStreams streams, long index, long randomIndex) {
        this(streams, index, randomIndex, 0, 1, null);
    }

    /** A drawing of what is the same for all: constants, and lists and sequences at their start. */
    static Draw ofConstants() {
        return new Draw(null, 0, 0);
    }

    /** Whether this is {@link #ofConstants}. */
    boolean isOfConstants() {
        return streams == null;
    }

    /** Sign of the shear of a pair. */
    int sign() {
        return sign;
    }

    long index() {
        return index;
    }

    /** The drawing that the value at a YAML path belongs to. */
    Draw owner(String path) {
        return galaxy != null && path.startsWith("gal.") ? galaxy : this;
    }

    /** The stream of the value at a YAML path. */
    RandomStream stream(String path) {
        if (streams == null) {
            throw new IllegalArgumentException(path + ": a random value has no place here");
        }
        String purpose = attempt == 0 ? path : path + "#" + attempt;
        return streams.stream(randomIndex, redraw == 0 ? purpose : purpose + "@" + redraw);
    }

    /** The generator that GalSim would draw this object's knots from; it goes on from draw to draw. */
    GalSimRandom knots() {
        if (streams == null) {
            throw new IllegalArgumentException("a random value has no place here");
        }
        if (twister == null) {
            twister = GalSimRandom.ofObject(streams.seed(), randomIndex, redraw);
        }
        return twister;
    }

    /** Starts the next attempt at a value whose draw was impossible. */
    void nextAttempt() {
        attempt++;
    }

    /** Ends the attempts at one value. */
    void settle() {
        attempt = 0;
    }

    double record(String path, double value) {
        drawn.put(path, value);
        return value;
    }

    /** What was drawn at a path, NaN where nothing was. */
    double drawn(String path) {
        return drawn.getOrDefault(path, Double.NaN);
    }
}
