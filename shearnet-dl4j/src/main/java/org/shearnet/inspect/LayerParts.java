package org.shearnet.inspect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.shearnet.net.LocalNetwork;
import org.shearnet.net.LocalNetwork.Vertex;
import org.shearnet.net.Reach;

/** How the information of each vertex is found, and which vertices see the stamp through which others. */
final class LayerParts {

    /** Numbers of a vertex whose Jacobian is written down row by row. */
    private static final int NARROW = 1100;

    /** Widest receptive field (pixels) of maps whose Jacobian is found by lattices. */
    private static final int WIDEST_FIELD = 14;

    /** A way to the information of a vertex. */
    enum Way {
        /** From its rows. */
        ROWS,
        /** From the stamp's side: {@link #maps} and {@link #rows}. */
        MAPS,
        /** A lower bound by search. */
        SEARCH,
        /** It does not see the stamp. */
        NONE
    }

    /**
     * What a vertex consists of.
     *
     * @param maps vertices with small receptive fields
     * @param rows vertices of few numbers
     */
    record Part(Way way, Set<String> maps, Set<String> rows) {}

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final List<Vertex> vertices;
    private final Set<String> blind = new HashSet<>();

    LayerParts(LocalNetwork network) {
        vertices = network.vertices();
        Map<String, Reach> reaches = Reach.of(network);
        for (Vertex vertex : vertices) {
            boolean input = vertex.kind().equals("input");
            if (vertex.name().equals("psf") || !input && blind.containsAll(vertex.below())) {
                blind.add(vertex.name());
                parts.put(vertex.name(), new Part(Way.NONE, Set.of(), Set.of()));
                continue;
            }
            Reach reach = reaches.get(vertex.name());
            if (vertex.size() <= NARROW) {
                parts.put(vertex.name(), new Part(Way.ROWS, Set.of(), Set.of(vertex.name())));
            } else if (reach != null && reach.field() <= WIDEST_FIELD) {
                parts.put(vertex.name(), new Part(Way.MAPS, Set.of(vertex.name()), Set.of()));
            } else {
                parts.put(vertex.name(), joined(vertex));
            }
        }
    }

    private Part joined(Vertex vertex) {
        Set<String> maps = new LinkedHashSet<>();
        Set<String> rows = new LinkedHashSet<>();
        boolean plain = vertex.kind().equals("merge") || vertex.kind().equals("flatten");
        for (String below : vertex.below()) {
            Part part = parts.get(below);
            plain &= part.way() != Way.SEARCH;
            maps.addAll(part.maps());
            rows.addAll(part.rows());
        }
        return plain ? new Part(Way.MAPS, maps, rows) : new Part(Way.SEARCH, Set.of(), Set.of());
    }

    Part of(String vertex) {
        return parts.get(vertex);
    }

    /** Names of the vertices that see the stamp, in the order of computation. */
    List<String> seeing() {
        return vertices.stream()
                .map(Vertex::name)
                .filter(name -> !blind.contains(name))
                .toList();
    }

    /** The vertices that see the stamp through a vertex alone: they know no more than it does. */
    Set<String> behind(String vertex) {
        Set<String> around = new HashSet<>();
        for (Vertex other : vertices) {
            boolean open = other.kind().equals("input")
                    ? !blind.contains(other.name())
                    : other.below().stream().anyMatch(around::contains) || isCorrected(other);
            if (open && !other.name().equals(vertex)) {
                around.add(other.name());
            }
        }
        Set<String> behind = new LinkedHashSet<>();
        boolean after = false;
        for (Vertex other : vertices) {
            if (after && !around.contains(other.name()) && !blind.contains(other.name())) {
                behind.add(other.name());
            }
            after |= other.name().equals(vertex);
        }
        return behind;
    }

    /** Whether the answer starts from moments, which do not pass through the graph. */
    private boolean isCorrected(Vertex other) {
        return other.kind().equals("answer")
                && vertices.stream().anyMatch(v -> v.name().equals("basis"));
    }

    /** Vertices with small receptive fields that some of the given ones consist of. */
    List<String> maps(List<String> of) {
        Set<String> all = new LinkedHashSet<>();
        of.forEach(v -> all.addAll(parts.get(v).maps()));
        return new ArrayList<>(all);
    }
}
