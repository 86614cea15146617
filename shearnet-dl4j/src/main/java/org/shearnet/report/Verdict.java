package org.shearnet.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One sentence on where the shape is lost, made by rule from up to three curves over the layers: what is kept, what a reader can
 * use, what the answer uses. Each is a share of the information on g1, g2 that the stamp holds.
 */
final class Verdict {

    /** Below this ratio of one layer's kept share to that before it, information is lost there. */
    private static final double LOST = 0.9;

    /** Above this ratio of kept to usable, information is hidden. */
    private static final double HIDDEN = 10;

    /** Above this ratio of usable to used, it is wasted. */
    private static final double WASTED = 1.5;

    /** Above this used share nothing is wrong. */
    private static final double GOOD = 0.8;

    private Verdict() {}

    /** What is kept, usable and used at the lowest noise, as far as it was measured. */
    static List<Section.Curve> threeCurves(List<Section> sections) {
        List<Section.Curve> all = all(sections);
        return Stream.of("kept", "usable", "used")
                .flatMap(name -> find(all, name, lowest(all)).stream())
                .toList();
    }

    private static List<Section.Curve> all(List<Section> sections) {
        return sections.stream().flatMap(s -> s.curves().stream()).toList();
    }

    private static double lowest(List<Section.Curve> all) {
        return all.stream().mapToDouble(Section.Curve::noiseSigma).min().orElse(Double.NaN);
    }

    static String of(List<Section> sections) {
        List<Section.Curve> all = all(sections);
        double level = lowest(all);
        Optional<Section.Curve> kept = find(all, "kept", level);
        Optional<Section.Curve> usable = find(all, "usable", level);
        Optional<Section.Curve> used = find(all, "used", level);
        if (used.isEmpty() && kept.isEmpty()) {
            return "Nothing is measured yet of what the answer uses and what the layers keep.";
        }
        List<String> clauses = new ArrayList<>();
        kept.ifPresent(curve -> clauses.add(lost(curve)));
        if (kept.isPresent() && usable.isPresent()) {
            hidden(kept.get(), usable.get()).ifPresent(clauses::add);
        }
        used.ifPresent(curve -> clauses.add(answer(curve, usable)));
        function(sections).ifPresent(clauses::add);
        return "At pixel noise " + Numbers.minus(Numbers.scientific(level)) + " " + String.join("; ", clauses) + ".";
    }

    private static Optional<Section.Curve> find(List<Section.Curve> all, String name, double level) {
        return all.stream()
                .filter(c -> c.name().equals(name) && !c.values().isEmpty())
                .min(Comparator.comparingDouble(c -> Math.abs(Math.log(c.noiseSigma() / level))));
    }

    /** The layer with the largest drop. */
    private static String lost(Section.Curve kept) {
        double before = 1;
        double largest = 1;
        String at = "";
        for (int i = 0; i < kept.values().size(); i++) {
            double ratio = kept.values().get(i) / before;
            if (ratio < largest) {
                largest = ratio;
                at = kept.layers().get(i);
            }
            before = kept.values().get(i);
        }
        return largest < LOST
                ? "the information on the shear is lost at " + at + ", which keeps " + share(largest)
                        + " of what reaches it"
                : "no layer loses the information on the shear (the last keeps " + share(before) + ")";
    }

    private static Optional<String> hidden(Section.Curve kept, Section.Curve usable) {
        String until = null;
        for (int i = 0; i < usable.layers().size(); i++) {
            int at = kept.layers().indexOf(usable.layers().get(i));
            if (at >= 0 && kept.values().get(at) > HIDDEN * usable.values().get(i)) {
                until = usable.layers().get(i);
            }
        }
        return Optional.ofNullable(until)
                .map(layer -> "up to " + layer + " it is there but hidden from a simple reader");
    }

    private static String answer(Section.Curve used, Optional<Section.Curve> usable) {
        int last = used.values().size() - 1;
        double share = used.values().get(last);
        String text = "the answer uses " + share(share) + " of the stamp's information, an error of "
                + Numbers.number(Math.sqrt(1 / share)) + " times the bound";
        double best = usable.map(
                        c -> c.values().stream().mapToDouble(v -> v).max().orElse(0))
                .orElse(0.0);
        return best > WASTED * share
                ? text + ", although a simple reader of "
                        + usable.orElseThrow()
                                .layers()
                                .get(usable.orElseThrow().values().indexOf(best)) + " would use "
                        + share(best)
                : text + (share > GOOD ? ", as good as ideal" : "");
    }

    /** What the budget says of the error, as a clause. */
    private static Optional<String> function(List<Section> sections) {
        return sections.stream()
                .flatMap(s -> s.blocks().stream())
                .map(Section.Block::text)
                .filter(t -> t.startsWith(BudgetPart.OF_THE_ERROR))
                .map(t -> BudgetPart.OF_THE_ERROR.toLowerCase(Locale.ROOT).strip()
                        + t.substring(t.indexOf(", "), t.length() - 1))
                .findFirst();
    }

    private static String share(double value) {
        double percent = 100 * value;
        return percent >= 99.95
                ? "all"
                : percent >= 0.1
                        ? String.format(Locale.ROOT, percent >= 10 ? "%.0f %%" : "%.1f %%", percent)
                        : Numbers.minus(Numbers.scientific(value, 2));
    }
}
