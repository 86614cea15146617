package org.shearnet.galaxysim.profile;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Several profiles convolved: their transforms are multiplied.
 *
 * @param items at least one
 */
public record Convolution(List<LightProfile> items) implements LightProfile {

    /**
     * Rejects an empty list.
     *
     * @param items at least one
     */
    public Convolution {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a convolution needs at least one profile");
        }
    }

    @Override
    public double flux() {
        double product = 1;
        for (LightProfile item : items) {
            product *= item.flux();
        }
        return product;
    }

    @Override
    public KValue kValue(double kx, double ky) {
        return items.stream().map(p -> p.kValue(kx, ky)).reduce(KValue.ONE, KValue::times);
    }

    @Override
    public double xValue(double x, double y) {
        throw new UnsupportedOperationException("a convolution has no closed surface brightness: draw it");
    }

    @Override
    public boolean hasXValue() {
        return false;
    }

    @Override
    public double maxK(double threshold) {
        return items.stream().mapToDouble(p -> p.maxK(threshold)).min().getAsDouble();
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        double sum = 0;
        for (LightProfile item : items) {
            double step = item.stepK(threshold, minHalfLightRadii);
            sum += 1 / (step * step);
        }
        return 1 / Math.sqrt(sum);
    }

    /**
     * The far field of a convolution is the widest item's, spread by the others: the largest of the items' radii, each
     * taken at the brightness per flux of the others, and 1.5 root mean square radii of the rest (three times as much
     * where the widest ends at an edge).
     */
    @Override
    public double extent(double surfaceBrightness) {
        return extents(p -> spread(p, 0.05, 2), surfaceBrightness)[0];
    }

    /**
     * {@return radii at several surface brightnesses, the least first, where each item is spread by no more than the
     * others' cores}
     *
     * @param surfaceBrightness counts per arcsec^2, the least first
     */
    public double[] coreExtents(double... surfaceBrightness) {
        return extents(p -> spread(p, 0.3, 1), surfaceBrightness);
    }

    private double[] extents(ToDoubleFunction<LightProfile> spread, double... surfaceBrightness) {
        double total = Math.abs(flux());
        double[] spreads = items.stream().mapToDouble(spread).toArray();
        double[] widest = new double[surfaceBrightness.length];
        for (int i = 0; i < items.size(); i++) {
            LightProfile item = items.get(i);
            double others = items.size() * total / Math.abs(item.flux());
            double least = surfaceBrightness[0] / others;
            boolean ends = item.extent(1e-3 * least) < 1.001 * item.extent(least);
            for (int j = 0; j < widest.length; j++) {
                double share = surfaceBrightness[j] / others;
                double r = item.extent(share);
                for (int k = 0; k < spreads.length; k++) {
                    if (k != i) {
                        double most =
                                ends ? Math.min(3 * spreads[k], items.get(k).extent(share)) : 0;
                        r += Math.max(spreads[k], most);
                    }
                }
                widest[j] = Math.max(widest[j], r);
            }
        }
        return widest;
    }

    /** 1.5 root mean square radii, but no more than what leaves out a share of the flux. */
    private static double spread(LightProfile p, double leftOut, double halfLightRadii) {
        double square = p.meanSquareRadius();
        double gross = Math.PI / p.stepK(leftOut, halfLightRadii);
        return Double.isFinite(square) ? Math.min(1.5 * Math.sqrt(Math.max(0, square)), gross) : gross;
    }

    @Override
    public double kBound(double k) {
        double product = 1;
        for (LightProfile item : items) {
            product *= item.kBound(k);
        }
        return product;
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return items.stream().mapToDouble(p -> p.smoothBelow(pixelScale)).min().getAsDouble();
    }

    @Override
    public double coreReach() {
        return items.stream().mapToDouble(LightProfile::coreReach).sum();
    }

    @Override
    public double roundness() {
        double least = 1;
        for (LightProfile item : items) {
            least = Math.min(least, item.roundness());
        }
        return least;
    }

    @Override
    public boolean hasPoints() {
        return items.stream().allMatch(LightProfile::hasPoints);
    }

    @Override
    public double meanSquareRadius() {
        return items.stream().mapToDouble(LightProfile::meanSquareRadius).sum();
    }
}
