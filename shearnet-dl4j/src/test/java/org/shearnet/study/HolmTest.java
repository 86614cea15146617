package org.shearnet.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Corrections and intervals against numbers from elsewhere. */
class HolmTest {

    private static final double ROUNDING = 1e-12;

    /** R 4.3: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"). */
    @Test
    void adjustsAsRDoes() {
        assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(ROUNDING));
        assertThat(Holm.adjusted(new double[] {0.6, 0.7})).containsExactly(1, 1);
    }

    @Test
    void aTestThatCouldNotBeMadeStillCounts() {
        double[] adjusted = Holm.adjusted(new double[] {0.02, Double.NaN, 0.02});
        assertThat(adjusted[0]).isEqualTo(0.06, within(ROUNDING));
        assertThat(adjusted[1]).isNaN();
        assertThat(adjusted[2]).isEqualTo(0.06, within(ROUNDING));
    }

    /** Student (1908), the sleep data: R's t.test gives t = -4.0621, p = 0.002833, 95 % -2.4598858 to -0.7001142. */
    @Test
    void studentsOwnData() {
        Student student = Student.of(-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4);
        assertThat(student.mean()).isEqualTo(-1.58, within(ROUNDING));
        assertThat(student.p(0)).isEqualTo(0.002833, within(5e-7));
        assertThat(student.mean() - student.half()).isEqualTo(-2.4598858, within(5e-8));
    }

    @Test
    void withoutScatterThereIsNoError() {
        assertThat(Student.of(1, 1, 1).p(0)).isNaN();
        assertThat(Student.of(1).half()).isNaN();
        assertThat(Student.ofFinite(1, Double.NaN, 3).n()).isEqualTo(2);
    }
}
