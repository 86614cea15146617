package org.shearnet.galaxysim.profile;

import java.util.List;
import org.apache.commons.math3.complex.Complex;

/**
 * Several profiles on top of each other, as bulge and disk.
 *
 * @param items at least one
 */
public record Sum(List<LightProfile> items) implements LightProfile {

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
    public Complex kValue(double kx, double ky) {
        return items.stream().map(p -> p.kValue(kx, ky)).reduce(Complex.ZERO, Complex::add);
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

    /** Flux-weighted mean over the items: exact where they share one centre. */
    @Override
    public double meanSquareRadius() {
        return items.stream().mapToDouble(p -> p.flux() * p.meanSquareRadius()).sum() / flux();
    }
}
