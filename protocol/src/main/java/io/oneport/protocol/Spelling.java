package io.oneport.protocol;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody has most likely meant. Stateless: any thread. */
public final class Spelling {
    private Spelling() {}

    /**
     * The known name that is spelled nearly as a word; case, and underscores in place of hyphens, are no difference.
     *
     * @return empty if none is near enough
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String given = plain(word);
        if (given.replace("-", "").length() < 2 || given.length() > 64) {
            return Optional.empty();
        }
        int most = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> distance(given, plain(name)) <= most)
                .min(Comparator.comparingInt((String name) -> distance(given, plain(name)))
                        .thenComparing(name -> name));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Letters to be added, removed, replaced, or exchanged with their neighbours to make one word of the other (Damerau and
     * Levenshtein).
     */
    private static int distance(String one, String other) {
        int[][] rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(rows, one, other, i, j);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int step(int[][] rows, String one, String other, int i, int j) {
        char c = one.charAt(i - 1);
        char d = other.charAt(j - 1);
        int least = Math.min(rows[i - 1][j - 1] + (c == d ? 0 : 1), 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean exchanged = i > 1 && j > 1 && c == other.charAt(j - 2) && d == one.charAt(i - 2);
        return exchanged ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
