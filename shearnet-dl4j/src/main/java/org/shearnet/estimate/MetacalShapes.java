package org.shearnet.estimate;

import java.util.Map;
import org.shearnet.ngmix.metacal.MetacalType;

/**
 * What metacalibration makes an estimator say of one stamp.
 *
 * @param response r11, r12, r21, r22 of the shear response, NaN where the images for it were not made; null where none was
 * @param images what it says of each image, NOSHEAR included; empty where only the response was kept
 */
public record MetacalShapes(double[] response, Map<MetacalType, ShapeEstimate> images) {

    public MetacalShapes {
        images = Map.copyOf(images);
    }

    /**
     * The answer to all images of a stamp: that to the unsheared one, with the others and the response beside it.
     *
     * @param images answers to all images, NOSHEAR among them; where any failed, so has the stamp
     * @param step shear of the images
     */
    static ShapeEstimate answer(Map<MetacalType, ShapeEstimate> images, double step) {
        int flags = 0;
        for (ShapeEstimate image : images.values()) {
            flags |= image.flags();
        }
        if (flags != 0 || !images.values().stream().allMatch(ShapeEstimate::ok)) {
            return ShapeEstimate.failed(flags);
        }
        double[] response =
                images.keySet().stream().allMatch(MetacalShapes::isBystander) ? null : response(images, step);
        return images.get(MetacalType.NOSHEAR).withMetacal(new MetacalShapes(response, images));
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
