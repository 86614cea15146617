package org.shearnet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Types in what a user of classes sees: public and protected members of public classes. */
final class PublicSignatures {

    private PublicSignatures() {}

    /** Uses of types of other libraries, where they stand. */
    static List<String> foreign(Iterable<JavaClass> classes) {
        List<String> foreign = new ArrayList<>();
        for (JavaClass one : classes) {
            if (!isSeen(one)) {
                continue;
            }
            one.getAllRawSuperclasses().forEach(type -> add(foreign, one.getFullName(), List.of(type)));
            one.getInterfaces().forEach(type -> add(foreign, one.getFullName(), type.getAllInvolvedRawTypes()));
            for (JavaField field : one.getFields()) {
                if (isSeen(field.getModifiers())) {
                    add(foreign, field.getFullName(), field.getType().getAllInvolvedRawTypes());
                }
            }
            for (JavaCodeUnit method : one.getCodeUnits()) {
                if (isSeen(method.getModifiers())) {
                    Stream<JavaType> types =
                            Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream());
                    types.forEach(type -> add(foreign, method.getFullName(), type.getAllInvolvedRawTypes()));
                    add(foreign, method.getFullName(), method.getExceptionTypes());
                }
            }
        }
        return foreign;
    }

    /** Public, and so are the classes around it. */
    private static boolean isSeen(JavaClass one) {
        Optional<JavaClass> around = one.getEnclosingClass();
        return isSeen(one.getModifiers()) && (around.isEmpty() || isSeen(around.get()));
    }

    private static boolean isSeen(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static void add(List<String> foreign, String where, Collection<JavaClass> types) {
        for (JavaClass type : types) {
            JavaClass base = type.getBaseComponentType();
            String name = base.getFullName();
            if (!base.isPrimitive() && !name.startsWith("java.") && !name.startsWith("org.shearnet.")) {
                foreign.add(where + ": " + name);
            }
        }
    }
}
