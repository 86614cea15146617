package org.shearnet.galaxysim.fits;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Puts pieces of a stamps file together, HDU by HDU and byte by byte, as the whole would have been written. */
public final class JoinedStamps {

    private static final int COPIED = 1 << 20;

    private JoinedStamps() {}

    /**
     * Joins pieces.
     *
     * @param pieces files, in their order
     * @param target the file, which appears whole or not at all
     * @param dropped keywords of cards that speak of a piece, and not of the whole
     * @param shared names of HDUs that every piece has, and the whole once
     * @throws BadDataException where a piece is damaged, or not like the first
     * @throws IOException where the file cannot be written
     */
    public static void join(List<Path> pieces, Path target, Collection<String> dropped, Collection<String> shared)
            throws IOException {
        List<FitsBlocks> files = new ArrayList<>();
        for (Path piece : pieces) {
            files.add(new FitsBlocks(piece));
            compare(files, pieces, dropped);
        }
        AtomicFile.write(target, temporary -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), COPIED)) {
                for (int k = 0; k < files.get(0).hdus().size(); k++) {
                    hdu(files, k, dropped, shared, out);
                }
            }
        });
    }

    private static void compare(List<FitsBlocks> files, List<Path> pieces, Collection<String> dropped) {
        int last = files.size() - 1;
        List<FitsBlocks.Hdu> first = files.get(0).hdus();
        List<FitsBlocks.Hdu> own = files.get(last).hdus();
        for (int k = 0; k < Math.max(first.size(), own.size()); k++) {
            if (k >= first.size()
                    || k >= own.size()
                    || !cards(first.get(k), dropped, 0).equals(cards(own.get(k), dropped, 0))) {
                throw new BadDataException(pieces.get(last) + ": HDU " + k + " is not like that of " + pieces.get(0)
                        + "; pieces of one whole differ in their numbers of stamps alone");
            }
        }
    }

    /** The cards of the whole; without the length of the last axis where that is 0. */
    private static List<String> cards(FitsBlocks.Hdu hdu, Collection<String> dropped, long length) {
        String axis = axis(hdu);
        List<String> cards = new ArrayList<>();
        boolean goesOn = false; // a card that is dropped, by cards CONTINUE
        for (String card : hdu.cards()) {
            String key = card.substring(0, 8).stripTrailing();
            goesOn = dropped.contains(key) || goesOn && key.equals("CONTINUE");
            if (key.equals(axis)) {
                cards.add(card.substring(0, 10) + String.format(Locale.ROOT, "%20d", length) + card.substring(30));
            } else if (!goesOn) {
                cards.add(card);
            }
        }
        return cards;
    }

    /** Keyword of the axis along which stamps or rows lie. */
    private static String axis(FitsBlocks.Hdu hdu) {
        return "NAXIS" + hdu.number("NAXIS", 0);
    }

    private static void hdu(
            List<FitsBlocks> files, int k, Collection<String> dropped, Collection<String> shared, OutputStream out)
            throws IOException {
        FitsBlocks.Hdu first = files.get(0).hdus().get(k);
        boolean once = shared.contains(String.valueOf(first.value("EXTNAME")));
        List<FitsBlocks> used = once ? files.subList(0, 1) : files;
        long length = 0;
        for (FitsBlocks file : used) {
            length += file.hdus().get(k).number(axis(first), 0);
        }
        StringBuilder header = new StringBuilder();
        cards(first, dropped, length).forEach(header::append);
        header.append(String.format("%-" + FitsStructure.CARD + "s", "END"));
        header.append(" ".repeat(FitsStructure.padding(header.length())));
        out.write(header.toString().getBytes(StandardCharsets.ISO_8859_1));
        long bytes = 0;
        for (FitsBlocks file : used) {
            FitsBlocks.Hdu hdu = file.hdus().get(k);
            try (file) { // one open at a time
                for (long at = 0; at < hdu.bytes(); at += COPIED) {
                    out.write(file.data(hdu, at, (int) Math.min(COPIED, hdu.bytes() - at)));
                }
            }
            bytes += hdu.bytes();
        }
        out.write(new byte[FitsStructure.padding(bytes)]);
    }
}
