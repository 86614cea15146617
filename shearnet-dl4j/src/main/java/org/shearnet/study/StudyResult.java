package org.shearnet.study;

import java.util.List;

/**
 * What a study found.
 *
 * @param rows of all planned runs, those that still wait among them
 * @param lock what was claimed before
 */
public record StudyResult(Study study, StudyLock lock, List<Row> rows) {

    public StudyResult {
        rows = List.copyOf(rows);
    }

    /** The hypotheses, judged together. */
    public List<Judgement> judgements() {
        return Judgement.of(study.hypotheses(), study.axes(), rows, study.seeds());
    }

    /** How many runs ended in a way. */
    public int count(RunResult.Status status) {
        return (int) rows.stream().filter(r -> r.result().status() == status).count();
    }
}
