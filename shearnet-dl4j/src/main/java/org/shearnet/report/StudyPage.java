package org.shearnet.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.shearnet.config.Provenance;
import org.shearnet.study.Judgement;
import org.shearnet.study.RunResult;
import org.shearnet.study.Study;
import org.shearnet.study.StudyLock;
import org.shearnet.study.StudyResult;

/** {@code study.html}: what was claimed before a study, and what its runs came to. */
public final class StudyPage {

    private final StudyResult result;
    private final Path folder;
    private final Study study;
    private final List<Judgement> judgements;

    /** @param folder of the study */
    public StudyPage(StudyResult result, Path folder) {
        this.result = result;
        this.folder = folder;
        study = result.study();
        judgements = result.judgements();
    }

    /** Writes the page and its figures; returns the page. */
    public Path write(Provenance provenance) throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", study.name());
        model.put("verdict", verdict());
        model.put(
                "about",
                "Each comparison is of " + study.figure().replace('_', ' ')
                        + ", paired by seed, with the mean logarithm of the ratio judged at 95 % by Student's t, corrected for the"
                        + " number of claims after Holm.");
        model.put("claims", judgements.stream().map(this::claim).toList());
        model.put("edits", edits());
        List<Map<String, Object>> sections = new ArrayList<>();
        StudyTables tables = new StudyTables(result);
        List<Section> all = new ArrayList<>(List.of(tables.effectTable()));
        all.addAll(new StudyFigures(result, folder).sections());
        all.add(tables.differences());
        for (Section section : all) {
            sections.add(ReportPage.section(folder, section));
        }
        model.put("sections", sections);
        model.put("provenance", List.copyOf(provenance.entries().entrySet()));
        model.put("config", study.root().toYaml());
        Path page = folder.resolve("study.html");
        ReportPage.write("study.ftlh", page, model);
        return page;
    }

    /** One sentence. */
    private String verdict() {
        int all = result.rows().size();
        int waiting = result.count(RunResult.Status.WAITING);
        int lost = result.count(RunResult.Status.FAILED) + result.count(RunResult.Status.DIVERGED);
        StringBuilder text = new StringBuilder();
        if (!judgements.isEmpty()) {
            List<String> parts = new ArrayList<>();
            for (Judgement.Verdict verdict : Judgement.Verdict.values()) {
                long count =
                        judgements.stream().filter(j -> j.verdict() == verdict).count();
                if (count > 0) {
                    parts.add(count + " " + verdict.word());
                }
            }
            text.append("Of ")
                    .append(judgements.size())
                    .append(judgements.size() == 1 ? " claim: " : " claims: ")
                    .append(String.join(", ", parts))
                    .append(". ");
        }
        text.append(all - waiting).append(" of ").append(all).append(" runs are done");
        return text.append(lost > 0 ? ", of which " + lost + " failed or diverged." : ".")
                .toString();
    }

    private Map<String, Object> claim(Judgement one) {
        String found = one.why().isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "ratio %s, 95 %% interval %s to %s, by %d %sseeds; p = %s, corrected %s",
                        Numbers.number(one.ratio()),
                        Numbers.number(one.low()),
                        Numbers.number(one.high()),
                        one.logRatio().n(),
                        one.logRatio().n() < one.seeds() ? "of " + one.seeds() + " " : "",
                        Numbers.scientific(one.p(), 2),
                        Numbers.scientific(one.holm(), 2))
                : (one.logRatio().n() > 0 ? "ratio " + Numbers.number(one.ratio()) + "; " : "") + one.why();
        return Map.of(
                "verdict",
                one.verdict().word(),
                "claim",
                one.hypothesis().claim().isEmpty()
                        ? one.hypothesis().test()
                        : one.hypothesis().claim(),
                "test",
                one.hypothesis().test(),
                "found",
                found,
                "when",
                result.lock().isOriginal(one.hypothesis(), study)
                        ? "As written before the first run, "
                                + result.lock().versions().get(0).written() + "."
                        : "Not as written before the first run: added or changed later.");
    }

    /** What became of the claims after the first run. */
    private List<String> edits() {
        List<String> edits = new ArrayList<>();
        for (String text : result.lock().withdrawn(study)) {
            edits.add("Withdrawn or changed since the first run: " + text);
        }
        List<StudyLock.Version> versions = result.lock().versions();
        for (StudyLock.Version version : versions.subList(1, versions.size())) {
            edits.add("Claims or figure changed at " + version.written() + ", when " + version.runsDone()
                    + " runs were known (" + StudyLock.FILE + ").");
        }
        return edits;
    }
}
