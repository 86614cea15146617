package org.shearnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shearnet.net.Backend;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;

class StockNetworksTest {

    private static final Shape STAMP = new Shape(53, 53, 1);

    @ParameterizedTest
    @ValueSource(strings = {"enhanced", "dilated"})
    void aTwinHasAsManyParameters(String name) {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.of(name);
        assertThat(StockNetworks.build(spec, STAMP).numParams()).isEqualTo(Network.parameters(spec, STAMP, STAMP));
    }

    @Test
    void whatHasNoTwinIsSaid() {
        assertThatThrownBy(() -> StockNetworks.build(NetworkSpec.of("unet"), STAMP))
                .hasMessageContaining("no stock twin of unet");
    }
}
