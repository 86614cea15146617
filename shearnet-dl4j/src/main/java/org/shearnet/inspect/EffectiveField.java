package org.shearnet.inspect;

import java.util.Arrays;
import java.util.List;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.engine.Shape;

/**
 * The effective receptive field of a layer (Luo et al. 2016, arXiv:1701.04128): E = mean over stamps and maps of (d h_centre / d
 * x)^2, and the root mean square width of E along each axis (pixels of the stamp).
 *
 * @param x width along columns
 * @param y width along rows
 * @param centreX centroid column of E
 * @param centreY centroid row of E
 */
public record EffectiveField(double x, double y, double centreX, double centreY) {

    /** Nothing known. */
    static final EffectiveField UNKNOWN = new EffectiveField(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /**
     * Of one vertex.
     *
     * @param points the network at some stamps
     * @param vertex with maps; of a vector all numbers count
     * @param maps how many of its maps are looked at, spread over all
     */
    public static EffectiveField of(
            List<LocalNetwork.Point> points, LocalNetwork.Vertex vertex, int maps, Shape stamp) {
        double[] e = sensitivity(points, vertex, maps, stamp);
        double sum = Arrays.stream(e).sum();
        if (!(sum > 0)) {
            return UNKNOWN;
        }
        double meanX = 0;
        double meanY = 0;
        for (int p = 0; p < e.length; p++) {
            meanX += e[p] * (p % stamp.width()) / sum;
            meanY += e[p] * (p / stamp.width()) / sum;
        }
        double xx = 0;
        double yy = 0;
        for (int p = 0; p < e.length; p++) {
            xx += e[p] * Math.pow(p % stamp.width() - meanX, 2) / sum;
            yy += e[p] * Math.pow(p / stamp.width() - meanY, 2) / sum;
        }
        return new EffectiveField(Math.sqrt(xx), Math.sqrt(yy), meanX, meanY);
    }

    /** E in the stamp's pixels, not normalised. */
    public static double[] sensitivity(
            List<LocalNetwork.Point> points, LocalNetwork.Vertex vertex, int maps, Shape stamp) {
        Shape shape = vertex.shape();
        int channels = shape.channels();
        int looked = Math.min(maps, channels);
        int pixel = shape.height() / 2 * shape.width() + shape.width() / 2;
        double[] e = new double[stamp.size()];
        for (LocalNetwork.Point point : points) {
            for (int m = 0; m < looked; m++) {
                double[] dy = new double[vertex.size()];
                dy[pixel * channels + m * channels / looked] = 1;
                double[] gradient = point.cotangent(vertex.name(), dy);
                for (int p = 0; p < e.length; p++) {
                    e[p] += gradient[p] * gradient[p];
                }
            }
        }
        return e;
    }
}
