package org.shearnet.cli;

import java.io.IOException;
import java.nio.file.Path;

/** A command whose pieces are folders of a run. */
interface PieceCommand {

    /** Its configuration. */
    PieceWork work();

    /** Where in a run's folder lies what it finds. */
    Path place(Path run);

    /**
     * Ends its work from what pieces found, which lies in the run's folder by now.
     *
     * @return exit code
     */
    int joined(Path run, int threads) throws IOException;
}
