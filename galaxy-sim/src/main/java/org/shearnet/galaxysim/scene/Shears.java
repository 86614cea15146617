package org.shearnet.galaxysim.scene;

import org.shearnet.galaxysim.shear.Shear;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Reads shapes, which each galaxy draws anew; impossible ones, and those not below {@code max_g}, are drawn again. */
final class Shears {

    static final Vocabulary<Shears, Drawn<Shear>> WORDS = GalSimWords.<Shears, Drawn<Shear>>vocabulary(
                    "Shapes", "`ellip` and `shear`; `max_g` draws shapes anew that are not below it")
            .register("G1G2", "reduced shear", keys("g1", "g2"), (n, s) -> s.pair(n, "g1", "g2", Shear::new))
            .register("E1E2", "distortion", keys("e1", "e2"), (n, s) -> s.pair(n, "e1", "e2", Shear::fromE))
            .register(
                    "Eta1Eta2",
                    "conformal shear",
                    keys("eta1", "eta2"),
                    (n, s) -> s.pair(n, "eta1", "eta2", Shear::fromEta))
            .register(
                    "GBeta", "reduced shear and angle", keys("g", "beta"), (n, s) -> s.polar(n, "g", Shear::fromPolar))
            .register(
                    "EBeta",
                    "distortion and angle",
                    keys("e", "beta"),
                    (n, s) -> s.polar(n, "e", (e, b) -> Shear.fromE(e * Math.cos(2 * b), e * Math.sin(2 * b))))
            .register(
                    "EtaBeta",
                    "conformal shear and angle",
                    keys("eta", "beta"),
                    (n, s) -> s.polar(n, "eta", (e, b) -> Shear.fromEta(e * Math.cos(2 * b), e * Math.sin(2 * b))))
            .register("QBeta", "axis ratio and angle", keys("q", "beta"), (n, s) -> s.polar(n, "q", Shear::fromQBeta))
            .register("List", "one of several", Turns.LIST, (n, s) -> Turns.list(n, s.values, s::parse));

    private static final int MOST_ATTEMPTS = 100_000;

    private final Values values;
    private final Angles angles;

    Shears(Values values, Angles angles) {
        this.values = values;
        this.angles = angles;
    }

    private static Keys keys(String first, String second) {
        return Keys.none().must(first, "").must(second, "").may("max_g", "1 unless given");
    }

    /** A shape. */
    Drawn<Shear> parse(YamlNode written) {
        YamlNode node = values.followed(written);
        return node.isList() ? Turns.list(node, values, this::parse) : WORDS.parse(node, this);
    }

    private Drawn<Shear> pair(YamlNode node, String first, String second, Drawn.OfTwo<Shear> maker) {
        return possible(node, Drawn.ofTwo(values.number(node.get(first)), values.number(node.get(second)), maker));
    }

    private Drawn<Shear> polar(YamlNode node, String modulus, Drawn.OfTwo<Shear> maker) {
        return possible(node, Drawn.ofTwo(values.number(node.get(modulus)), angles.parse(node.get("beta")), maker));
    }

    private static Drawn<Shear> possible(YamlNode node, Drawn<Shear> raw) {
        double limit = node.has("max_g") ? node.get("max_g").positive() : 1;
        if (raw.isConstant()) {
            Shear shear = attempt(raw, Draw.ofConstants());
            if (shear == null || !(shear.modulus() < limit)) {
                throw node.error("the shape is impossible: |g| must be below " + (limit == 1 ? "1" : limit));
            }
            return Drawn.constant(shear);
        }
        return d -> {
            for (int i = 0; i < MOST_ATTEMPTS; i++) {
                Shear shear = attempt(raw, d);
                if (shear != null && shear.modulus() < limit) {
                    d.settle();
                    return shear;
                }
                d.nextAttempt();
                if (i == 100 && !changes(raw, d)) {
                    break;
                }
            }
            throw node.error("object " + d.index() + ": the shape is impossible: |g| must be below "
                    + (limit == 1 ? "1" : limit));
        };
    }

    private static Shear attempt(Drawn<Shear> raw, Draw draw) {
        try {
            return raw.draw(draw);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether another attempt can give something else: lists and catalogues cannot. */
    private static boolean changes(Drawn<Shear> raw, Draw draw) {
        Shear first = attempt(raw, draw);
        draw.nextAttempt();
        return first == null || !first.equals(attempt(raw, draw));
    }
}
