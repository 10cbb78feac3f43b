package io.github.claudecliproxy.it.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.ClientProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client of OpenAI's API that the build has installed, unchanged, and the program of src/test/sdk/openai that uses it. */
@SuppressWarnings("ImmutableEnumChecker") // a list that nobody can change
enum OpenAiClient {
    OLD("openai.mjs", "openai-old"),
    NEW("openai.mjs", "openai-new"),
    FRAMEWORKS("frameworks.mjs");

    private static final Path FOLDER = Path.of("target/openai").toAbsolutePath();

    private final List<String> program;

    OpenAiClient(String... program) {
        this.program = List.of(program);
    }

    /** What the client sees: {@code baseURL key scenario model prompt}. */
    JsonNode run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("node"));
        line.addAll(program);
        line.addAll(List.of(arguments));
        return ClientProgram.run(FOLDER, line);
    }
}
