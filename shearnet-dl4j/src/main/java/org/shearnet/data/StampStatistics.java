package org.shearnet.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.net.AuxiliaryFeatures;
import org.shearnet.net.Domain;
import org.shearnet.net.Look;
import org.shearnet.net.Looker;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.NetworkSpec.LabelScale;
import org.shearnet.net.Normalisation;
import org.shearnet.net.Seen;

/** Means and standard deviations of a sample of stamps, from which a model's normalisation is made. */
public final class StampStatistics {

    private StampStatistics() {}

    /** Running mean and variance (Welford 1962, doi:10.1080/00401706.1962.10490022). */
    private static final class Moments {
        private long n;
        private double mean;
        private double squares;

        void add(double x) {
            n++;
            double d = x - mean;
            mean += d / n;
            squares += d * (x - mean);
        }

        /**
         * 1 where all values agree but for rounding, so that dividing by it is harmless: a PSF that never varied in training
         * must not become a large number when it is drawn by another program.
         */
        double sd() {
            double sd = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
            return sd > CONSTANT * Math.max(1, Math.abs(mean)) ? sd : 1;
        }

        private static final double CONSTANT = 1e-6;
    }

    /**
     * Draws stamps and measures them.
     *
     * @param draws the stamp of a number
     * @throws ConfigException where the source has no value for an output of the network
     */
    public static Normalisation measure(
            NetworkSpec spec, StampSource source, LongFunction<StampBatch.Draw> draws, int count) {
        StampSource.Painter painter = source.painter();
        double[] pixels = new double[source.stamp().size()];
        double[] psf = new double[source.psf().size()];
        Moments image = new Moments();
        Moments psfs = new Moments();
        AuxiliaryFeatures auxiliaryFeatures = new AuxiliaryFeatures(spec, source.stamp(), source.psf());
        List<Moments> sides = fresh(AuxiliaryFeatures.count(spec));
        double[] noise = {Double.POSITIVE_INFINITY, 0};
        double[] psfSize = {Double.POSITIVE_INFINITY, 0};
        List<Moments> labels = fresh(spec.outputs().size());
        Domain any = new Domain(source.pixelScale(), 0, 0, 0, 0);
        Normalisation raw =
                new Normalisation(spec.imageScale(), 0, 1, 0, 1, List.of(), List.of(), List.of(), List.of(), any);
        float[] scaled = new float[Math.max(pixels.length, psf.length)];
        List<Look> looks = new ArrayList<>();
        Looker looker = new Looker(source.stamp(), source.psf());
        for (int i = 0; i < count; i++) {
            StampBatch.Draw draw = draws.apply(i);
            double[] truth = painter.paint(draw.galaxy(), draw.change(), pixels);
            if (source.hasPsf()) {
                painter.paintPsf(draw.galaxy(), draw.change(), psf);
            }
            looks.add(looker.look(pixels, source.hasPsf() ? psf : null, 1));
            painter.addNoise(draw.galaxy(), draw.realisation(), draw.noiseSigma(), pixels);
            raw.image(pixels, draw.noiseSigma(), scaled, 0);
            for (int p = 0; p < pixels.length; p++) {
                image.add(scaled[p]);
            }
            if (source.hasPsf()) {
                widen(psfSize, Domain.psfSize(psf, source.psf(), source.pixelScale()));
            }
            if (spec.takesPsf()) {
                raw.psf(psf, scaled, 0);
                for (int p = 0; p < psf.length; p++) {
                    psfs.add(scaled[p]);
                }
            }
            widen(noise, draw.noiseSigma());
            double[] numbers = auxiliaryFeatures.measure(pixels, psf, draw.noiseSigma());
            for (int k = 0; k < numbers.length; k++) {
                sides.get(k).add(numbers[k]);
            }
            for (int k = 0; k < labels.size(); k++) {
                double value = truth[spec.outputs().get(k).ordinal()];
                if (!Double.isFinite(value)) {
                    throw new ConfigException("network.outputs: the scene's galaxies have no "
                            + spec.outputs().get(k).key());
                }
                labels.get(k).add(value);
            }
        }
        if (spec.labelScale() == LabelScale.NONE) {
            labels = fresh(spec.outputs().size()); // of mean 0 and standard deviation 1
        }
        return new Normalisation(
                spec.imageScale(),
                image.mean,
                image.sd(),
                psfs.mean,
                psfs.sd(),
                means(sides),
                sds(sides),
                means(labels),
                sds(labels),
                new Domain(
                        source.pixelScale(),
                        noise[0],
                        noise[1],
                        Math.min(psfSize[0], psfSize[1]),
                        psfSize[1],
                        Seen.of(looks, noise[0], noise[1])));
    }

    /** A range that holds a value, too; one that could not be measured leaves it as it is. */
    private static void widen(double[] range, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
    }

    private static List<Moments> fresh(int count) {
        List<Moments> moments = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            moments.add(new Moments());
        }
        return moments;
    }

    private static List<Double> means(List<Moments> moments) {
        return moments.stream().map(m -> m.mean).toList();
    }

    private static List<Double> sds(List<Moments> moments) {
        return moments.stream().map(Moments::sd).toList();
    }
}
