package org.shearnet.data;

import java.util.List;
import org.shearnet.features.Label;
import org.shearnet.net.Inputs;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Normalisation;

/** A fixed number of drawn stamps as a network sees them, with their labels. For one thread. */
public final class StampBatch {

    /**
     * Which stamp to draw.
     *
     * @param realisation which of the galaxy's noise fields
     * @param noiseSigma standard deviation of a pixel
     * @param weight of the stamp in the loss
     * @param change what is different of the galaxy; a changed galaxy is free of noise, though the network is told its sigma
     */
    public record Draw(
            long galaxy, long realisation, double noiseSigma, Symmetry symmetry, double weight, Change change) {

        /** A galaxy as it is. */
        public Draw(long galaxy, long realisation, double noiseSigma, Symmetry symmetry) {
            this(galaxy, realisation, noiseSigma, symmetry, 1, Change.NONE);
        }

        /** The same galaxy, upright and free of noise, with something changed. */
        public Draw changed(Change other) {
            return new Draw(galaxy, realisation, noiseSigma, Symmetry.IDENTITY, weight, other);
        }
    }

    private final List<Label> outputs;
    private final boolean takesPsf;
    private final StampSource.Painter painter;
    private final Inputs inputs;
    private final double[] pixels;
    private final double[] psf;
    private final double[][] truth;
    private final double[] noiseSigma;
    private final double[] weight;
    private final StampCache kept;

    /**
     * Makes room.
     *
     * @param kept where stamps are kept for the next time, or null; a galaxy must always be drawn in the same way then
     */
    public StampBatch(NetworkSpec spec, Normalisation normalisation, StampSource source, int count, StampCache kept) {
        this.kept = kept;
        outputs = spec.outputs();
        takesPsf = spec.takesPsf();
        painter = source.painter();
        inputs = new Inputs(spec, normalisation, source.stamp(), source.psf(), count);
        pixels = new double[source.stamp().size()];
        psf = new double[takesPsf ? source.psf().size() : 0];
        truth = new double[count][outputs.size()];
        noiseSigma = new double[count];
        weight = new double[count];
    }

    public int size() {
        return truth.length;
    }

    /** Draws a stamp into a place. */
    public void draw(int place, Draw draw) {
        noiseSigma[place] = draw.noiseSigma();
        weight[place] = draw.weight();
        StampCache.Entry entry = kept == null ? null : kept.get(draw.galaxy());
        if (entry != null) {
            inputs.set(place, entry.row());
            System.arraycopy(entry.truth(), 0, truth[place], 0, truth[place].length);
            return;
        }
        render(place, draw);
        if (kept != null) {
            kept.put(draw.galaxy(), new StampCache.Entry(inputs.row(place), truth[place].clone()));
        }
    }

    private void render(int place, Draw draw) {
        double[] all = painter.paint(draw.galaxy(), draw.change(), pixels);
        if (draw.change().kind() == Change.Kind.NONE) {
            painter.addNoise(draw.galaxy(), draw.realisation(), draw.noiseSigma(), pixels);
        }
        if (takesPsf) {
            painter.paintPsf(draw.galaxy(), draw.change(), psf);
        }
        Symmetry turn = draw.symmetry();
        boolean turned = !turn.equals(Symmetry.IDENTITY);
        inputs.set(
                place,
                turned ? turn.image(pixels) : pixels,
                turned && takesPsf ? turn.image(psf) : psf,
                draw.noiseSigma());
        for (int k = 0; k < outputs.size(); k++) {
            double value = all[outputs.get(k).ordinal()];
            truth[place][k] = switch (outputs.get(k)) {
                case G1 -> turn.sign1() * value;
                case G2 -> turn.sign2() * value;
                default -> value;
            };
        }
    }

    /** What the network sees; overwritten by the next batch. */
    public Inputs inputs() {
        return inputs;
    }

    /** Physical labels of the stamp at a place, in the order of the network's outputs. */
    public double[] truth(int place) {
        return truth[place];
    }

    /** Weight in the loss of the stamp at a place. */
    public double weight(int place) {
        return weight[place];
    }

    /** Standard deviation of a pixel of the stamp at a place. */
    public double noiseSigma(int place) {
        return noiseSigma[place];
    }
}
