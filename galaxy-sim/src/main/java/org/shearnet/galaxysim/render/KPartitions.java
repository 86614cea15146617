package org.shearnet.galaxysim.render;

import java.util.List;
import org.shearnet.galaxysim.profile.Convolution;
import org.shearnet.galaxysim.profile.LightProfile;

/**
 * Divides an image into partitions of wave numbers where that is cheaper than one transform. Wide wings are smooth: they need a
 * long period and few wave numbers. A cusp needs many wave numbers, but what of it does not pass the {@link Window} ends
 * within a few lengths of it: a short period will do. Partitions are added; each makes the errors that the accuracy allows.
 */
final class KPartitions {

    /** Minor over major axis below which no image is to be divided: across a highly elongated galaxy nothing is smooth, however far out. */
    private static final double ROUNDEST_UNDIVIDED = 0.12;

    /** Lengths of windows that are tried (pixels). */
    private static final double[] LENGTHS = {1.7, 2.4, 3.4, 4.8, 6.8};

    /** Surface brightnesses at which the profile's extent is sampled: factors e apart. */
    private static final int SAMPLES = 14;

    /** Nanoseconds: a point of the transform evaluated, a point and level of a Fourier transform, a partition. */
    private static final double COST_EVALUATION = 2.2;

    private static final double COST_FOURIER = 0.45;
    private static final double COST_BAND = 12_000;

    private final Convolution whole;
    private final double scale;
    private final int nx;
    private final int ny;
    private final double centreX;
    private final double centreY;
    private final double[] extents = new double[SAMPLES];
    private final double rings;
    private final double centres;
    private final double kernelReach;
    private final double windowEnd;

    private KPartitions(Subject subject, RenderAccuracy accuracy, double brightness) {
        whole = subject.whole();
        scale = subject.grid().pixelScale();
        nx = subject.grid().nx();
        ny = subject.grid().ny();
        centreX = subject.column();
        centreY = subject.row();
        double[] levels = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            levels[i] = brightness * Math.exp(i);
        }
        System.arraycopy(whole.coreExtents(levels), 0, extents, 0, SAMPLES);
        rings = rings();
        centres = whole.coreReach();
        kernelReach = Window.reach(0.25 * accuracy.folding());
        windowEnd = Window.end(accuracy.truncation());
    }

    /**
     * The cheapest plan.
     *
     * @param one the only partition, were the image not divided
     * @param brightness that may fold or be left out
     */
    static List<KPartition> of(Subject subject, RenderAccuracy accuracy, KPartition one, double brightness) {
        double scale = subject.grid().pixelScale();
        if (cost(one, scale) < 3 * COST_BAND
                || subject.whole().smoothBelow(scale) == 0
                || subject.whole().roundness() < ROUNDEST_UNDIVIDED) {
            return List.of(one);
        }
        KPartitions plan = new KPartitions(subject, accuracy, brightness);
        return plan.rings >= 1 ? List.of(one) : plan.cheapest(one);
    }

    private List<KPartition> cheapest(KPartition one) {
        List<KPartition> best = List.of(one);
        double least = cost(one, scale);
        for (int coarse = 0; coarse < LENGTHS.length; coarse++) {
            double length = LENGTHS[coarse] * scale;
            KPartition low = low(one, length, one.size(), Double.POSITIVE_INFINITY);
            int rest = period(length);
            if (rest >= one.size() || low.maxK() >= one.maxK()) {
                continue;
            }
            KPartition high = part(rest, one.maxK(), one.square(), 0, length);
            double two = cost(low, scale) + cost(high, scale);
            if (two < least) {
                least = two;
                best = List.of(low, high);
            }
            for (int fine = 0; fine < coarse; fine++) {
                double shorter = LENGTHS[fine] * scale;
                int last = period(shorter);
                double middleK = Math.sqrt(2 * windowEnd) / shorter;
                if (last >= rest || middleK >= one.maxK()) {
                    continue;
                }
                KPartition middle = part(rest, middleK, false, shorter, length);
                KPartition top = part(last, one.maxK(), one.square(), 0, shorter);
                double three = cost(low, scale) + cost(middle, scale) + cost(top, scale);
                if (three < least) {
                    least = three;
                    best = List.of(low, middle, top);
                }
            }
        }
        return best;
    }

    private KPartition low(KPartition one, double length, int size, double stop) {
        double maxK = Math.sqrt(2 * windowEnd) / length;
        return new KPartition(size, maxK, false, length, stop, one.left(), one.bottom(), one.width(), one.height());
    }

    /** A partition around the profile's origin. */
    private KPartition part(int size, double maxK, boolean square, double pass, double stop) {
        int left = (int) Math.max(0, Math.round(centreX - 0.5 * (size - 1)));
        int bottom = (int) Math.max(0, Math.round(centreY - 0.5 * (size - 1)));
        int right = (int) Math.min(nx, Math.round(centreX - 0.5 * (size - 1)) + size);
        int top = (int) Math.min(ny, Math.round(centreY - 0.5 * (size - 1)) + size);
        return new KPartition(
                size, maxK, square, pass, stop, left, bottom, Math.max(0, right - left), Math.max(0, top - bottom));
    }

    /** Period in pixels outside half of which nothing is left that a window of a length does not pass. */
    private int period(double length) {
        double radius = Math.max(extents[reached(length)], centres + kernelReach * length);
        return Fft.closeSize((int) Math.ceil(Math.min(2 * radius / scale + 2, 1 << 20)));
    }

    private int reached(double length) {
        for (int i = SAMPLES - 2; i > 0; i--) {
            double inside = extents[i] - extents[i + 1];
            double outside = extents[i - 1] - extents[i];
            double left = Math.max(rings, Window.residual(length / Math.min(inside, outside)));
            if (left <= Math.exp(-i)) {
                return i;
            }
        }
        return 0;
    }

    private static double cost(KPartition partition, double scale) {
        double reach = partition.maxK() * partition.size() * scale / (2 * Math.PI);
        double area = partition.square() ? 2 : 0.5 * Math.PI;
        double columns = Math.min(reach, 0.5 * partition.size()) + 0.5 * partition.height();
        return COST_BAND
                + COST_EVALUATION * area * reach * reach
                + COST_FOURIER * partition.size() * columns * Math.log(partition.size()) / Math.log(2);
    }

    /** What the other parts leave, at most, of the rings that sharp edges in the transform of one make. */
    private double rings() {
        double worst = 0;
        for (LightProfile part : whole.items()) {
            double edge = part.smoothBelow(scale);
            if (edge < Double.POSITIVE_INFINITY) {
                double others = 1;
                for (LightProfile other : whole.items()) {
                    others *= other == part ? 1 : other.kBound(edge) / Math.abs(other.flux());
                }
                worst = Math.max(worst, others);
            }
        }
        return worst;
    }
}
