package io.github.claudecliproxy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.claudecliproxy.dispatch.Priority;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rooms, the arrows between them, and what is banned. */
@AnalyzeClasses(
        packages = {"io.github.claudecliproxy", "launch"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.claudecliproxy.";
    private static final int MOST_TYPES_IN_A_ROOM = 16;

    /** Each room, and the rooms that it may use beside itself. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry(
                    "launcher",
                    List.of(
                            "app",
                            "http",
                            "launcher.keys",
                            "log",
                            "http.access",
                            "keys",
                            "cli",
                            "cli.pool",
                            "cli.process",
                            "config",
                            "messages",
                            "time",
                            "json")),
            Map.entry("launcher.keys", List.of("keys", "config")),
            Map.entry(
                    "app",
                    List.of(
                            "log",
                            "http",
                            "http.access",
                            "http.exchange",
                            "http.api",
                            "http.openai",
                            "openai",
                            "openai.responses",
                            "keys",
                            "turn",
                            "lookup",
                            "work",
                            "cli",
                            "cli.pool",
                            "cli.session",
                            "cli.process",
                            "dispatch",
                            "metrics",
                            "plan",
                            "status",
                            "http.page",
                            "usage",
                            "usage.database",
                            "config")),
            Map.entry("log", List.of("time")),
            Map.entry(
                    "http.api",
                    List.of(
                            "http",
                            "http.access",
                            "http.exchange",
                            "keys",
                            "turn",
                            "lookup",
                            "work",
                            "messages",
                            "messages.request",
                            "dispatch",
                            "metrics",
                            "tracing",
                            "openai",
                            "usage")),
            Map.entry(
                    "http.page", List.of("http", "http.access", "http.exchange", "status", "work", "messages", "time")),
            Map.entry(
                    "http.exchange",
                    List.of("http", "http.access", "keys", "turn", "lookup", "work", "messages", "time", "json")),
            Map.entry("http.access", List.of("http", "keys", "messages", "metrics", "time")),
            Map.entry(
                    "http.openai",
                    List.of(
                            "http",
                            "http.api",
                            "http.exchange",
                            "keys",
                            "turn",
                            "lookup",
                            "work",
                            "messages",
                            "messages.request",
                            "openai",
                            "openai.chat",
                            "openai.responses")),
            Map.entry("openai.chat", List.of("openai", "messages", "json")),
            Map.entry("openai.responses", List.of("openai", "messages", "json")),
            Map.entry("openai", List.of("messages", "messages.request", "json")),
            Map.entry("http", List.of("openai", "messages", "json")),
            Map.entry(
                    "lookup",
                    List.of(
                            "turn",
                            "keys",
                            "work",
                            "messages",
                            "messages.request",
                            "dispatch",
                            "cli",
                            "cli.pool",
                            "cli.session",
                            "time",
                            "json")),
            Map.entry(
                    "turn",
                    List.of(
                            "keys",
                            "work",
                            "messages",
                            "messages.request",
                            "dispatch",
                            "cli",
                            "cli.pool",
                            "cli.session",
                            "cli.protocol",
                            "plan",
                            "time",
                            "json")),
            Map.entry("keys", List.of("messages", "dispatch", "time")),
            Map.entry("work", List.of("messages", "dispatch", "cli", "cli.session", "cli.protocol", "plan")),
            Map.entry("cli.pool", List.of("cli", "cli.session", "cli.process", "plan", "time")),
            Map.entry("cli.session", List.of("cli", "cli.protocol", "cli.process", "plan", "time", "json")),
            Map.entry("cli.protocol", List.of("cli", "cli.process", "plan", "time", "json")),
            Map.entry("cli.process", List.of("cli", "time", "json")),
            Map.entry("cli", List.of("json")),
            Map.entry("messages.request", List.of("messages", "json")),
            Map.entry("messages", List.of("json")),
            Map.entry("dispatch", List.of("time")),
            Map.entry("metrics", List.of("turn", "work", "messages", "plan", "time")),
            Map.entry("plan", List.of()),
            Map.entry("tracing", List.of("turn", "work", "messages")),
            Map.entry("status", List.of("turn", "work", "messages", "dispatch", "time")),
            Map.entry("usage", List.of("usage.database", "turn", "work", "messages", "time")),
            Map.entry("usage.database", List.of("time")),
            Map.entry("config", List.of()),
            Map.entry("time", List.of()),
            Map.entry("json", List.of()));

    @ArchTest
    static void roomsUseOnlyWhatTheyMay(JavaClasses all) {
        ARROWS.forEach((room, used) -> {
            String[] allowed = Stream.concat(Stream.of(room), used.stream())
                    .map(name -> ROOT + name)
                    .toArray(String[]::new);
            classes()
                    .that()
                    .resideInAPackage(ROOT + room)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackage(ROOT + ".")))
                    .check(all);
        });
    }

    @ArchTest
    static final ArchRule EVERY_CLASS_HAS_A_ROOM = classes()
            .should()
            .resideInAnyPackage(
                    Stream.concat(Stream.of("launch"), ARROWS.keySet().stream().map(room -> ROOT + room))
                            .toArray(String[]::new));

    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CIRCLE =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static void noRoomIsCrowded(JavaClasses all) {
        Map<String, Long> types = all.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(found -> !found.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(types).allSatisfy((room, count) -> assertThat(count).isLessThanOrEqualTo(MOST_TYPES_IN_A_ROOM));
    }

    @ArchTest
    static final ArchRule HTTP_KNOWS_ONLY_PRIORITY_OF_DISPATCH = noClasses()
            .that()
            .resideInAPackage(ROOT + "http..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "dispatch").and(not(type(Priority.class))));

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
            .resideOutsideOfPackages(ROOT + "http..", ROOT + "app")
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
    static final ArchRule JAVA_UTIL_LOGGING_IS_SET_UP_AT_THE_START_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "app", ROOT + "launcher")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging");
}
