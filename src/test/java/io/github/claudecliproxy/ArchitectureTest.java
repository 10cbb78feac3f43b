package io.github.claudecliproxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.claudecliproxy.dispatch.Priority;

/** The rooms, the arrows between them, and what is banned. */
@AnalyzeClasses(
        packages = {"io.github.claudecliproxy", "launch"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.claudecliproxy.";

    @ArchTest
    static final ArchRule ROOMS_USE_ONLY_WHAT_THEY_MAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("app")
            .definedBy(ROOT + "app")
            .layer("http")
            .definedBy(ROOT + "http")
            .layer("turn")
            .definedBy(ROOT + "turn")
            .layer("messages")
            .definedBy(ROOT + "messages")
            .layer("dispatch")
            .definedBy(ROOT + "dispatch")
            .layer("cli.pool")
            .definedBy(ROOT + "cli.pool")
            .layer("cli.session")
            .definedBy(ROOT + "cli.session")
            .layer("cli.process")
            .definedBy(ROOT + "cli.process")
            .layer("metrics")
            .definedBy(ROOT + "metrics")
            .layer("health")
            .definedBy(ROOT + "health")
            .layer("config")
            .definedBy(ROOT + "config")
            .layer("json")
            .definedBy(ROOT + "json")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyAccessLayers("turn", "messages", "dispatch", "metrics", "health", "json")
            .whereLayer("turn")
            .mayOnlyAccessLayers("messages", "dispatch", "cli.pool", "cli.session", "cli.process", "json")
            .whereLayer("messages")
            .mayOnlyAccessLayers("json")
            .whereLayer("cli.pool")
            .mayOnlyAccessLayers("cli.session", "cli.process")
            .whereLayer("cli.session")
            .mayOnlyAccessLayers("cli.process", "json")
            .whereLayer("cli.process")
            .mayOnlyAccessLayers("json")
            .whereLayer("dispatch")
            .mayNotAccessAnyLayer()
            .whereLayer("metrics")
            .mayNotAccessAnyLayer()
            .whereLayer("health")
            .mayNotAccessAnyLayer()
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("json")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule JSON_IS_USED_BY_FEW = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + "messages",
                    ROOT + "cli.session",
                    ROOT + "cli.process",
                    ROOT + "turn",
                    ROOT + "http",
                    ROOT + "app",
                    ROOT + "json")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "json");

    @ArchTest
    static final ArchRule HTTP_KNOWS_ONLY_PRIORITY_OF_DISPATCH = noClasses()
            .that()
            .resideInAPackage(ROOT + "http")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "dispatch").and(not(type(Priority.class))));

    @ArchTest
    static final ArchRule EVERY_CLASS_HAS_A_ROOM = classes()
            .should()
            .resideInAnyPackage(
                    ROOT + "app",
                    ROOT + "http",
                    ROOT + "turn",
                    ROOT + "messages",
                    ROOT + "dispatch",
                    ROOT + "cli.pool",
                    ROOT + "cli.session",
                    ROOT + "cli.process",
                    ROOT + "metrics",
                    ROOT + "health",
                    ROOT + "config",
                    ROOT + "json",
                    "launch");

    @ArchTest
    static final ArchRule LAUNCH_KNOWS_NO_ROOM = noClasses()
            .that()
            .resideInAPackage("launch")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.claudecliproxy..");

    @ArchTest
    static final ArchRule ENVIRONMENT_IS_READ_IN_CONFIG = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "config", "launch") // launch runs before the rooms are on the class path
            .should()
            .callMethodWhere(target(owner(type(System.class))).and(target(name("getenv"))));

    @ArchTest
    static final ArchRule JAX_RS_STAYS_AT_THE_DOOR = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "http", ROOT + "app")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule PROCESSES_ARE_STARTED_IN_CLI_PROCESS = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "cli.process")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec"))));

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses()
            .should()
            .callMethodWhere(target(owner(type(Thread.class))).and(target(name("sleep"))));

    @ArchTest
    static final ArchRule STATICS_DO_NOT_CHANGE =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule JAVA_UTIL_LOGGING_STAYS_IN_APP = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "app")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging");
}
