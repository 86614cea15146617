package org.shearnet.galaxysim.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions, with the values that Python 3 gives. */
class FormulaTest {

    private static final double EXACT = 1e-14;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "800 * 1.e-9 / 4 * 206265 | 0.041253",
                "2**3**2 | 512",
                "-2**2 | -4",
                "2**-1 | 0.5",
                "2*-3 | -6",
                "7//2 | 3",
                "-7//2 | -4",
                "-7 % 3 | 2",
                "7 - 2 - 1 | 4",
                "1/2/2 | 0.25",
                "(1 + 2) * 3 | 9",
                "math.sqrt(16) + np.exp(0) + numpy.log10(100.) | 7",
                "math.pi | 3.141592653589793",
                "np.arctan2(1, 1) * 4 | 3.141592653589793",
                "where(x > 1, 10, 20) | 10",
                "x**2 - n_s | 2.5",
                "max(x, 5) + min(x, 5) | 7",
                "1e3 + 1.5E-1 + .5 | 1000.65",
                "np.hypot(3, 4) | 5",
                "3 >= 3 | 1",
                "e * 0 + 2 | 2",
                "int(-2.7) | -2"
            })
    void valueIsThatOfPython(String text, double right) {
        Formula formula = Formula.parse(text, Set.of("x", "n_s"));
        double[] values = formula.variables().stream()
                .mapToDouble(name -> name.equals("x") ? 2 : 1.5)
                .toArray();
        assertThat(formula.value(values)).isCloseTo(right, within(EXACT * Math.max(1, Math.abs(right))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "__import__('os').system('ls') | has no place",
                "open(x) | unknown function 'open'",
                "exec(x) | unknown function 'exec'",
                "x.real | no attributes",
                "x.__class__ | no attributes",
                "os.system(1) | no attributes",
                "galsim.degrees | no attributes",
                "[1, 2] | has no place",
                "x if x > 1 else 2 | where(condition, a, b)",
                "lambda x | Python beyond arithmetic",
                "x and 1 | Python beyond arithmetic",
                "x^2 | a power is **",
                "2x | not an expression",
                "2 3 | not an expression",
                "2 + | not an expression",
                "(2 | not an expression",
                "2) | not an expression",
                "sqrt() | not an expression",
                "sqrt(1, 2) | not an expression",
                "sqrt | unknown name 'sqrt'",
                "y + 1 | unknown name 'y'",
                "1,2 | not an expression",
                "1 = 1 | not an expression",
                "'' | 1 to 2000 characters"
            })
    void whatIsNotArithmeticIsRefused(String text, String why) {
        assertThatThrownBy(() -> Formula.parse(text, Set.of("x")).value(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 / (x - 2) | divides by zero",
                "1 // (x - 2) | divides by zero",
                "1 % (x - 2) | divides by zero",
                "sqrt(-x) | NaN",
                "log(x - 2) | -Infinity",
                "10**(200 * x) | Infinity"
            })
    void valueThatIsNoNumberIsRefused(String text, String why) {
        Formula formula = Formula.parse(text, Set.of("x"));
        assertThatThrownBy(() -> formula.value(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
