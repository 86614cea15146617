package org.shearnet.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.features.MeasuredFeatures;
import org.shearnet.features.MomentSlopes;
import org.shearnet.features.StampMoments;
import org.shearnet.net.NetworkSpec.AuxiliaryInput;
import org.shearnet.net.NetworkSpec.ImageScale;
import org.shearnet.net.engine.Shape;

/**
 * What {@link Inputs} makes of one stamp, in double precision, with its derivatives by the pixels: the scaled stamp, the numbers
 * beside it, the features of its moments, and the units of the prediction.
 */
final class SeenStamp {

    /** Relative step in the moments, from which their features follow smoothly: rounding and curvature below 1e-9. */
    private static final double STEP = 1e-5;

    private final NetworkSpec spec;
    private final Normalisation normalisation;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    /** d number / d pixel of the inputs that are vectors, [numbers][pixels]; a row is null where it is zero. */
    private final Map<String, double[][]> rows = new LinkedHashMap<>();

    private final double[] base;
    private final double[] unit;
    private final double[][] baseRows;
    private final double[][] unitRows;
    private final double fluxed;
    private final double pixelUnit;
    private final double[] pixels;

    SeenStamp(Model model, double[] pixels, double[] psf, double noiseSigma) {
        spec = model.spec();
        normalisation = model.normalisation();
        this.pixels = pixels;
        Shape stamp = model.stamp();
        AuxiliaryFeatures meter = new AuxiliaryFeatures(spec, stamp, model.psf());
        double[] numbers = meter.measure(pixels, psf, noiseSigma);
        StampMoments moments = meter.moments();
        double sum = java.util.Arrays.stream(pixels).sum();
        fluxed = AuxiliaryFeatures.flux(pixels, noiseSigma);
        boolean floored = fluxed > sum;
        pixelUnit = spec.imageScale() == ImageScale.FLUX ? fluxed : 1;
        if (spec.seesStamp()) {
            double[] scaled = new double[pixels.length];
            for (int p = 0; p < scaled.length; p++) {
                scaled[p] = (pixels[p] / pixelUnit - normalisation.imageMean()) / normalisation.imageSd();
            }
            values.put(GraphPlan.STAMP, scaled);
        }
        if (spec.seesPsf()) {
            double[] scaled = new double[psf.length];
            double total = AuxiliaryFeatures.flux(psf, 0);
            for (int p = 0; p < scaled.length; p++) {
                scaled[p] = (psf[p] / total - normalisation.psfMean()) / normalisation.psfSd();
            }
            values.put(GraphPlan.PSF, scaled);
        }
        double[] all = follows(numbers, meter.corrected());
        double[][] slopes = new double[all.length][];
        if (moments != null) {
            double[][] byPixel = MomentSlopes.of(pixels, stamp, moments);
            double[] seven = moments.measured();
            for (int k = 0; k < seven.length; k++) {
                double h = STEP * Math.max(1, Math.abs(seven[k]));
                double[] up = follows(meter, seven, k, h, moments, noiseSigma);
                double[] down = follows(meter, seven, k, -h, moments, noiseSigma);
                for (int i = 0; i < all.length; i++) {
                    add(slopes, i, (up[i] - down[i]) / (2 * h), byPixel[k]);
                }
            }
        }
        int at = spec.inputs().indexOf(AuxiliaryInput.LOG_FLUX) < 0 ? -1 : offset(AuxiliaryInput.LOG_FLUX);
        if (at >= 0 && !floored && Math.abs(all[at]) < Normalisation.FURTHEST) {
            double[] flat = new double[pixels.length];
            java.util.Arrays.fill(flat, 1);
            slopes[at] = null;
            add(
                    slopes,
                    at,
                    1 / (fluxed * Math.log(10) * normalisation.auxiliarySd().get(at)),
                    flat);
        }
        int next = 0;
        next = put(GraphPlan.SIDE, spec.auxiliaryFeatures(), all, slopes, next);
        if (spec.corrects()) {
            next = put(GraphPlan.MOMENTS, spec.features().noiseFree(), all, slopes, next);
            next = put(GraphPlan.NOISE, spec.features().withNoise(), all, slopes, next);
            next = put(GraphPlan.BASIS, spec.features().basis(spec.outputs()), all, slopes, next);
        }
        int labels = spec.outputs().size();
        base = java.util.Arrays.copyOfRange(all, next, next + labels);
        unit = java.util.Arrays.copyOfRange(all, next + labels, next + 2 * labels);
        baseRows = java.util.Arrays.copyOfRange(slopes, next, next + labels);
        unitRows = java.util.Arrays.copyOfRange(slopes, next + labels, next + 2 * labels);
        constantFlux = spec.imageScale() != ImageScale.FLUX || floored;
    }

    private final boolean constantFlux;

    private int offset(AuxiliaryInput wanted) {
        int at = 0;
        for (AuxiliaryInput input : spec.inputs()) {
            if (input == wanted) {
                return at;
            }
            at += input.size();
        }
        return -1;
    }

    private int put(String input, int count, double[] all, double[][] slopes, int from) {
        if (count > 0) {
            values.put(input, java.util.Arrays.copyOfRange(all, from, from + count));
            rows.put(input, java.util.Arrays.copyOfRange(slopes, from, from + count));
        }
        return from + count;
    }

    private static void add(double[][] rows, int i, double factor, double[] row) {
        if (factor != 0) {
            rows[i] = rows[i] == null ? new double[row.length] : rows[i];
            for (int p = 0; p < row.length; p++) {
                rows[i][p] += factor * row[p];
            }
        }
    }

    private double[] follows(
            AuxiliaryFeatures meter, double[] seven, int k, double h, StampMoments moments, double noiseSigma) {
        double[] moved = seven.clone();
        moved[k] += h;
        StampMoments of = moments.withMeasured(moved, noiseSigma);
        return follows(meter.measure(pixels, of, noiseSigma, 1), meter.corrected());
    }

    /** Scaled auxiliary features, the basis, then base and unit of each label. */
    private double[] follows(double[] numbers, MeasuredFeatures features) {
        int labels = spec.outputs().size();
        int basis = spec.corrects() ? spec.features().basis(spec.outputs()) : 0;
        double[] all = new double[numbers.length + basis + 2 * labels];
        for (int k = 0; k < numbers.length; k++) {
            all[k] = normalisation.scaled(k, numbers[k]);
        }
        MeasuredFeatures.Anchor[] anchors = new MeasuredFeatures.Anchor[labels];
        for (int k = 0; k < labels; k++) {
            anchors[k] = spec.corrects()
                    ? normalisation.anchor(spec, k, features)
                    : new MeasuredFeatures.Anchor(
                            normalisation.labelMean().get(k),
                            normalisation.labelSd().get(k));
            all[numbers.length + basis + k] = anchors[k].base();
            all[numbers.length + basis + labels + k] = anchors[k].unit();
        }
        if (spec.corrects()) {
            System.arraycopy(features.basis(spec.outputs(), anchors), 0, all, numbers.length, basis);
        }
        return all;
    }

    /** An input of the graph. */
    double[] value(String input) {
        return values.get(input);
    }

    /** Change of an input for a change of the pixels. */
    double[] tangent(String input, double[] dPixels) {
        if (input.equals(GraphPlan.STAMP)) {
            double total = constantFlux ? 0 : java.util.Arrays.stream(dPixels).sum() / (pixelUnit * pixelUnit);
            double[] d = new double[dPixels.length];
            for (int p = 0; p < d.length; p++) {
                d[p] = (dPixels[p] / pixelUnit - pixels[p] * total) / normalisation.imageSd();
            }
            return d;
        }
        double[] d = new double[values.get(input).length];
        double[][] of = rows.get(input);
        for (int k = 0; of != null && k < d.length; k++) {
            d[k] = dot(of[k], dPixels);
        }
        return d;
    }

    StampScaling scaling() {
        double[] profile = null;
        if (!constantFlux) {
            profile = new double[pixels.length];
            java.util.Arrays.setAll(profile, p -> pixels[p] / pixelUnit);
        }
        return new StampScaling(1 / (pixelUnit * normalisation.imageSd()), profile);
    }

    /** Adds the gradient by the pixels that belongs to a gradient at an input. */
    void cotangent(String input, double[] dy, double[] dPixels) {
        if (input.equals(GraphPlan.STAMP)) {
            double total = 0;
            for (int p = 0; !constantFlux && p < dy.length; p++) {
                total += dy[p] * pixels[p] / (pixelUnit * pixelUnit);
            }
            for (int p = 0; p < dy.length; p++) {
                dPixels[p] += (dy[p] / pixelUnit - total) / normalisation.imageSd();
            }
            return;
        }
        double[][] of = rows.get(input);
        for (int k = 0; of != null && k < dy.length; k++) {
            addTo(dPixels, of[k], dy[k]);
        }
    }

    /** The physical labels of a network's prediction. */
    double[] labels(double[] prediction) {
        double[] labels = new double[base.length];
        for (int k = 0; k < labels.length; k++) {
            labels[k] = base[k] + unit[k] * prediction[k];
        }
        return labels;
    }

    double[] labelTangent(double[] prediction, double[] dPrediction, double[] dPixels) {
        double[] d = new double[base.length];
        for (int k = 0; k < d.length; k++) {
            d[k] = dot(baseRows[k], dPixels) + prediction[k] * dot(unitRows[k], dPixels) + unit[k] * dPrediction[k];
        }
        return d;
    }

    /** Adds the gradient by the pixels outside the network, and gives the one at its output. */
    double[] labelCotangent(double[] prediction, double[] dy, double[] dPixels) {
        double[] d = new double[prediction.length];
        for (int k = 0; k < dy.length; k++) {
            d[k] = unit[k] * dy[k];
            addTo(dPixels, baseRows[k], dy[k]);
            addTo(dPixels, unitRows[k], prediction[k] * dy[k]);
        }
        return d;
    }

    /** Names of the graph's inputs in their order. */
    List<String> inputs() {
        return List.copyOf(values.keySet());
    }

    private static double dot(double[] row, double[] d) {
        double sum = 0;
        for (int p = 0; row != null && p < row.length; p++) {
            sum += row[p] * d[p];
        }
        return sum;
    }

    private static void addTo(double[] d, double[] row, double factor) {
        for (int p = 0; row != null && p < row.length; p++) {
            d[p] += factor * row[p];
        }
    }
}
