package org.shearnet.ngmix.fit;

import java.util.List;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** All images of an object under image PSFs, and the prior, as one objective in v, u, M1, M2, T, fluxes. */
final class ExactProblem implements LevenbergMarquardt.Objective {
    private final ConcentricModel coordinates;
    private final JointPrior prior;
    private final List<ExactImage> images;
    private final int[] band;
    private final double[][][] byParameter;
    private int pixels;
    private double pixelChi2;
    private boolean holdGrid;

    /**
     * @param images loaded
     * @param band of each image
     */
    ExactProblem(Observation first, int bands, JointPrior prior, List<ExactImage> images, int[] band) {
        Jacobian j = first.jacobian();
        coordinates = new ConcentricModel(MixtureModel.GAUSS, bands, j.area(), j.area() * first.ny() * first.nx());
        this.prior = prior;
        this.images = images;
        this.band = band;
        byParameter = new double[bands][ExactImage.BASIS][coordinates.size()];
        for (int b = 0; b < bands; b++) {
            double[][] d = byParameter[b];
            d[0][0] = 1;
            d[1][1] = 1;
            d[2][2] = -0.5;
            d[2][4] = 0.5;
            d[3][3] = 0.5;
            d[4][2] = 0.5;
            d[4][4] = 0.5;
            d[5][5 + b] = 1;
        }
        images.forEach(image -> pixels += image.usedPixels());
    }

    ConcentricModel coordinates() {
        return coordinates;
    }

    int pixels() {
        return pixels;
    }

    /** Keeps the grids of the transforms while parameters move, so that the objective is smooth. */
    void holdGrid(boolean hold) {
        holdGrid = hold;
        if (!hold) {
            images.forEach(ExactImage::releaseGrid);
        }
    }

    /** True where the grids that are held are too small for a point. */
    boolean outgrown(double[] x) {
        boolean grown = false;
        for (ExactImage image : images) {
            int before = image.gridSize();
            chooseGrid(image, x);
            grown |= image.gridSize() > before;
        }
        return grown;
    }

    private static void chooseGrid(ExactImage image, double[] x) {
        image.chooseGrid(x[0], x[1], 0.5 * (x[4] - x[2]), 0.5 * x[3], 0.5 * (x[4] + x[2]));
    }

    @Override
    public double evaluate(double[] x, double[][] matrix, double[] gradient) {
        double chi2 = 0;
        for (int i = 0; i < band.length; i++) {
            ExactImage image = images.get(i);
            if (!holdGrid || image.gridSize() == 0) {
                image.releaseGrid();
                chooseGrid(image, x);
            }
            image.draw(x[0], x[1], 0.5 * (x[4] - x[2]), 0.5 * x[3], 0.5 * (x[4] + x[2]));
            image.addTo(x[5 + band[i]], byParameter[band[i]], matrix, gradient);
            chi2 += image.chi2();
        }
        pixelChi2 = chi2;
        if (!prior.isNone()) {
            chi2 += prior.addTo(coordinates.toPublic(x), coordinates.publicByInternal(x), matrix, gradient);
        }
        return chi2;
    }

    @Override
    public double stepLimit(double[] x, double[] step) {
        return coordinates.stepLimit(x, step);
    }

    /** Chi^2 of the pixels alone, at the point evaluated last. */
    double pixelChi2() {
        return pixelChi2;
    }

    double lnPrior(double[] parameters) {
        return prior.isNone() ? 0 : prior.lnProbability(parameters);
    }

    /** Sum w d m / sqrt(sum w m^2) at the point evaluated last. */
    double signalToNoise() {
        double signal = 0;
        double power = 0;
        for (ExactImage image : images) {
            signal += image.signal();
            power += image.power();
        }
        return signal / Math.sqrt(power);
    }
}
