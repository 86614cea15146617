package org.shearnet.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.shearnet.galaxysim.fits.BadDataException;

class PaperNumberTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "99.3271|2.8123|99.3|2.8|99.3 \\pm 2.8",
                "1.00442|0.0123|1.004|0.012|1.004 \\pm 0.012",
                "2000|nan|2000||2000",
                "0.00883|nan|0.00883||0.00883",
                "8.89e-5|nan|8.89 \\times 10^{-5}||8.89 \\times 10^{-5}",
                "-2.61e-4|1.4e-5|-2.61 \\times 10^{-4}|0.14 \\times 10^{-4}|(-2.61 \\pm 0.14) \\times 10^{-4}",
                "1e-6|3.4e-4|0.0 \\times 10^{-4}|3.4 \\times 10^{-4}|(0.0 \\pm 3.4) \\times 10^{-4}",
                "12345.6|230|12346|230|12346 \\pm 230",
                "0|0|0|0|0 \\pm 0",
            })
    void valuesHaveTheDigitsThatTheirErrorsAllow(
            double value, String error, String text, String errorText, String both) {
        PaperNumber number = new PaperNumber(
                "A", "r", "m", 1, "c", "s", "", value, error.equals("nan") ? Double.NaN : Double.parseDouble(error));
        assertThat(number.text()).isEqualTo(text);
        assertThat(number.errorText()).isEqualTo(errorText == null ? "" : errorText);
        assertThat(number.bothText()).isEqualTo(both);
    }

    @Test
    void namesOfMacrosAreLettersAlone() {
        assertThat(PaperNumber.word("june2025 calibrated")).isEqualTo("JuneTwoZeroTwoFiveCalibrated");
        assertThat(PaperNumber.word("ladder-2_fresh")).isEqualTo("LadderTwoFresh");
        assertThatThrownBy(() -> PaperNumber.word("++")).isInstanceOf(BadDataException.class);
        assertThat(PaperNumber.levelWord(0, 1)).isEmpty();
        assertThat(PaperNumber.levelWord(0, 4)).isEqualTo("Low");
        assertThat(PaperNumber.levelWord(2, 4)).isEqualTo("MidB");
        assertThat(PaperNumber.levelWord(3, 4)).isEqualTo("High");
    }
}
