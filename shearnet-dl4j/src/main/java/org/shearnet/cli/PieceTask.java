package org.shearnet.cli;

import java.io.Serializable;
import java.util.List;

/**
 * A piece of a command, to be done by any process of this program that sees the same files.
 *
 * @param number of the piece, from 1
 * @param of how many there are
 * @param given words of the command as people gave it, which results record
 * @param words of the piece's command, its name first, names of files from the root
 * @param folder where the command was given
 * @param attempts folder of what is not whole yet
 * @param target file or folder that the piece becomes, whole or not at all
 * @param file whether it is a file
 */
public record PieceTask(
        int number,
        int of,
        List<String> given,
        List<String> words,
        String folder,
        String attempts,
        String target,
        boolean file)
        implements Serializable {}
