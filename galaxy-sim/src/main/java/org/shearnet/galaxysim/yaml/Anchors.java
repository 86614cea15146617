package org.shearnet.galaxysim.yaml;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Which parts of a document are there for their anchors alone. */
final class Anchors {

    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> used = Collections.newSetFromMap(new IdentityHashMap<>());

    Anchors(Node root) {
        visit(root);
    }

    private void visit(Node node) {
        if (!seen.add(node)) {
            used.add(node);
            return;
        }
        children(node).forEach(this::visit);
    }

    private static Collection<Node> children(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().map(NodeTuple::getValueNode).toList();
        }
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /** Whether all of a node stands under anchors, at least one of which is referred to. */
    boolean holdsNothingElse(Node node) {
        return isAnchored(node) && isUsed(node);
    }

    private boolean isAnchored(Node node) {
        Collection<Node> children = children(node);
        return node.getAnchor() != null
                || !children.isEmpty() && children.stream().allMatch(this::isAnchored);
    }

    private boolean isUsed(Node node) {
        return used.contains(node) || children(node).stream().anyMatch(this::isUsed);
    }
}
