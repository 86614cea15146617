package org.shearnet.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.shearnet.config.Provenance;
import org.shearnet.galaxysim.fits.AnyFile;
import org.shearnet.galaxysim.fits.Sha256;

/** What measured rows depend on, by the words of messages: where all is the same, so are the rows. */
final class InputIdentity {

    /** Files up to so many bytes are known by all of them, larger ones by their first and last so many, their size and their time. */
    private static final int WHOLE = 64 << 20;

    /** Digits of a digest that people are shown. */
    private static final int DIGITS = 16;

    private InputIdentity() {}

    /**
     * Of a measurement.
     *
     * @param learnt what the estimator has learnt, in words; empty for nothing
     */
    static Map<String, String> of(List<Path> files, String learnt) {
        try {
            Map<String, String> identity = ofFiles(files);
            identity.put(
                    "network", learnt.isEmpty() ? "none" : Sha256.hex(learnt).substring(0, DIGITS));
            return identity;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of whatever reads these files. */
    static Map<String, String> ofFiles(List<Path> files) throws IOException {
        Map<String, String> identity = new LinkedHashMap<>();
        StringBuilder input = new StringBuilder();
        for (Path file : files) {
            input.append(input.isEmpty() ? "" : ", ").append(of(file));
        }
        identity.put("input", input.toString());
        identity.put("program", program());
        identity.put("options", CommandLineText.whole());
        return identity;
    }

    /** This program, to its last class. */
    private static String program() throws IOException {
        return Provenance.version() + " " + ProgramHash.get().substring(0, DIGITS);
    }

    /** Name, size and digest of a file. */
    private static String of(Path file) throws IOException {
        long size = Files.size(file);
        if (!AnyFile.isHere(file)) { // whose every byte comes over the network
            return file.getFileName() + " of " + size + " bytes, written "
                    + Files.getLastModifiedTime(file).toInstant();
        }
        MessageDigest digest = Sha256.digest();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] piece = new byte[1 << 16];
            boolean all = size <= WHOLE;
            long half = WHOLE / 2;
            for (long at = 0; at < size; ) {
                if (!all && at == half) {
                    at = size - half;
                    in.seek(at);
                }
                int n = in.read(piece, 0, (int) Math.min(piece.length, all || at >= half ? size - at : half - at));
                digest.update(piece, 0, n);
                at += n;
            }
            if (!all) {
                digest.update(Files.getLastModifiedTime(file)
                        .toString()
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        }
        return file.getFileName() + " of " + size + " bytes, "
                + java.util.HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
