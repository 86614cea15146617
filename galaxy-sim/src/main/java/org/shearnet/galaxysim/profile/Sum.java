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

    /**
     * Flux-weighted means over the items; the half-light radius is that of all of the light, and NaN where items have other
     * centres, no formula for the light within a radius, or less than none.
     */
    @Override
    public Shapes shapes(double a, double b, double c, double d) {
        double[] mean = new double[3];
        double[] radii = new double[items.size()];
        double flux = 0;
        for (int i = 0; i < radii.length; i++) {
            LightProfile item = items.get(i);
            Shapes s = item.shapes(a, b, c, d);
            double f = item.flux();
            flux += f;
            mean[0] += f * s.g1();
            mean[1] += f * s.g2();
            mean[2] += f * s.sigma() * s.sigma();
            radii[i] = s.halfLightRadius();
        }
        return new Shapes(mean[0] / flux, mean[1] / flux, halfLightRadius(radii, flux), Math.sqrt(mean[2] / flux));
    }

    /** Half-light radius of all of the light, from those of the items (round profiles of the same area). */
    private double halfLightRadius(double[] radii, double flux) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int i = 0; i < radii.length; i++) {
            LightProfile item = items.get(i);
            boolean apart =
                    item.dx() != items.get(0).dx() || item.dy() != items.get(0).dy();
            if (apart || item.flux() < 0 || !(radii[i] > 0)) {
                return Double.NaN;
            }
            low = Math.min(low, radii[i]);
            high = Math.max(high, radii[i]);
        }
        while (high > low * (1 + 1e-12)) {
            double middle = 0.5 * (low + high);
            double within = 0;
            for (int i = 0; i < radii.length; i++) {
                within += items.get(i).flux() * within(items.get(i), middle / radii[i]);
            }
            if (Double.isNaN(within)) {
                return Double.NaN;
            }
            if (within < 0.5 * flux) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    /** Share of an item's flux within a radius in its half-light radii. */
    private static double within(LightProfile item, double radius) {
        LightProfile base = item instanceof Transform t ? t.base() : item;
        return base instanceof RadialProfile radial ? radial.enclosed(radius * radial.halfLightRadius()) : Double.NaN;
    }

    /** Flux-weighted mean over the items: exact where they share one centre. */
    @Override
    public double meanSquareRadius() {
        return items.stream().mapToDouble(p -> p.flux() * p.meanSquareRadius()).sum() / flux();
    }
}
