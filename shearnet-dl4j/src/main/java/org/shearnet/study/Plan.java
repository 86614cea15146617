package org.shearnet.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.shearnet.config.Experiment;
import org.shearnet.galaxysim.fits.Sha256;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;
import org.shearnet.galaxysim.yaml.YamlReader;

/** The runs of a study: for every seed all combinations, so that the first seed compares them all. */
public final class Plan {

    /** Most runs of a study. */
    private static final int MOST = 10_000;

    /** Longest name of a combination before its hash. */
    private static final int LONGEST = 60;

    private static final int HASH_DIGITS = 8;

    private final Study study;
    private final List<List<Variant>> combinations;
    private final Map<List<Variant>, String> names = new HashMap<>();
    private final Map<String, PlannedRun> made = new HashMap<>();

    private Plan(Study study, List<List<Variant>> combinations) {
        this.study = study;
        this.combinations = combinations;
        List<String> all = names(combinations);
        for (int i = 0; i < all.size(); i++) {
            names.put(combinations.get(i), all.get(i));
        }
    }

    /** The plan of a study. */
    public static Plan of(Study study) {
        return new Plan(study, combinations(study));
    }

    /** Runs of the first rung; all of them where there is no halving. */
    public List<PlannedRun> first() {
        return rung(0, combinations);
    }

    /** Every run that may come, for checks. */
    List<PlannedRun> all() {
        List<PlannedRun> all = new ArrayList<>(first());
        for (int rung = 1; rung < study.search().rungs().size(); rung++) {
            all.addAll(rung(rung, combinations));
        }
        return all;
    }

    /**
     * The runs of the next rung: of the combinations that were best in the last, by the mean logarithm of the figure over the
     * seeds. One with a run that failed or diverged is last.
     *
     * @param rung from 1
     * @param rows of the rung before
     * @return none where there is no further rung
     */
    public List<PlannedRun> next(int rung, List<Row> rows) {
        if (rung >= study.search().rungs().size()) {
            return List.of();
        }
        List<List<Variant>> before =
                rows.stream().map(r -> r.run().variants()).distinct().toList();
        Map<List<Variant>, Double> means = new HashMap<>();
        for (List<Variant> one : before) {
            means.put(
                    one,
                    rows.stream()
                            .filter(r -> r.run().variants().equals(one))
                            .mapToDouble(r -> r.logFigure(study.at()))
                            .average()
                            .orElse(Double.NaN));
        }
        int kept = Math.max(1, (int) Math.ceil(before.size() * study.search().keep()));
        Set<List<Variant>> best = new HashSet<>(before.stream()
                .sorted(Comparator.comparingDouble(means::get)) // NaN is last
                .limit(kept)
                .toList());
        return rung(rung, combinations.stream().filter(best::contains).toList());
    }

    private List<PlannedRun> rung(int rung, List<List<Variant>> which) {
        List<Integer> rungs = study.search().rungs();
        List<PlannedRun> runs = new ArrayList<>();
        for (long seed : study.seeds()) {
            for (List<Variant> one : which) {
                runs.add(run(one, seed, rungs.isEmpty() ? 0 : rungs.get(rung)));
            }
        }
        return runs;
    }

    private PlannedRun run(List<Variant> variants, long seed, int epochs) {
        String name = names.get(variants) + (epochs > 0 ? "-e" + epochs : "") + "-s" + seed;
        return made.computeIfAbsent(name, n -> {
            YamlNode root = YamlReader.copy(study.experiment());
            for (Variant variant : variants) {
                root = variant.apply(root);
            }
            root = YamlReader.override(root, study.seedKey() + "=" + seed);
            if (epochs > 0) {
                root = YamlReader.override(root, "train.epochs=" + epochs);
            }
            root = YamlReader.override(root, "name=" + name);
            return new PlannedRun(name, variants, seed, epochs, Experiment.of(study.base(), root));
        });
    }

    private static List<List<Variant>> combinations(Study study) {
        long size = 1;
        for (Axis axis : study.axes()) {
            size *= axis.variants().size();
            size = Math.min(size, Long.MAX_VALUE / MOST);
        }
        boolean random = study.search().method() == Study.Method.RANDOM;
        long wanted = random ? Math.min(study.search().draws(), size) : size;
        if (wanted * study.seeds().size() > MOST) {
            throw new ConfigException(study.file() + ": vary: " + wanted + " combinations with "
                    + study.seeds().size() + " seeds are more than " + MOST + " runs");
        }
        return random ? drawn(study, (int) wanted) : grid(study.axes());
    }

    private static List<List<Variant>> grid(List<Axis> axes) {
        List<List<Variant>> all = List.of(List.of());
        for (Axis axis : axes) {
            List<List<Variant>> longer = new ArrayList<>();
            for (List<Variant> one : all) {
                for (Variant variant : axis.variants()) {
                    List<Variant> more = new ArrayList<>(one);
                    more.add(variant);
                    longer.add(Collections.unmodifiableList(more));
                }
            }
            all = longer;
        }
        return all;
    }

    /** Different combinations, each equally likely. */
    private static List<List<Variant>> drawn(Study study, int count) {
        Random random = new Random(study.search().seed());
        Set<List<Variant>> drawn = new java.util.LinkedHashSet<>();
        while (drawn.size() < count) {
            drawn.add(study.axes().stream()
                    .map(axis ->
                            axis.variants().get(random.nextInt(axis.variants().size())))
                    .toList());
        }
        return List.copyOf(drawn);
    }

    /** Names of folders: the labels, with a hash where those would be too long or the same. */
    private static List<String> names(List<List<Variant>> combinations) {
        List<String> plain = combinations.stream().map(Plan::slug).toList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            String one = plain.get(i);
            boolean unique = Collections.frequency(plain, one) == 1 && one.length() <= LONGEST;
            String hash = Sha256.hex(combinations.get(i).stream()
                            .map(Variant::label)
                            .toList()
                            .toString())
                    .substring(0, HASH_DIGITS);
            names.add(unique ? one : one.substring(0, Math.min(one.length(), LONGEST)) + "-" + hash);
        }
        return names;
    }

    private static String slug(List<Variant> variants) {
        String joined = String.join("-", variants.stream().map(Variant::label).toList())
                .replaceAll("[^A-Za-z0-9._+-]+", "_")
                .replace('+', '-');
        return joined.matches("[A-Za-z0-9].*") ? joined : "v" + joined;
    }
}
