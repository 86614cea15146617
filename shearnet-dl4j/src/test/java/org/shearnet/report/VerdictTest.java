package org.shearnet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The sentence that a page opens with follows from the curves by rule. */
class VerdictTest {

    private static Section section(Section.Curve... curves) {
        return new Section("x", "X", List.of(), List.of(curves));
    }

    private static Section.Curve kept(double... values) {
        return curve("kept", values);
    }

    private static Section.Curve curve(String name, double... values) {
        List<String> layers = List.of("conv1", "pool1", "dense1").subList(0, values.length);
        return new Section.Curve(
                name, 1e-5, layers, java.util.Arrays.stream(values).boxed().toList());
    }

    private static Section.Curve used(double value) {
        return new Section.Curve("used", 1e-5, List.of("answer"), List.of(value));
    }

    @Test
    void namesTheLayerWithTheLargestLoss() {
        assertThat(Verdict.of(List.of(section(kept(1, 0.5, 0.45), used(0.4)))))
                .contains("lost at pool1, which keeps 50 % of what reaches it")
                .contains("1.58 times the bound");
    }

    @Test
    void saysWhereNothingIsLostButWasted() {
        assertThat(Verdict.of(List.of(section(kept(1, 0.999, 0.99), curve("usable", 0.3, 0.4, 0.5), used(1e-4)))))
                .contains("no layer loses the information")
                .contains("error of 100 times the bound, although a simple reader of dense1 would use 50 %");
    }

    @Test
    void saysUntilWhereItIsHidden() {
        assertThat(Verdict.of(List.of(section(kept(1, 1, 1), curve("usable", 0.01, 0.02, 0.9), used(0.9)))))
                .contains("up to pool1 it is there but hidden")
                .contains("as good as ideal");
    }

    @Test
    void isOneSentenceWithTheBudget() {
        Section budget = new Section(
                "budget",
                "B",
                List.of(Section.paragraph(BudgetPart.OF_THE_ERROR + "of n at pixel noise 1e−5, 99.98 % is function.")),
                List.of(used(1e-4)));
        assertThat(Verdict.of(List.of(budget)))
                .isEqualTo(
                        "At pixel noise 1e−5 the answer uses 1e−4 of the stamp's information, an error of 100 times the"
                                + " bound; of the squared error, 99.98 % is function.");
    }

    @Test
    void saysNothingWhereNothingIsMeasured() {
        assertThat(Verdict.of(List.of(section()))).startsWith("Nothing is measured yet");
    }
}
