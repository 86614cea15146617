package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.shearnet.benchmark.RingBias;

class NumbersTest {

    @Test
    void levelsKeepThreeDigitsAndNoMore() {
        assertThat(Numbers.scientific(1e-5)).isEqualTo("1e-5");
        assertThat(Numbers.scientific(1.04e-3)).isEqualTo("1.04e-3");
        assertThat(Numbers.scientific(0.025)).isEqualTo("2.5e-2");
        assertThat(Numbers.scientific(9.999e-4)).isEqualTo("1e-3");
        assertThat(Numbers.scientific(0)).isEqualTo("0");
    }

    @Test
    void aValueSharesItsExponentWithItsError() {
        assertThat(Numbers.withError(9.004e-3, 1.2e-4)).isEqualTo("(9.00 ± 0.12)e−3");
        assertThat(Numbers.withError(-1e-6, 2.5e-4)).isEqualTo("(−0.01 ± 2.50)e−4");
        assertThat(Numbers.withError(9.31e-5, Double.NaN)).isEqualTo("9.31e−5");
        assertThat(Numbers.withError(Double.NaN, 1)).isEqualTo("–");
        assertThat(Numbers.bias(new RingBias.Value(-0.00386, 0.00097))).isEqualTo("−0.00386 ± 0.00097");
        assertThat(Numbers.bias(new RingBias.Value(Double.NaN, Double.NaN))).isEqualTo("–");
    }

    @Test
    void powersOfTenInPrint() {
        assertThat(Numbers.powerOfTen(-12)).isEqualTo("10⁻¹²");
        assertThat(Numbers.powerOfTen(0)).isEqualTo("1");
    }
}
