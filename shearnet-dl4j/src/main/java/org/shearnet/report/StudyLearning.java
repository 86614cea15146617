package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.shearnet.galaxysim.fits.BadDataException;
import org.shearnet.study.Effect;
import org.shearnet.study.Row;
import org.shearnet.study.RunResult;
import org.shearnet.train.TrainingLog;

/** Learning curves of a study's variants, with bands over their seeds. */
final class StudyLearning {

    private static final String STAMPS = "stamps trained on";

    private final Path folder;
    private final List<Effect> effects;

    /** @param folder of the study */
    StudyLearning(Path folder, List<Effect> effects) {
        this.folder = folder;
        this.effects = effects;
    }

    /** A training's course: stamps seen, and a column of its {@code metrics.csv}. */
    private record Course(double[] stamps, double[] values) {}

    List<Section> sections() throws IOException {
        List<PlotPanel> panels = new ArrayList<>();
        Legend legend = new Legend(2 * PlotPanel.WIDTH - Legend.INDENT);
        for (String column : List.of("shear_rmse", "shear_rmse_noise_q1")) {
            List<List<Course>> all = new ArrayList<>();
            for (Effect effect : effects) {
                all.add(courses(effect, column));
            }
            List<Course> flat = all.stream().flatMap(List::stream).toList();
            if (flat.isEmpty()) {
                return List.of();
            }
            PlotPanel panel = new PlotPanel(
                    column.equals("shear_rmse") ? "All noise levels" : "Lowest quarter of noise levels",
                    STAMPS,
                    Scale.of(
                            true,
                            flat.stream()
                                    .flatMapToDouble(c -> Arrays.stream(c.stamps()))
                                    .toArray()),
                    "held-out RMSE of g1, g2",
                    Scale.of(
                            true,
                            flat.stream()
                                    .flatMapToDouble(c -> Arrays.stream(c.values()))
                                    .toArray()));
            for (int i = 0; i < effects.size(); i++) {
                draw(panel, all.get(i), i);
                if (panels.isEmpty() && !all.get(i).isEmpty()) {
                    legend.add(effects.get(i).label(), i, Legend.Mark.FILLED);
                }
            }
            panels.add(panel);
        }
        PlotPanel.draw(folder.resolve("learning-curves.png"), panels, legend);
        return List.of(new Section(
                "learning",
                "How they learned",
                List.of(Section.figure(
                        "learning-curves.png",
                        "Held-out galaxies, averaged weights. Lines are geometric means over the seeds, bands reach from the best"
                                + " seed to the worst.",
                        "")),
                List.of()));
    }

    private static void draw(PlotPanel panel, List<Course> courses, int series) {
        int epochs = courses.stream().mapToInt(c -> c.values().length).min().orElse(0);
        double[] mean = new double[epochs];
        double[] low = new double[epochs];
        double[] high = new double[epochs];
        for (int e = 0; e < epochs; e++) {
            int epoch = e;
            double[] seeds =
                    courses.stream().mapToDouble(c -> c.values()[epoch]).toArray();
            mean[e] = Math.exp(Arrays.stream(seeds).map(Math::log).average().orElse(Double.NaN));
            low[e] = Arrays.stream(seeds).min().orElse(Double.NaN);
            high[e] = Arrays.stream(seeds).max().orElse(Double.NaN);
        }
        if (epochs > 0) {
            double[] at = Arrays.copyOf(courses.get(0).stamps(), epochs);
            panel.band(at, low, high, series).line(at, mean, series);
            panel.point(at[epochs - 1], mean[epochs - 1], Double.NaN, Double.NaN, series);
        }
    }

    private List<Course> courses(Effect effect, String column) throws IOException {
        List<Course> courses = new ArrayList<>();
        for (Row row : effect.rows()) {
            Path file = folder.resolve(row.run().name()).resolve("metrics.csv");
            if (row.result().status() != RunResult.Status.WAITING && Files.exists(file)) {
                TrainingLog log = log(file);
                double stamps = row.run().experiment().train().data().stamps();
                if (log != null && log.column(column) != null) {
                    double[] epochs = log.column("epoch");
                    courses.add(new Course(
                            Arrays.stream(epochs).map(e -> e * stamps).toArray(), log.column(column)));
                }
            }
        }
        return courses;
    }

    /** Null where a training ended before its first epoch. */
    private static TrainingLog log(Path file) throws IOException {
        try {
            return TrainingLog.read(file);
        } catch (BadDataException e) {
            return null;
        }
    }
}
