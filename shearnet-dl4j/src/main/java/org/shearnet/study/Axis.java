package org.shearnet.study;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is varied: a key of the experiment, or a name under which several keys change together.
 *
 * @param name the key's path, or the name
 * @param variants its values
 */
public record Axis(String name, List<Variant> variants) {

    public Axis {
        variants = List.copyOf(variants);
    }

    /** The last step of the path. */
    public String shortName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether several keys change together. */
    public boolean isBundle() {
        return variants.stream()
                .anyMatch(v -> v.changes().size() != 1 || !v.changes().containsKey(name));
    }

    /** All keys that it changes. */
    public Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        variants.forEach(v -> paths.addAll(v.changes().keySet()));
        return paths;
    }

    /** Whether every variant is a positive number, so that a power law may be fitted. */
    public boolean isNumeric() {
        return variants.stream().allMatch(v -> v.number() > 0);
    }

    /** The variant of a name, as written or of the same number; null where there is none. */
    public Variant find(String word) {
        double number = Variant.number(word);
        return variants.stream()
                .filter(v -> v.label().equals(word))
                .findFirst()
                .orElseGet(() -> variants.stream()
                        .filter(v -> v.number() == number)
                        .findFirst()
                        .orElse(null));
    }

    List<String> labels() {
        return variants.stream().map(Variant::label).toList();
    }
}
