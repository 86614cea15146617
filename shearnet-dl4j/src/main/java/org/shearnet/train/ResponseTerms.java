package org.shearnet.train;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.shearnet.data.Change;
import org.shearnet.galaxysim.noise.RandomStream;
import org.shearnet.galaxysim.yaml.ConfigException;
import org.shearnet.galaxysim.yaml.YamlNode;

/**
 * A part of the loss that holds the answer's response to what it should, and should not, respond to. Beside every training stamp
 * the network sees the same galaxy twice, free of noise, with one thing changed by plus and minus a step. With a the answer and g
 * the galaxy's true shear, the term is the mean of ((a+ - a-) - (g+ - g-))^2 / (2 step)^2 over stamps, summed over g1 and g2: the
 * response to shear is to be that of the galaxy's own shape, one for a round galaxy, and that to a shift or to the PSF zero.
 *
 * @param weight of the term beside the loss of the stamps
 * @param step shear of galaxy or PSF, plus and minus; a shift by half a pixel counts like one step
 * @param of what is changed, one of them at random for each stamp
 */
public record ResponseTerms(double weight, double step, Set<To> of) {

    private static final double USUAL_STEP = 0.02;
    private static final double LARGEST_STEP = 0.2;
    private static final double SHIFT = 0.5; // pixels

    /** What the answer responds to. */
    public enum To {
        SHEAR(Change.Kind.SHEAR_1, Change.Kind.SHEAR_2),
        SHIFT(Change.Kind.SHIFT_X, Change.Kind.SHIFT_Y),
        PSF(Change.Kind.PSF_1, Change.Kind.PSF_2);

        private final Change.Kind[] kinds;

        To(Change.Kind... kinds) {
            this.kinds = kinds;
        }
    }

    public ResponseTerms {
        of = Set.copyOf(of);
        if (!(weight > 0 && step > 0 && step <= LARGEST_STEP) || of.isEmpty()) {
            throw new IllegalArgumentException(
                    "a response term has a weight, a step up to 0.2 and something that changes");
        }
    }

    /** {@return the section {@code response}} */
    static ResponseTerms parse(YamlNode node) {
        double weight = node.get("weight").positive();
        YamlNode given = node.find("step");
        double step = given == null ? USUAL_STEP : given.positive();
        if (step > LARGEST_STEP) {
            throw given.error("expected a shear up to " + LARGEST_STEP + ", found " + step);
        }
        Set<To> of = EnumSet.noneOf(To.class);
        YamlNode list = node.find("of");
        if (list == null) {
            of = EnumSet.allOf(To.class);
        } else {
            for (YamlNode item : list.isList() ? list.items() : List.of(list)) {
                if (!of.add(item.choice("response", To.values()))) {
                    throw item.error(item.text() + " stands there twice");
                }
            }
            if (of.isEmpty()) {
                throw list.error("expected any of shear, shift, psf");
            }
        }
        node.rejectUnknown();
        return new ResponseTerms(weight, step, of);
    }

    /**
     * Refuses a response to a PSF that is not there.
     *
     * @throws ConfigException at the section
     */
    public void check(YamlNode section, boolean hasPsf) {
        if (of.contains(To.PSF) && !hasPsf) {
            throw section.error("the scene has no 'psf' to respond to; name the others: 'of: [shear, shift]'");
        }
    }

    /** What is changed of a stamp; the other of the pair is the opposite. */
    Change change(RandomStream random) {
        List<Change.Kind> kinds = new ArrayList<>();
        for (To to : To.values()) {
            if (of.contains(to)) {
                kinds.addAll(List.of(to.kinds));
            }
        }
        Change.Kind kind = kinds.get(random.nextInt(kinds.size()));
        return new Change(kind, List.of(To.SHIFT.kinds).contains(kind) ? SHIFT : step);
    }

    /** Part of the options' text. */
    String text() {
        List<String> words = new ArrayList<>();
        for (To to : To.values()) {
            if (of.contains(to)) {
                words.add(to.name().toLowerCase(Locale.ROOT));
            }
        }
        return "response=" + weight + " of " + String.join("+", words) + " by " + step;
    }
}
