package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.ngmix.metacal.ImageNoise;
import org.shearnet.ngmix.metacal.MetacalType;

/** Puts together what an estimator says of metacalibration's images of one stamp. */
final class MetacalAnswer {

    private MetacalAnswer() {}

    /**
     * The answer to all images of a stamp: that to the unsheared one, with the others and the response beside it.
     *
     * @param images answers to all images, NOSHEAR among them; where any failed, so has the stamp
     * @param step shear of the images
     * @param noise the noise of the unsheared image
     * @param seen covariance {uu, uv, vv} of what the unsheared image shows (arcsec^2), null for galaxy and PSF as estimated
     */
    static ShapeEstimate answer(Map<MetacalType, ShapeEstimate> images, double step, ImageNoise noise, double[] seen) {
        return answer(images, step, noise == null ? null : NoiseColour.of(noise), seen);
    }

    /** The same on the images of several exposures. */
    static ShapeEstimate answer(Map<MetacalType, ShapeEstimate> images, double step, NoiseColour noise, double[] seen) {
        int flags = 0;
        for (ShapeEstimate image : images.values()) {
            flags |= image.flags();
        }
        if (flags != 0 || !images.values().stream().allMatch(ShapeEstimate::ok)) {
            return ShapeEstimate.failed(flags);
        }
        double[] response =
                images.keySet().stream().allMatch(MetacalAnswer::isBystander) ? null : response(images, step);
        return withColouredNoise(images.get(MetacalType.NOSHEAR), noise, seen)
                .withMetacal(new ShapeEstimate.Metacal(response, images));
    }

    /** The estimate with the errors, and the chi^2, of the noise that the image has, not of the white one it was told. */
    private static ShapeEstimate withColouredNoise(ShapeEstimate e, NoiseColour noise, double[] seen) {
        FitDetails told = e.details();
        FitDetails details = told == null
                ? null
                : new FitDetails(told.chi2PerDof() / noise.pixelVariance(), told.fracDev(), told.scaled());
        // errors that were scaled by chi^2 were scaled by the pixels' variance, too
        double unscaled = told != null && told.scaled() ? 1 / noise.pixelVariance() : 1;
        ShapeEstimate estimate = e.withDetails(details);
        if (Double.isNaN(e.g1Err())) {
            return estimate;
        }
        double[] galaxy = ImageNoise.covariance(e.g1(), e.g2(), e.size());
        double[] psf = ImageNoise.covariance(e.psfG1(), e.psfG2(), e.psfSize());
        double[] total = {galaxy[0] + psf[0], galaxy[1] + psf[1], galaxy[2] + psf[2]};
        ImageNoise.Factors f = noise.factors(galaxy, seen == null ? total : seen);
        ShapeEstimate.Shape shape = f == null
                ? ShapeEstimate.Shape.of(e.g1(), e.g2())
                : new ShapeEstimate.Shape(
                        e.g1(),
                        e.g2(),
                        e.g1Err() * Math.sqrt(unscaled * f.g11()),
                        e.g2Err() * Math.sqrt(unscaled * f.g22()),
                        e.g1Err() * e.g2Err() * unscaled * f.g12());
        double sizeErr = f == null ? Double.NaN : e.sizeErr() * Math.sqrt(unscaled * f.t());
        return estimate.withShape(shape)
                .withLight(new ShapeEstimate.Light(e.size(), sizeErr, e.flux(), e.fluxErr(), e.s2n()));
    }

    private static boolean isBystander(MetacalType type) {
        return type == MetacalType.NOSHEAR || type.shearsPsf();
    }

    private static double[] response(Map<MetacalType, ShapeEstimate> images, double step) {
        double[] one = slope(images.get(MetacalType.P1), images.get(MetacalType.M1), step);
        double[] two = slope(images.get(MetacalType.P2), images.get(MetacalType.M2), step);
        return new double[] {one[0], two[0], one[1], two[1]};
    }

    private static double[] slope(ShapeEstimate plus, ShapeEstimate minus, double step) {
        return plus == null || minus == null
                ? new double[] {Double.NaN, Double.NaN}
                : new double[] {(plus.g1() - minus.g1()) / (2 * step), (plus.g2() - minus.g2()) / (2 * step)};
    }
}
