package org.shearnet.features;

import java.util.List;

/** What a network that corrects moments sees of one stamp. */
public interface MeasuredFeatures {

    /** Where the prediction of a label starts from, and the unit in which the network corrects it. */
    record Anchor(double base, double unit) {}

    /** Typical size of the correction of noise-free moments. */
    double CORRECTION = 0.1;

    /** Writes the invariants, those without the noise first, before normalisation. */
    void invariants(double[] out);

    /** The components of the shapes that turn with the stamp, [2][shapes]. */
    double[][] shapes();

    /**
     * The anchor of a label.
     *
     * @param mean of the label over the scene
     * @param spread standard deviation of the label over the scene: no error is larger
     * @param pixelScale arcsec per pixel
     */
    Anchor anchor(Label label, double mean, double spread, double pixelScale);

    /**
     * What the network's numbers are multiplied with: for g1 and then for g2 the shapes in units of the error (for A) and bare (for
     * B), then for each other label its anchor in units of its error.
     */
    default double[] basis(List<Label> outputs, Anchor[] anchors) {
        double[][] shapes = shapes();
        double[] out = new double[4 * shapes[0].length + outputs.size() - 2];
        int next = 0;
        for (int c = 0; c < 2; c++) {
            double unit = anchors[outputs.indexOf(c == 0 ? Label.G1 : Label.G2)].unit();
            for (double b : shapes[c]) {
                out[next++] = CORRECTION * b / unit;
            }
            for (double b : shapes[c]) {
                out[next++] = b;
            }
        }
        for (int k = 0; k < anchors.length; k++) {
            Label label = outputs.get(k);
            if (label != Label.G1 && label != Label.G2) {
                out[next++] = CORRECTION * anchors[k].base() / anchors[k].unit();
            }
        }
        return out;
    }
}
