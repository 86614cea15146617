package org.shearnet.ngmix.fit;

import java.util.List;
import org.shearnet.ngmix.Flag;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** A model of all images of an object, under a prior, as one objective in the model's internal parameters. */
abstract class PixelProblem implements LevenbergMarquardt.Objective {
    /** Sums over the pixels of one image, at the point evaluated last. */
    interface Sums {
        /** Pixels of positive weight. */
        int usedPixels();

        /** Sum of w (data - model)^2. */
        double chi2();

        /** Sum of w data model. */
        double signal();

        /** Sum of w model^2. */
        double power();
    }

    private final ParametricModel model;
    private final JointPrior prior;
    private final List<? extends Sums> images;

    /** @param images loaded */
    PixelProblem(ParametricModel model, JointPrior prior, List<? extends Sums> images) {
        this.model = model;
        this.prior = prior;
        this.images = images;
    }

    /**
     * Derivatives of the model of an image by the internal parameters, times the weights that it was loaded with,
     * [parameter][ny*nx]; null where the model does not exist.
     */
    abstract double[][] weightedDerivatives(double[] x, int image);

    /** Makes ready for a point and those near it; true where the objective changes by that. */
    boolean prepare(double[] x) {
        return false;
    }

    ParametricModel model() {
        return model;
    }

    JointPrior prior() {
        return prior;
    }

    /** Pixels of positive weight in all images. */
    int pixels() {
        return images.stream().mapToInt(Sums::usedPixels).sum();
    }

    @Override
    public double stepLimit(double[] x, double[] step) {
        return model.stepLimit(x, step);
    }

    /** Chi^2 of all images, their own parts of the equations added already, and of the prior, whose part it adds. */
    double withPrior(double[] x, double[][] matrix, double[] gradient) {
        double chi2 = 0;
        for (Sums image : images) {
            chi2 += image.chi2();
        }
        return prior.isNone()
                ? chi2
                : chi2 + prior.addTo(model.toPublic(x), model.publicByInternal(x), matrix, gradient);
    }

    /** Sum w d m / sqrt(sum w m^2). */
    private double signalToNoise() {
        double signal = 0;
        double power = 0;
        for (Sums image : images) {
            signal += image.signal();
            power += image.power();
        }
        return signal / Math.sqrt(power);
    }

    /**
     * Where a fit ended.
     *
     * @param first the image that the centre must lie in
     * @param x internal parameters
     * @param matrix normal matrix there
     * @param chi2 of pixels and prior there
     * @param endFlags what the minimiser says
     * @param dof degrees of freedom
     * @param scale whether errors are scaled by chi^2 per degree of freedom
     * @param scores covariance of the scores of the pixels where it is known by other means, or null
     */
    FitResult result(
            Observation first,
            double[] x,
            double[][] matrix,
            double chi2,
            int endFlags,
            int dof,
            boolean scale,
            double[][] scores) {
        double lnPrior = prior.isNone() ? 0 : prior.lnProbability(model.toPublic(x));
        double s2n = signalToNoise();
        // an image without signal says nothing of a shape
        double[][] inverse = s2n != 0 ? LinearAlgebra.inverse(matrix) : null;
        double[][] covariance = inverse == null || scores == null ? inverse : LinearAlgebra.sandwich(inverse, scores);
        return result(first, x, covariance, chi2 + 2 * lnPrior, endFlags, dof, scale, s2n);
    }

    /**
     * Where a fit ended whose covariance is known.
     *
     * @param internal covariance of the internal parameters; null where the pixels leave one open
     * @param pixelChi2 chi^2 of the pixels
     */
    FitResult result(
            Observation first,
            double[] x,
            double[][] internal,
            double pixelChi2,
            int endFlags,
            int dof,
            boolean scale,
            double s2n) {
        int flags = endFlags;
        if (model.atBound(x)) {
            flags |= Flag.AT_BOUND.bit();
        }
        Jacobian j = first.jacobian();
        double row = j.row(x[0], x[1]);
        double col = j.col(x[0], x[1]);
        if (!(row > -1 && row < first.ny() && col > -1 && col < first.nx())) {
            flags |= Flag.CENTRE_SHIFT.bit();
        }
        double[] p = model.toPublic(x);
        double lnPrior = prior.isNone() ? 0 : prior.lnProbability(p);
        double[][] covariance;
        if (internal == null) {
            flags |= Flag.SINGULAR_MATRIX.bit();
            covariance = FitResult.failed(0, x.length).covariance();
        } else {
            covariance = LinearAlgebra.sandwich(model.publicByInternal(x), internal);
            double factor = scale ? pixelChi2 / dof : 1;
            for (double[] line : covariance) {
                for (int i = 0; i < line.length; i++) {
                    line[i] *= factor;
                }
            }
        }
        return new FitResult(flags, p, covariance, pixelChi2, dof, -0.5 * pixelChi2 + lnPrior, s2n, 0, 0);
    }
}
