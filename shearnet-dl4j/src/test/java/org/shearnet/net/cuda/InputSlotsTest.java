package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.shearnet.galaxysim.yaml.YamlReader;
import org.shearnet.net.Backend;
import org.shearnet.net.Network;
import org.shearnet.net.NetworkSpec;
import org.shearnet.net.engine.Shape;

/** Which queue waits for which while batches travel to a device. */
class InputSlotsTest {

    private static final Shape STAMP = new Shape(5, 5, 1);

    /** A device that notes copies and waits, and hands all on. */
    private static Device noting(Device device, List<String> notes) {
        Map<Object, String> marks = new HashMap<>();
        return (Device) Proxy.newProxyInstance(
                InputSlotsTest.class.getClassLoader(), new Class<?>[] {Device.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "mark" -> {
                            Device.Mark mark = new Device.Mark() {};
                            marks.put(mark, arguments[0] + " " + marks.size());
                            notes.add("mark " + marks.get(mark));
                            return mark;
                        }
                        case "after" -> {
                            notes.add(arguments[0] + " after " + marks.get(arguments[1]));
                            return null;
                        }
                        case "await" -> {
                            notes.add("host after " + marks.get(arguments[0]));
                            return null;
                        }
                        case "forget" -> {
                            return null;
                        }
                        case "upload", "copy" -> notes.add(arguments[0] + " " + method.getName());
                        default -> {
                            // handed on alone
                        }
                    }
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aBatchIsCopiedWhileTheDeviceWorksOnTheOneBefore() throws Exception {
        Backend.enter();
        NetworkSpec spec = NetworkSpec.parse(YamlReader.parse("network", "architecture: mlp\ndense: [3]"));
        ComputationGraph graph = Network.build(spec, STAMP, STAMP, 1);
        List<String> notes = new ArrayList<>();
        try (Device host = HostKernels.open()) {
            Device device = noting(host, notes);
            try (DeviceParameters parameters = new DeviceParameters(device, (int) graph.numParams());
                    DeviceNetwork network = new DeviceNetwork(device, graph, List.of(STAMP), parameters, 2, false);
                    InputSlots slots = new InputSlots(device, network, 2)) {
                notes.clear();
                for (int batch = 0; batch < 4; batch++) {
                    int slot = batch % 2;
                    slots.open(slot);
                    slots.put(slot, 0, 0, new float[] {batch}, 1);
                    slots.send(slot);
                    slots.take(slot);
                }
                assertThatThrownBy(() -> {
                            slots.open(0);
                            slots.take(0);
                        })
                        .isInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(notes.subList(0, 17))
                .containsExactly(
                        "COPY upload",
                        "mark COPY 0",
                        "COMPUTE after COPY 0",
                        "COMPUTE copy",
                        "mark COMPUTE 1",
                        "COPY upload", // the other slot waits for nothing
                        "mark COPY 2",
                        "COMPUTE after COPY 2",
                        "COMPUTE copy",
                        "mark COMPUTE 3",
                        "host after COPY 0", // pinned memory of the first slot is written again
                        "COPY after COMPUTE 1", // and its staged numbers are replaced when they were taken
                        "COPY upload",
                        "mark COPY 4",
                        "COMPUTE after COPY 4",
                        "COMPUTE copy",
                        "mark COMPUTE 5");
    }

    @Test
    void inputsDoNotReachBeyondTheirRoom() throws Exception {
        try (Device device = HostKernels.open()) {
            HostMemory memory = device.pinned(8);
            assertThatThrownBy(() -> memory.write(1, new float[2], 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("2 numbers at 1 of 8 bytes");
        }
    }
}
