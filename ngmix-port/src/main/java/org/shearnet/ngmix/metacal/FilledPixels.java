package org.shearnet.ngmix.metacal;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.fit.FitResult;
import org.shearnet.ngmix.fit.MixtureFitter;
import org.shearnet.ngmix.fit.MixtureOptions;
import org.shearnet.ngmix.fit.PsfModel;
import org.shearnet.ngmix.gmix.GMix;
import org.shearnet.ngmix.gmix.GalaxyModel;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Observation;

/**
 * Puts a fitted model into masked pixels, for what reads them all: a deconvolution, or a network. Of several models the one
 * that fits the other pixels best is taken, and what it misses at the place opposite the centre is added, for a galaxy looks the
 * same when turned by 180 degrees whatever its profile. A filled pixel counts like any other from then on: were its weight still 0, what
 * is deconvolved and sheared across it would be cut out again, and the response to shear with it. Holds buffers: one object a
 * thread.
 */
public final class FilledPixels {

    private static final List<GalaxyModel> ANY = List.of(MixtureModel.GAUSS, MixtureModel.EXP, MixtureModel.DEV);

    private final List<MixtureFitter> fitters = new ArrayList<>();

    /** Fills with the best of a Gaussian, an exponential and a de Vaucouleurs profile. */
    public FilledPixels() {
        this(ANY);
    }

    /**
     * Fills with galaxies of a known profile.
     *
     * @param model profile of the galaxy
     */
    public FilledPixels(GalaxyModel model) {
        this(List.of(model));
    }

    private FilledPixels(List<GalaxyModel> models) {
        for (GalaxyModel model : models) {
            PsfModel psf = models.size() == 1 && model == MixtureModel.GAUSS ? PsfModel.GAUSS : PsfModel.COELLIP3;
            fitters.add(
                    new MixtureFitter(MixtureOptions.defaults().withModel(model).withPsfModel(psf)));
        }
    }

    /**
     * An image whose masked pixels are filled.
     *
     * @param observation the filled image, with the mean weight where it was 0; null where no fit succeeded
     * @param flags of the fits
     */
    public record Filled(Observation observation, int flags) {}

    /**
     * Fills the pixels of weight 0; an image without any stays as it is.
     *
     * @param o the image, its weights and its PSF
     * @param random stream of the noise that filled pixels get, so that they are as noisy as their neighbours; null for
     *     none
     * @return the filled image, or why there is none
     */
    public Filled fill(Observation o, RandomStream random) {
        if (!o.isMasked()) {
            return new Filled(o, 0);
        }
        if (!o.isUsable()) {
            return new Filled(null, Flag.BAD_PIXELS.bit());
        }
        FitResult best = null;
        double[] model = null;
        int flags = 0;
        for (MixtureFitter fitter : fitters) {
            GMix psf =
                    o.psf().isEmpty() ? GMix.point() : fitter.psfMixture(o.psf().get());
            if (psf == null) {
                return new Filled(null, Flag.PSF_FAILED.bit());
            }
            FitResult fit = fitter.fit(o, psf);
            flags |= fit.flags();
            if (fit.isGood() && (best == null || fit.chi2() < best.chi2())) {
                best = fit;
                model = fitter.options()
                        .model()
                        .mixture(fit.parameters())
                        .convolve(psf)
                        .image(o.ny(), o.nx(), o.jacobian());
            }
        }
        return best == null ? new Filled(null, flags) : new Filled(filled(o, best, model, random), 0);
    }

    private static Observation filled(Observation o, FitResult fit, double[] model, RandomStream random) {
        double weight = meanWeight(o);
        double row0 = o.jacobian().row(fit.v(), fit.u());
        double col0 = o.jacobian().col(fit.v(), fit.u());
        double[] image = o.image().clone();
        double[] weights = o.weight().clone();
        double[] missed = new double[2];
        for (int i = 0; i < image.length; i++) {
            if (!(weights[i] > 0)) {
                missedAt(o, model, 2 * row0 - i / o.nx(), 2 * col0 - i % o.nx(), missed);
                double noise = random == null ? 0 : random.nextGaussian() * Math.sqrt((1 - missed[1]) / weight);
                image[i] = model[i] + missed[0] + noise;
            }
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights[i] > 0 ? weights[i] : weight;
        }
        return o.withImage(image).withWeight(weights);
    }

    /**
     * What the model misses at a place, between its four pixels.
     *
     * @param out filled with it, and the share of a pixel's noise variance in it; zeros where one of the four is masked or
     *     outside
     */
    private static void missedAt(Observation o, double[] model, double row, double col, double[] out) {
        out[0] = 0;
        out[1] = 0;
        int y = (int) Math.floor(row);
        int x = (int) Math.floor(col);
        if (y < 0 || x < 0 || y + 1 >= o.ny() || x + 1 >= o.nx()) {
            return;
        }
        double sum = 0;
        double variance = 0;
        for (int k = 0; k < 4; k++) {
            int i = (y + k / 2) * o.nx() + x + k % 2;
            if (!(o.weight()[i] > 0)) {
                return;
            }
            double share = (k / 2 == 1 ? row - y : 1 - row + y) * (k % 2 == 1 ? col - x : 1 - col + x);
            sum += share * (o.image()[i] - model[i]);
            variance += share * share;
        }
        out[0] = sum;
        out[1] = variance;
    }

    private static double meanWeight(Observation o) {
        double sum = 0;
        int count = 0;
        for (double w : o.weight()) {
            if (w > 0) {
                sum += w;
                count++;
            }
        }
        return sum / count;
    }

    /** A field of white noise with the variances of the weights; where they are 0, that of the mean weight. */
    static double[] noise(Observation o, RandomStream random) {
        double mean = meanWeight(o);
        double[] out = new double[o.weight().length];
        for (int i = 0; i < out.length; i++) {
            double w = o.weight()[i];
            out[i] = random.nextGaussian() / Math.sqrt(w > 0 ? w : mean);
        }
        return out;
    }

    /**
     * {@return a given noise image with its non-finite pixels, and those under the mask, made harmless}
     *
     * @param noise an image of noise (counts), [ny*nx]
     * @param weight inverse variances (1/counts^2), [ny*nx]
     */
    public static double[] usable(double[] noise, double[] weight) {
        double[] out = noise.clone();
        for (int i = 0; i < out.length; i++) {
            if (!(Math.abs(out[i]) <= Double.MAX_VALUE)) {
                if (weight[i] > 0) {
                    return null;
                }
                out[i] = 0;
            }
        }
        return out;
    }
}
