package org.shearnet.cli;

import java.io.Serializable;
import java.util.List;

/**
 * How a piece ended.
 *
 * @param number of the piece, from 1
 * @param code exit code: 0, or one of those for what no other attempt would mend (usage, configuration, data, divergence)
 * @param why it is not 0, in one line
 * @param told lines that the piece told people
 */
public record PieceOutcome(int number, int code, String why, List<String> told) implements Serializable {}
