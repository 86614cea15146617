package org.shearnet.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of long work on stderr: a bar with rate and time left on a terminal, a sparse line otherwise. */
final class ProgressLine implements AutoCloseable {

    private static final long SPARSE_NANOS = Duration.ofSeconds(20).toNanos();

    private final PrintStream err = System.err;
    private final String task;
    private final String unit;
    private final long total;
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private final long before;
    /** In a piece of another process's command, which has a line of its own. */
    private final boolean silent;

    private long done;
    private long lastLine = start;
    private String extra = "";

    ProgressLine(String task, String unit, long total) {
        this(task, unit, total, 0);
    }

    /** @param before items that were done in an earlier run, and say nothing of this one's rate */
    ProgressLine(String task, String unit, long total, long before) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.before = before;
        done = before;
        this.silent = PieceThread.current() != null;
        this.bar = silent || System.console() == null
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .startsFrom(before, Duration.ZERO)
                        .setUnit(" " + unit, 1)
                        .showSpeed()
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .build();
    }

    /** More items are done; any thread may tell. */
    void step(long more) {
        advance(more);
    }

    /** So many items are done by now. */
    synchronized void reach(long now) {
        advance(now - done);
    }

    private synchronized void advance(long more) {
        done += more;
        if (bar != null) {
            bar.stepTo(done);
        } else if (!silent && System.nanoTime() - lastLine > SPARSE_NANOS) {
            lastLine = System.nanoTime();
            err.println(line());
        }
    }

    /** Words beside the bar, such as the present loss. */
    synchronized void say(String words) {
        extra = words;
        if (bar != null) {
            bar.setExtraMessage(" " + words);
        }
    }

    private String line() {
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = (done - before) / seconds;
        double left = rate > 0 ? (total - done) / rate : 0;
        return String.format(
                Locale.ROOT,
                "%s: %d of %d %s, %s/s, %s left%s",
                task,
                done,
                total,
                unit,
                digits(rate),
                clock(left),
                extra.isEmpty() ? "" : ", " + extra);
    }

    /** A rate with two digits at least. */
    private static String digits(double rate) {
        return String.format(Locale.ROOT, rate >= 10 ? "%.0f" : rate >= 1 ? "%.1f" : "%.2g", rate);
    }

    /** A time in words. */
    static String clock(double time) {
        long seconds = Math.round(time);
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60)
                : seconds >= 60
                        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                        : seconds + " s";
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        } else if (!silent && done > before) {
            double seconds = (System.nanoTime() - start) / 1e9;
            long now = done - before;
            err.printf(Locale.ROOT, "%s: %d %s in %.1f s (%s/s)%n", task, now, unit, seconds, digits(now / seconds));
        }
    }
}
