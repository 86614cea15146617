package org.shearnet.study;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.shearnet.galaxysim.fits.AtomicFile;
import org.shearnet.train.TrainingLog;

/** A run for TensorBoard: the columns of its {@code metrics.csv}, its configuration as hyperparameters, its figures. */
public final class TensorBoard {

    /** What the files are called before their run's own number. */
    private static final String PREFIX = "events.out.tfevents.";

    private static final String PLUGIN = "hparams";

    /** Fields of {@code HParamsPluginData}. */
    private static final int START = 3;

    private static final int END = 4;

    private static final int STATUS_SUCCESS = 1;

    private TensorBoard() {}

    /**
     * Writes the file of a run, in place of one that an earlier call left.
     *
     * @param keys of the configuration that are shown as hyperparameters, as those in which several runs differ
     * @return the file; null where the run has nothing to show
     */
    public static Path write(RunFolders.Run run, List<String> keys) throws IOException {
        List<Path> figures = figures(run.folder());
        if (run.log() == null && figures.isEmpty()) {
            return null;
        }
        Path metrics = run.folder().resolve("metrics.csv");
        Path dated = run.log() != null ? metrics : figures.get(0);
        long seconds = Files.getLastModifiedTime(dated).toMillis() / 1000;
        Path file = run.folder().resolve(PREFIX + String.format("%010d", seconds) + ".shearnet");
        removeEarlier(run.folder(), file);
        AtomicFile.write(file, temporary -> {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                fill(new EventFile(out), run, keys, figures, seconds);
            }
        });
        return file;
    }

    private static void removeEarlier(Path folder, Path file) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path other : files.filter(
                            f -> f.getFileName().toString().matches("events\\.out\\.tfevents\\.\\d+\\.shearnet"))
                    .filter(f -> !f.equals(file))
                    .toList()) {
                Files.delete(other);
            }
        }
    }

    private static void fill(EventFile events, RunFolders.Run run, List<String> keys, List<Path> figures, long seconds)
            throws IOException {
        TrainingLog log = run.log();
        double[] took = log == null ? null : log.column("seconds");
        double[] numbers = log == null ? null : log.column("epoch");
        double start = seconds - (took == null || Double.isNaN(log.last("seconds")) ? 0 : log.last("seconds"));
        events.begin(start);
        hyperparameters(events, run, keys, start);
        for (int epoch = 0; log != null && epoch < log.epochs(); epoch++) {
            double time = took == null || Double.isNaN(took[epoch]) ? start : start + took[epoch];
            for (Map.Entry<String, double[]> column : log.columns().entrySet()) {
                double value = column.getValue()[epoch];
                if (!column.getKey().equals("epoch") && !Double.isNaN(value)) {
                    long step =
                            numbers == null || Double.isNaN(numbers[epoch]) ? epoch + 1 : Math.round(numbers[epoch]);
                    events.scalar(time, step, column.getKey(), value);
                }
            }
        }
        for (Path figure : figures) {
            BufferedImage image = ImageIO.read(figure.toFile());
            if (image != null) {
                String tag = run.folder()
                        .relativize(figure)
                        .toString()
                        .replace('\\', '/')
                        .replaceFirst("\\.png$", "");
                long last = log == null ? 0 : log.epochs();
                events.png(seconds, last, tag, image.getWidth(), image.getHeight(), Files.readAllBytes(figure));
            }
        }
    }

    /** The configuration as the hparams plugin reads it, and that the run ended; which keys and metrics there are it
     * gathers from all runs itself. */
    private static void hyperparameters(EventFile events, RunFolders.Run run, List<String> keys, double start) {
        Map<String, String> values = new TreeMap<>();
        for (String key : keys) {
            values.put(key, run.configuration().getOrDefault(key, ""));
        }
        if (values.isEmpty()) {
            return;
        }
        plugin(events, start, "_hparams_/session_start_info", START, session -> {
            values.forEach((key, value) -> session.message(
                    1,
                    entry -> entry.text(1, key).message(2, v -> {
                        if (isNumber(value)) {
                            v.number(2, Double.parseDouble(value));
                        } else {
                            v.text(3, value);
                        }
                    })));
            session.text(4, run.folder().toAbsolutePath().normalize().toString())
                    .number(5, start);
        });
        plugin(
                events,
                start,
                "_hparams_/session_end_info",
                END,
                session -> session.whole(1, STATUS_SUCCESS).number(2, start));
    }

    private static void plugin(
            EventFile events,
            double time,
            String tag,
            int field,
            java.util.function.Consumer<EventFile.Message> content) {
        EventFile.Message data = new EventFile.Message().message(field, content);
        events.plugin(time, tag, PLUGIN, data.toBytes());
    }

    private static boolean isNumber(String text) {
        return !Double.isNaN(Variant.number(text)) && !text.contains("_");
    }

    private static List<Path> figures(Path folder) throws IOException {
        List<Path> figures = new ArrayList<>();
        for (String part : List.of("", "benchmark", "inspect")) {
            Path place = folder.resolve(part);
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(f -> f.getFileName().toString().endsWith(".png"))
                            .sorted()
                            .forEach(figures::add);
                }
            }
        }
        return figures;
    }
}
