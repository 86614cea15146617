package org.shearnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTextTest {

    @Test
    void theHintRepeatsWhatWasGivenAsAShellReadsIt() {
        CommandLineText.set(new String[] {
            "train",
            "it's mine.yaml",
            "--fresh",
            "--runs",
            "my runs",
            "--set",
            "gal.flux=$1",
            "--threads=3",
            "--seed",
            "-7"
        });
        assertThat(CommandLineText.resuming())
                .isEqualTo("shearnet train 'it'\\''s mine.yaml' --runs 'my runs' --set 'gal.flux=$1' --threads=3"
                        + " --seed -7 --resume");
        CommandLineText.set(new String[] {"benchmark", "a.yaml", "--resume"});
        assertThat(CommandLineText.resuming()).isEqualTo("shearnet benchmark a.yaml --resume");
        assertThat(CommandLineText.get()).isEqualTo("shearnet benchmark a.yaml --resume");
    }
}
