package org.shearnet.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark's failures in one line. */
final class SparkFailure {

    private static final Pattern LOST = Pattern.compile(
            "Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: Lost task \\S+ in stage \\S+ \\(TID \\d+\\)"
                    + " \\((\\S+) executor [^)]*\\): (?:java\\.io\\.IOException: )?([^\\n]*)");

    private SparkFailure() {}

    /** What went wrong with a job of so many pieces. */
    static String ofJob(Throwable failure, int of) {
        Matcher lost = LOST.matcher(String.valueOf(failure.getMessage()));
        return lost.find()
                ? String.format(
                        "piece %d/%d failed %s times, last on %s: %s",
                        Integer.parseInt(lost.group(1)) + 1, of, lost.group(2), lost.group(3), lost.group(4))
                : words(failure);
    }

    /** The first line of the innermost message. */
    static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
        return message.strip().lines().findFirst().orElse(root.getClass().getName());
    }
}
