package org.shearnet.cli;

/** What the command's exit code says; scripts rely on these numbers. */
final class ExitCode {

    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int BAD_CONFIG = 3;
    static final int BAD_DATA = 4;
    static final int DIVERGED = 5;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
