package org.shearnet.ngmix.fit;

import java.util.List;
import org.shearnet.ngmix.gmix.MixtureModel;
import org.shearnet.ngmix.observation.Jacobian;
import org.shearnet.ngmix.observation.Observation;
import org.shearnet.ngmix.prior.JointPrior;

/** All images of an object under image PSFs, and the prior, as one objective in v, u, M1, M2, T, fluxes. */
final class ExactProblem extends PixelProblem {
    private final List<ExactImage> images;
    private final int[] band;
    private final double[][][] byParameter;
    private boolean holdGrid;

    /**
     * @param images loaded
     * @param band of each image
     */
    ExactProblem(Observation first, int bands, JointPrior prior, List<ExactImage> images, int[] band) {
        super(coordinates(first, bands), prior, images);
        this.images = images;
        this.band = band;
        byParameter = new double[bands][ExactImage.BASIS][model().size()];
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
    }

    private static ConcentricModel coordinates(Observation first, int bands) {
        Jacobian j = first.jacobian();
        return new ConcentricModel(MixtureModel.GAUSS, bands, j.area(), j.area() * first.ny() * first.nx());
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
    boolean prepare(double[] x) {
        holdGrid = true;
        return outgrown(x);
    }

    @Override
    double[][] weightedDerivatives(double[] x, int image) {
        return draw(x, images.get(image))
                .weightedDerivatives(x[5 + band[image]], byParameter[band[image]], model().size());
    }

    private ExactImage draw(double[] x, ExactImage image) {
        if (!holdGrid || image.gridSize() == 0) {
            image.releaseGrid();
            chooseGrid(image, x);
        }
        image.draw(x[0], x[1], 0.5 * (x[4] - x[2]), 0.5 * x[3], 0.5 * (x[4] + x[2]));
        return image;
    }

    @Override
    public double evaluate(double[] x, double[][] matrix, double[] gradient) {
        for (int i = 0; i < band.length; i++) {
            draw(x, images.get(i)).addTo(x[5 + band[i]], byParameter[band[i]], matrix, gradient);
        }
        return withPrior(x, matrix, gradient);
    }
}
