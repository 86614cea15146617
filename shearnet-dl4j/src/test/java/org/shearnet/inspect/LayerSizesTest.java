package org.shearnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.shearnet.net.Architectures;
import org.shearnet.net.LayerGeometry;
import org.shearnet.net.LayerRow;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.Stack;
import org.shearnet.net.engine.Shape;

/** Sizes that anybody can count on paper. */
class LayerSizesTest {

    private static final Shape STAMP = new Shape(53, 53, 1);

    private static LayerSizes sizes(NetworkSpec spec) {
        return LayerSizes.of(Network.geometry(spec, STAMP, STAMP), STAMP);
    }

    private static List<LayerGeometry> maps(LayerSizes sizes) {
        return sizes.layers().stream().filter(LayerGeometry::hasMaps).toList();
    }

    @Test
    void enhancedOn53Pixels() {
        LayerSizes sizes = sizes(NetworkSpec.of("enhanced"));
        List<LayerGeometry> maps = maps(sizes);
        assertThat(maps).extracting(l -> l.output().width()).containsExactly(53, 53, 26, 26, 13);
        assertThat(maps).extracting(l -> l.columns().field()).containsExactly(1, 3, 4, 8, 10);
        assertThat(maps).extracting(l -> l.columns().jump()).containsExactly(1.0, 1.0, 2.0, 2.0, 4.0);
        assertThat(maps).extracting(l -> l.columns().gridOffset()).containsExactly(0.0, 0.0, -0.5, -0.5, -0.5);
        assertThat(maps).extracting(l -> l.rows().gridOffset()).containsExactly(0.0, 0.0, -0.5, -0.5, -0.5);
        assertThat(maps).extracting(l -> l.columns().dropped()).containsExactly(0, 0, 1, 0, 0);
        assertThat(maps.get(4).numbers()).isEqualTo(5408);
        assertThat(sizes.parameters()).isEqualTo(697_668);
        assertThat(sizes.layers().get(5).parameters() / (double) sizes.parameters())
                .isCloseTo(0.992, within(5e-4));
    }

    @Test
    void notesOfEnhanced() {
        List<Note> notes = Notes.of(sizes(NetworkSpec.of("enhanced")), 12);
        assertThat(notes)
                .extracting(n -> n.rule() + " " + n.layer())
                .containsExactly(
                        "drops a border pooling1", "off centre pooling1", "top-heavy dense1", "small field pooling2");
    }

    @Test
    void aStackWithTheSameLayersHasTheSameSizes() {
        LayerSizes enhanced = sizes(NetworkSpec.of("enhanced"));
        LayerSizes stack = sizes(Stack.parse("conv 16x3, average 2, conv 32x3, average 2, dense 128, dense 4")
                .spec());
        assertThat(stack.layers()).isEqualTo(enhanced.layers());
        assertThat(stack.text()).isEqualTo(enhanced.text());
    }

    @Test
    void dilationWidensTheFieldAndStridePadsOnBothSides() {
        List<LayerGeometry> maps =
                maps(sizes(Stack.parse("conv 4x3 dilation 8, conv 4x5 stride 2").spec()));
        assertThat(maps.get(1).columns().field()).isEqualTo(17);
        assertThat(maps.get(1).output().width()).isEqualTo(53);
        assertThat(maps.get(2).columns().field()).isEqualTo(21);
        assertThat(maps.get(2).output().width()).isEqualTo(27);
        assertThat(maps.get(2).columns().gridOffset()).isZero();
    }

    @Test
    void blurIsThreeMeansAndLiesOnTheCentreOfAnEvenStamp() {
        Shape even = new Shape(52, 52, 1);
        List<LayerGeometry> layers = Network.geometry(Stack.parse("blur").spec(), even, even);
        LayerGeometry last = layers.get(layers.size() - 1);
        assertThat(last.columns().field()).isEqualTo(4);
        assertThat(last.output().width()).isEqualTo(25);
        assertThat(last.columns().gridOffset()).isZero();
    }

    @Test
    void aLayerThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Stack.parse("conv 16x3, pool 2"))
                .hasMessageContaining("'pool 2' is no layer")
                .hasMessageContaining("average N");
        assertThatThrownBy(() -> sizes(Stack.parse("dense 4, average 2").spec()))
                .hasMessageContaining("needs maps");
        assertThatThrownBy(() -> sizes(Stack.parse("average 64").spec())).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> Stack.parse("conv 0x3")).hasMessageContaining("at least 1");
    }

    static List<String> architectures() {
        return Architectures.names();
    }

    /** What the layer table of {@code train --dry-run} says, in the same order. */
    @ParameterizedTest
    @MethodSource("architectures")
    void agreesWithTheLayerTableForEveryArchitecture(String name) {
        NetworkSpec spec = NetworkSpec.of(name);
        LayerSizes sizes = sizes(spec);
        List<LayerRow> rows = Network.layers(spec, STAMP, STAMP);
        assertThat(sizes.parameters()).isEqualTo(Network.parameters(spec, STAMP, STAMP));
        for (LayerRow row : rows) {
            LayerGeometry same = sizes.layers().stream()
                    .filter(l -> l.name().equals(row.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(same.output()).isEqualTo(row.output());
            assertThat(same.flops()).isEqualTo(row.flops());
        }
    }
}
