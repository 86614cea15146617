package org.shearnet.galaxysim.profile;

import java.util.List;

/**
 * Several profiles on top of each other, as bulge and disk.
 *
 * @param items at least one
 */
public record Sum(List<LightProfile> items) implements LightProfile {

    /**
     * Rejects an empty list.
     *
     * @param items at least one
     */
    public Sum {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a sum needs at least one profile");
        }
    }

    @Override
    public double flux() {
        return items.stream().mapToDouble(LightProfile::flux).sum();
    }

    @Override
    public KValue kValue(double kx, double ky) {
        return items.stream().map(p -> p.kValue(kx, ky)).reduce(KValue.ZERO, KValue::plus);
    }

    @Override
    public double xValue(double x, double y) {
        return items.stream().mapToDouble(p -> p.xValue(x, y)).sum();
    }

    @Override
    public boolean hasXValue() {
        return items.stream().allMatch(LightProfile::hasXValue);
    }

    @Override
    public double maxK(double threshold) {
        return items.stream().mapToDouble(p -> p.maxK(threshold)).max().getAsDouble();
    }

    @Override
    public double stepK(double threshold, double minHalfLightRadii) {
        return items.stream()
                .mapToDouble(p -> p.stepK(threshold, minHalfLightRadii))
                .min()
                .getAsDouble();
    }

    @Override
    public double extent(double surfaceBrightness) {
        double share = surfaceBrightness / items.size();
        return items.stream().mapToDouble(p -> p.extent(share)).max().getAsDouble();
    }

    @Override
    public double kBound(double k) {
        return items.stream().mapToDouble(p -> p.kBound(k)).sum();
    }

    @Override
    public double smoothBelow(double pixelScale) {
        return items.stream().mapToDouble(p -> p.smoothBelow(pixelScale)).min().getAsDouble();
    }

    @Override
    public double coreReach() {
        return items.stream().mapToDouble(LightProfile::coreReach).max().getAsDouble();
    }

    @Override
    public double roundness() {
        return items.stream().mapToDouble(LightProfile::roundness).min().getAsDouble();
    }

    @Override
    public boolean hasPoints() {
        return items.stream().anyMatch(LightProfile::hasPoints);
    }

    /** Flux-weighted means over the items. */
    @Override
    public Shapes shapes(double a, double b, double c, double d) {
        double[] mean = new double[4];
        double flux = 0;
        for (LightProfile item : items) {
            Shapes s = item.shapes(a, b, c, d);
            double f = item.flux();
            flux += f;
            mean[0] += f * s.g1();
            mean[1] += f * s.g2();
            mean[2] += f * s.halfLightRadius();
            mean[3] += f * s.sigma() * s.sigma();
        }
        return new Shapes(mean[0] / flux, mean[1] / flux, mean[2] / flux, Math.sqrt(mean[3] / flux));
    }

    /** Flux-weighted mean over the items: exact where they share one centre. */
    @Override
    public double meanSquareRadius() {
        return items.stream().mapToDouble(p -> p.flux() * p.meanSquareRadius()).sum() / flux();
    }
}
