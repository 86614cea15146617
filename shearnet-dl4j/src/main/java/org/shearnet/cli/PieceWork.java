package org.shearnet.cli;

import java.nio.file.Path;

/**
 * What pieces of a benchmark or study are of.
 *
 * @param config the configuration
 * @param name of the run's folder
 * @param input a text that changes with what is measured
 */
record PieceWork(Path config, String name, String input) {}
