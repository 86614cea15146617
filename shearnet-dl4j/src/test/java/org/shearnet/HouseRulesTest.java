package org.shearnet;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.NetworkChannel;

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

    @ArchTest
    static final ArchRule THE_SIMULATOR_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage("org.shearnet.galaxysim..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.shearnet.ngmix..",
                    "org.shearnet.net..",
                    "org.shearnet.train..",
                    "org.shearnet.estimate..",
                    "org.shearnet.cli..");

    @ArchTest
    static final ArchRule THE_FITTER_KNOWS_THE_SIMULATOR_ALONE = noClasses()
            .that()
            .resideInAPackage("org.shearnet.ngmix..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.shearnet.net..", "org.shearnet.estimate..", "org.shearnet.cli..");

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
