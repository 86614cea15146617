package org.shearnet.galaxysim.yaml;

import java.util.Collection;

/** Finds the word that a misspelt one was meant to be, by edit distance with transpositions. */
public final class Spelling {

    private Spelling() {}

    /**
     * {@return the nearest of the given words, or null where none is near}
     *
     * @param word a word that is not known
     * @param words those that are
     */
    public static String nearest(String word, Collection<String> words) {
        String best = null;
        for (String candidate : words) {
            if (close(word, candidate) && (best == null || distance(word, candidate) < distance(word, best))) {
                best = candidate;
            }
        }
        return best;
    }

    static boolean close(String a, String b) {
        return distance(a, b) <= Math.max(1, Math.max(a.length(), b.length()) / 3);
    }

    /** Number of insertions, deletions, replacements and swaps of neighbours, ignoring case. */
    static int distance(String first, String second) {
        String a = first.toLowerCase(java.util.Locale.ROOT);
        String b = second.toLowerCase(java.util.Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
