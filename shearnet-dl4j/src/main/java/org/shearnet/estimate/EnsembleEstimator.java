package org.shearnet.estimate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.shearnet.galaxysim.profile.PsfSampling;

/**
 * Estimators of one kind that learnt from different seeds, as one: the mean of their answers, and in its error how far they are apart
 * ({@link ShapeEstimate.Spread}).
 */
public final class EnsembleEstimator implements ShearEstimator {

    private final String label;
    private final List<ShearEstimator> members;

    /** @param members two at least */
    public EnsembleEstimator(String label, List<? extends ShearEstimator> members) {
        if (members.size() < 2) {
            throw new IllegalArgumentException("an ensemble has two members at least, not " + members.size());
        }
        this.label = label;
        this.members = List.copyOf(members);
    }

    @Override
    public PsfSampling psfSampling() {
        return members.get(0).psfSampling();
    }

    @Override
    public String label() {
        return label;
    }

    /** The members. */
    public List<ShearEstimator> members() {
        return members;
    }

    @Override
    public String fingerprint() {
        return members.stream().map(ShearEstimator::fingerprint).collect(Collectors.joining("\n"));
    }

    @Override
    public Map<Integer, String> flagNames() {
        Map<Integer, String> names = new LinkedHashMap<>();
        members.forEach(member -> names.putAll(member.flagNames()));
        return names;
    }

    @Override
    public ShapeEstimate[] estimate(Stamps stamps, int threads, IntConsumer done) {
        ShapeEstimate[][] answers = new ShapeEstimate[members.size()][];
        for (int k = 0; k < answers.length; k++) {
            answers[k] = members.get(k).estimate(stamps, threads, n -> {});
        }
        ShapeEstimate[] blended = new ShapeEstimate[stamps.count()];
        for (int i = 0; i < blended.length; i++) {
            ShapeEstimate[] one = new ShapeEstimate[answers.length];
            for (int k = 0; k < one.length; k++) {
                one[k] = answers[k][i];
            }
            blended[i] = Blend.of(one);
        }
        done.accept(blended.length);
        return blended;
    }
}
