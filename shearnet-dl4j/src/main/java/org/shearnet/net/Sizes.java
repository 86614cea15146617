package org.shearnet.net;

import java.util.ArrayList;
import java.util.List;
import org.shearnet.galaxysim.yaml.YamlNode;

/** Lists of widths, channels and dilations in a configuration. */
final class Sizes {

    private static final int MOST = 1 << 20;

    private Sizes() {}

    /** A list of whole numbers of at least 1. */
    static List<Integer> parse(YamlNode node, String key, List<Integer> otherwise) {
        YamlNode value = node.find(key);
        if (value == null) {
            return otherwise;
        }
        List<Integer> sizes = new ArrayList<>();
        for (YamlNode item : value.isList() ? value.items() : List.of(value)) {
            long size = item.integer();
            if (size < 1 || size > MOST) {
                throw item.error("expected a size from 1 to " + MOST + ", found " + size);
            }
            sizes.add((int) size);
        }
        return sizes;
    }

    /** Refuses a list of channels that is too short or too long. */
    static void requireChannels(YamlNode section, List<Integer> channels, int least, int most) {
        int count = channels.size();
        if (count < least || count > most) {
            throw section.get("channels")
                    .error("it takes " + (least == most ? least : "at least " + least) + " numbers of channels, not "
                            + count);
        }
    }
}
