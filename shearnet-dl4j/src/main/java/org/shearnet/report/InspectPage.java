package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.shearnet.config.Provenance;

/** The page of {@code shearnet inspect}, from the sections of the parts that are done. */
public final class InspectPage {

    private static final String CURVES = "curves";

    /** Sections in the order of the page, whatever the order in which they are done; others follow. */
    private static final List<String> ORDER =
            List.of("sizes", CURVES, "kept", "usable", "budget", "gradient", "maps", "operators", "arithmetic");

    /** What is kept of less is drawn as this. */
    private static final double LEAST_SHARE = 1e-12;

    private InspectPage() {}

    /**
     * Writes {@code inspect.html}.
     *
     * @param name what was inspected
     * @param sections that are done; their figures lie in the folder
     * @param yaml the effective configuration
     * @return the page
     */
    public static Path write(Path folder, String name, List<Section> sections, Provenance provenance, String yaml)
            throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", name);
        model.put("verdict", Verdict.of(sections));
        List<Map<String, Object>> all = new ArrayList<>();
        List<Section> withCurves = new ArrayList<>(sections);
        curves(folder, sections).ifPresent(withCurves::add);
        for (Section section : ordered(withCurves)) {
            all.add(ReportPage.section(folder, section));
        }
        model.put("sections", all);
        model.put("provenance", List.copyOf(provenance.entries().entrySet()));
        model.put("config", yaml);
        Path page = folder.resolve("inspect.html");
        ReportPage.write("inspect.ftlh", page, model);
        return page;
    }

    /** The three curves in one figure, at the lowest noise; none where there is but one. */
    private static Optional<Section> curves(Path folder, List<Section> sections) throws IOException {
        List<Section.Curve> all = Verdict.threeCurves(sections);
        if (all.size() < 2) {
            return Optional.empty();
        }
        String png = CURVES + ".png";
        LayerChart chart = new LayerChart("What is kept, usable and used", "error of g1, g2 over the Fisher bound");
        for (Section.Curve curve : all) {
            chart.add(
                    curve.name(),
                    curve.layers(),
                    curve.values().stream()
                            .map(share -> 1 / Math.sqrt(Math.max(LEAST_SHARE, Math.min(1, share))))
                            .toList());
        }
        chart.reference("Fisher bound", 1).draw(folder.resolve(png), Double.NaN);
        double level = all.get(0).noiseSigma();
        return Optional.of(new Section(
                CURVES,
                "Kept, usable, used",
                List.of(Section.figure(
                        png,
                        "Pixel noise " + Numbers.minus(Numbers.scientific(level))
                                + ". Kept: the error that the best reader of a layer could make, by gradients. Usable: the error"
                                + " that a simple reader makes. Used: the network's own. Where kept rises, information is lost;"
                                + " where usable is far above kept, it is hidden; where used is above usable, it is wasted.",
                        "")),
                List.of()));
    }

    private static List<Section> ordered(List<Section> sections) {
        List<Section> ordered = new ArrayList<>(sections);
        ordered.sort(
                java.util.Comparator.comparingInt(s -> ORDER.contains(s.id()) ? ORDER.indexOf(s.id()) : ORDER.size()));
        return ordered;
    }
}
