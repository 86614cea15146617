package org.shearnet.ngmix.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FitSpeedTest {
    @Test
    void namesWhatItMeasures() {
        FitSpeed speed = new FitSpeed(1);
        assertThat(speed.names()).contains("exp fit", "exp fit with psf fit", "psf coellip3", "metacal");
        assertThatThrownBy(() -> speed.perSecond("no such fit", 1, 1)).hasMessageContaining("no such fit");
    }
}
