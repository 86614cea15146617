package org.shearnet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Circles among the classes of different files, by Tarjan's strongly connected components (1972, doi:10.1137/0201010). Uses
 * between a sealed type and what it permits do not count.
 */
final class Circles {

    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final Set<String> onStack = new HashSet<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Circles(JavaClasses classes) {
        for (JavaClass one : classes) {
            String from = file(one);
            uses.computeIfAbsent(from, key -> new TreeSet<>());
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                JavaClass other = dependency.getTargetClass();
                String to = file(other);
                if (to.startsWith("org.shearnet.") && !to.equals(from) && !isFamily(from, to)) {
                    uses.get(from).add(to);
                }
            }
        }
    }

    /** The names of the classes of each circle. */
    static List<Set<String>> among(JavaClasses classes) {
        Circles circles = new Circles(classes);
        circles.uses.keySet().forEach(one -> {
            if (!circles.index.containsKey(one)) {
                circles.visit(one);
            }
        });
        return circles.found;
    }

    private static String file(JavaClass one) {
        JavaClass outer = one.getBaseComponentType();
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getName();
    }

    private static boolean isFamily(String a, String b) {
        return permits(a, b) || permits(b, a);
    }

    private static boolean permits(String parent, String child) {
        try {
            Class<?> type = Class.forName(parent, false, Circles.class.getClassLoader());
            for (Class<?> permitted : type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[0]) {
                if (permitted.getName().equals(child)) {
                    return true;
                }
            }
            return false;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private void visit(String one) {
        index.put(one, index.size());
        low.put(one, index.get(one));
        stack.push(one);
        onStack.add(one);
        for (String other : uses.getOrDefault(one, Set.of())) {
            if (!index.containsKey(other)) {
                visit(other);
                low.merge(one, low.get(other), Math::min);
            } else if (onStack.contains(other)) {
                low.merge(one, index.get(other), Math::min);
            }
        }
        if (low.get(one).equals(index.get(one))) {
            Set<String> circle = new TreeSet<>();
            String last;
            do {
                last = stack.pop();
                onStack.remove(last);
                circle.add(last);
            } while (!last.equals(one));
            if (circle.size() > 1) {
                found.add(circle);
            }
        }
    }
}
