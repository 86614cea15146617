package org.shearnet.galaxysim.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flags of a command line, put together as the section of a configuration that they stand for: one parser reads both. */
public final class Flags {

    private final Map<String, YamlNode> entries = new LinkedHashMap<>();

    /** No flags yet. */
    public Flags() {}

    /**
     * Adds a flag that was given.
     *
     * @param key that it stands for
     * @param flag as the user writes it, for complaints
     * @param value null where the flag was not given
     * @return this builder
     */
    public Flags add(String key, String flag, Object value) {
        if (value instanceof List<?> list) {
            List<YamlNode> items = new ArrayList<>();
            list.forEach(item -> items.add(YamlNode.scalar("", 0, flag, item.toString())));
            entries.put(key, YamlNode.list("", 0, flag, items));
        } else if (value instanceof Flags section) {
            entries.put(key, YamlNode.map("", 0, flag, section.entries));
        } else if (value != null) {
            entries.put(key, YamlNode.scalar("", 0, flag, value.toString()));
        }
        return this;
    }

    /** {@return whether no flag was given} */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** {@return the first flag that was given} */
    public String first() {
        return entries.values().iterator().next().path();
    }

    /** {@return the section} */
    public YamlNode section() {
        return YamlNode.map("", 0, "", entries);
    }
}
