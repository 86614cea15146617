package org.shearnet.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.shearnet.benchmark.Requirement.Standing;
import org.shearnet.estimate.ShapeEstimate;

class CalibrationTest {

    private static ShapeEstimate shape(double g1, double g2, double... response) {
        return ShapeEstimate.of(g1, g2, 0.5, 1).withResponse(response);
    }

    @Test
    void shapesAreDividedByTheMeanResponseMatrix() {
        // mean response {{0.8, 0.1}, {0, 0.5}}, whose inverse is {{1.25, -0.25}, {0, 2}}
        ShapeEstimate[] estimates = {
            shape(0.08, 0.04, 0.7, 0.1, 0.1, 0.5), shape(0.16, 0, 0.9, 0.1, -0.1, 0.5), ShapeEstimate.failed(4)
        };
        assertThat(Calibration.responds(new ShapeEstimate[][] {estimates})).isTrue();
        ShapeEstimate[] calibrated = Calibration.apply(estimates);
        assertThat(calibrated[0].g1()).isCloseTo(1.25 * 0.08 - 0.25 * 0.04, within(1e-12));
        assertThat(calibrated[0].g2()).isCloseTo(0.08, within(1e-12));
        assertThat(calibrated[1].g1()).isCloseTo(0.2, within(1e-12));
        assertThat(calibrated[2].flags()).isEqualTo(4);
    }

    @Test
    void errorsAreCalibratedToo() {
        ShapeEstimate one = ShapeEstimate.of(0.1, 0, 0.5, 1)
                .withShape(new ShapeEstimate.Shape(0.1, 0, 0.01, 0.02, 1e-4))
                .withResponse(new double[] {0.5, 0, 0, 0.8});
        ShapeEstimate calibrated = Calibration.apply(new ShapeEstimate[] {one})[0];
        assertThat(calibrated.g1Err()).isCloseTo(0.02, within(1e-12));
        assertThat(calibrated.g2Err()).isCloseTo(0.025, within(1e-12));
        assertThat(calibrated.gCov()).isCloseTo(1e-4 / 0.4, within(1e-12));
    }

    @Test
    void withoutAResponseThereIsNothingToCalibrate() {
        ShapeEstimate[] estimates = {ShapeEstimate.of(0.1, 0, 0.5, 1)};
        assertThat(Calibration.responds(new ShapeEstimate[][] {estimates})).isFalse();
        assertThat(Calibration.apply(estimates)).isEqualTo(estimates);
    }

    @Test
    void aLineIsMetOrMissedByTwoErrorsOrOpen() {
        RingBias.Value zero = new RingBias.Value(0, 1e-4);
        double line = Requirement.LSST.m();
        assertThat(Requirement.standing(zero, new RingBias.Value(-7e-4, 1e-4), line))
                .isEqualTo(Standing.MET);
        assertThat(Requirement.standing(zero, new RingBias.Value(-9e-4, 1e-4), line))
                .isEqualTo(Standing.OPEN);
        assertThat(Requirement.standing(new RingBias.Value(1.3e-3, 1e-4), zero, line))
                .isEqualTo(Standing.MISSED);
        RingBias.Value unknown = RingBias.Value.UNKNOWN;
        assertThat(Requirement.standing(unknown, unknown, line)).isEqualTo(Standing.OPEN);
    }
}
