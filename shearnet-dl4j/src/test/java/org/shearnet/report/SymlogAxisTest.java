package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymlogAxisTest {

    private final SymlogAxis axis = SymlogAxis.around(3e-5);

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-7, -5e-6, 1e-5, -3e-4, 0.2, -1})
    void positionAndValueAreInverse(double value) {
        assertThat(axis.value(axis.position(value))).isCloseTo(value, within(1e-12));
    }

    @Test
    void decadesAreOneStepApart() {
        assertThat(axis.core()).isCloseTo(1e-5, within(1e-18));
        assertThat(axis.position(1e-3)).isCloseTo(3, within(1e-9));
        assertThat(axis.label(3)).isEqualTo("10⁻³");
        assertThat(axis.label(-1)).isEqualTo("−10⁻⁵");
        assertThat(axis.label(0)).isEqualTo("0");
        assertThat(axis.label(0.5)).isEmpty();
    }
}
