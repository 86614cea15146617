package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.shearnet.train.TrainListener;

class TrainingProgressTest {

    private static final int BATCH = 10;

    /** What is said of steps of the last of three epochs of eight steps. */
    private static String said(int first, int last) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream usual = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (TrainingRun.Watcher watcher = new TrainingRun.Watcher("train x", BATCH)) {
            for (int step = first; step <= last; step++) {
                watcher.step(new TrainListener.Step(2, 3, step, 8, 0.5, 1, 1));
            }
        } finally {
            System.setErr(usual);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void stampsOfAnEarlierRunDoNotCount() {
        assertThat(said(4, 7)).startsWith("train x: 40 stamps in ");
    }
}
