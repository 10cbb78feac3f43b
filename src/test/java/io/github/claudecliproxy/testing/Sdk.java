package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An official SDK that the build has installed, unchanged, and the two programs of src/test/sdk that use it. */
@SuppressWarnings("ImmutableEnumChecker") // lists that nobody can change
public enum Sdk {
    TYPESCRIPT_OLD("target/npm", "probe.mjs", "agent.mjs", List.of("node"), List.of("sdk-old")),
    TYPESCRIPT_NEW("target/npm", "probe.mjs", "agent.mjs", List.of("node"), List.of("sdk-new")),
    JAVA_OLD("src/test/sdk/java", "SdkProbe.java", "SdkTools.java", java("2.75.0"), List.of()),
    JAVA_NEW("src/test/sdk/java", "SdkProbe.java", "SdkTools.java", java("3.12.0"), List.of());

    private final Path folder;
    private final String probe;
    private final String tools;
    private final List<String> runtime;
    private final List<String> which;

    Sdk(String folder, String probe, String tools, List<String> runtime, List<String> which) {
        this.folder = Path.of(folder).toAbsolutePath();
        this.probe = probe;
        this.tools = tools;
        this.runtime = runtime;
        this.which = which;
    }

    private static List<String> java(String version) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target/sdk-java", version, "*").toAbsolutePath().toString());
    }

    /** One call of the Messages API: {@code url key scenario model prompt}. */
    public JsonNode probe(String... arguments) throws IOException, InterruptedException {
        return run(probe, arguments);
    }

    /** The SDK's own helpers: {@code url key scenario prompt [png]}. */
    public JsonNode tools(String... arguments) throws IOException, InterruptedException {
        return run(tools, arguments);
    }

    private JsonNode run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(runtime);
        line.add(program);
        line.addAll(which);
        line.addAll(List.of(arguments));
        return ClientProgram.run(folder, line);
    }
}
