package org.shearnet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.NetworkChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of docs/guidelines.md that a machine can hold. */
@AnalyzeClasses(packages = "org.shearnet", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule NETWORKS_ALONE_KNOW_ND4J = noClasses()
            .that()
            .resideOutsideOfPackages("org.shearnet.net..", "org.shearnet.train..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..");

    /** Which package may use which; what is not named here may use nothing of ours. A new use is a decision, and a word here. */
    private static final Map<String, String> MAY_USE = Map.ofEntries(
            Map.entry("galaxysim.yaml", ""),
            Map.entry("galaxysim.shear", ""),
            Map.entry("galaxysim.profile", "shear yaml"),
            Map.entry("galaxysim.render", "profile"),
            Map.entry("galaxysim.noise", "render"),
            Map.entry("galaxysim.moments", "shear"),
            Map.entry("galaxysim.fits", "profile"),
            Map.entry("galaxysim.psf", "fits profile"),
            Map.entry("galaxysim.scene", "fits noise profile psf render shear yaml"),
            Map.entry("ngmix.observation", ""),
            Map.entry("ngmix.prior", ""),
            Map.entry("ngmix.gmix", "observation"),
            Map.entry("ngmix.moments", "noise ngmix gmix observation"),
            Map.entry("ngmix.em", "ngmix gmix observation"),
            Map.entry("ngmix.response", "noise ngmix moments observation"),
            Map.entry("ngmix.fit", "profile render ngmix em gmix moments observation prior"),
            Map.entry("ngmix.metacal", "noise render ngmix fit gmix moments observation"),
            Map.entry("net.engine", ""),
            Map.entry("net.layer", "noise engine"),
            Map.entry("net.cuda", "fits engine layer"),
            Map.entry("parallel", ""),
            Map.entry("features", "fits moments engine observation response"),
            Map.entry("net", "parallel features fits moments noise profile yaml cuda engine layer response"),
            Map.entry("data", "features profile render scene shear yaml net engine"),
            Map.entry("train", "parallel data features fits noise yaml net cuda engine layer"),
            Map.entry(
                    "estimate",
                    "parallel features fits moments noise profile psf render scene shear yaml net engine ngmix fit gmix metacal observation prior response"),
            Map.entry(
                    "speed",
                    "moments noise profile psf render fit gmix metacal observation parallel net cuda engine train"),
            Map.entry("errorbars", "noise"),
            Map.entry("table", "config fits"),
            Map.entry("config", "estimate fits noise scene yaml net train"),
            Map.entry(
                    "benchmark",
                    "parallel config errorbars estimate fits noise profile render scene shear yaml metacal"),
            Map.entry(
                    "inspect",
                    "parallel benchmark config data estimate features fits noise profile render scene shear yaml net engine layer train"),
            Map.entry("paper", "benchmark config estimate fits report"),
            Map.entry("study", "benchmark config estimate fits scene yaml train"),
            Map.entry(
                    "report",
                    "benchmark config errorbars estimate fits inspect net engine profile scene study yaml train"));

    /** The command puts everything together. */
    private static final String COMMAND = "cli";

    private static final String OURS = "org.shearnet.";

    @ArchTest
    static final ArchRule PACKAGES_USE_WHAT_THEY_MAY = classes()
            .should(new ArchCondition<>("use what their package may") {
                @Override
                public void check(JavaClass one, ConditionEvents events) {
                    String own = one.getPackageName();
                    String from = own.substring(Math.min(OURS.length(), own.length()));
                    if (from.equals(COMMAND) || from.isEmpty()) {
                        return;
                    }
                    Set<String> allowed = Set.of(MAY_USE.getOrDefault(from, "").split(" "));
                    for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                        String other = dependency.getTargetClass().getPackageName();
                        String last = other.substring(other.lastIndexOf('.') + 1);
                        if (other.startsWith(OURS) && !other.equals(one.getPackageName()) && !allowed.contains(last)) {
                            events.add(SimpleConditionEvent.violated(
                                    one, from + " may not use " + dependency.getDescription()));
                        }
                    }
                }
            });

    /** Classes that need each other belong into one file, but for a sealed type and its permitted classes. */
    @ArchTest
    static void classesStandInNoCircle(JavaClasses classes) {
        assertThat(Circles.among(classes)).isEmpty();
    }

    /** What a user of the two libraries sees names no type of a library behind them, so that those can be exchanged. */
    @ArchTest
    static void theLibrariesShowJavaAndThisProjectAlone(JavaClasses classes) {
        JavaClasses libraries = classes.that(
                resideInAnyPackage(OURS + "galaxysim..", OURS + "ngmix..").as("libraries"));
        assertThat(libraries).hasSizeGreaterThan(100);
        assertThat(PublicSignatures.foreign(libraries)).isEmpty();
    }

    /** Lines of a file beyond which the documentation of its class says why, in a sentence that begins with {@link #REASON}. */
    private static final int LONG = 300;

    private static final String REASON = "Longer than other classes: ";

    @ArchTest
    static void longClassesSayWhy(JavaClasses classes) throws IOException {
        List<String> silent = new ArrayList<>();
        int files = 0;
        for (String module : List.of("galaxy-sim", "ngmix-port", "shearnet-dl4j")) {
            try (Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path source :
                        sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                    files++;
                    String text = Files.readString(source);
                    if (text.lines().count() > LONG && !text.contains(REASON)) {
                        silent.add(source.getFileName().toString());
                    }
                }
            }
        }
        assertThat(files).isGreaterThan(400);
        assertThat(silent).isEmpty();
    }

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_PRINTS = noClasses()
            .that()
            .resideOutsideOfPackage("org.shearnet.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule NOBODY_IMPORTS_THE_COMMAND = noClasses()
            .that()
            .resideOutsideOfPackage("org.shearnet.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.shearnet.cli..");

    /** Old libraries within ND4J, and serialisation, never meet what users bring. */
    @ArchTest
    static final ArchRule NOBODY_PARSES_WITH_SHADED_LIBRARIES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j.shade..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.io.ObjectInputStream.class);

    /** SECURITY.md says so of every command: no connection, no other program, no class that a file names. */
    @ArchTest
    static final ArchRule NOBODY_CALLS_OUT = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.net..", "javax.net..", "java.rmi..", "javax.script..", "javax.naming..")
                            .and(not(belongToAnyOf(URI.class, URISyntaxException.class, URL.class))))
            .orShould()
            .dependOnClassesThat(assignableTo(NetworkChannel.class))
            .orShould()
            .dependOnClassesThat(belongToAnyOf(ProcessBuilder.class, ClassLoader.class))
            .orShould()
            .callMethod(URL.class, "openStream")
            .orShould()
            .callMethod(URL.class, "openConnection")
            .orShould()
            .callMethod(Runtime.class, "exec", String.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class)
            .orShould()
            .callMethod(Class.class, "forName", String.class);

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("org.shearnet.(**)").should().beFreeOfCycles();
}
