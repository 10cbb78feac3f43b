package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file says which CLI is tested, shipped in the image, and named to users. */
class PinnedCliTest {
    private static final String CLI = "@anthropic-ai/claude-code";
    private static final Path NODE = Path.of("src/test/sdk/node");

    @ParameterizedTest
    @ValueSource(strings = {"linux-x64", "linux-arm64"})
    void imagesCli_isTheTestedOneWithItsChecksum(String platform) throws IOException {
        JsonNode locked = Json.read(Files.readAllBytes(NODE.resolve("package-lock.json")))
                .path("packages")
                .path("node_modules/" + CLI + "-" + platform);

        assertThat(locked.path("version").asText()).isEqualTo(version());
        assertThat(locked.path("integrity").asText()).startsWith("sha512-");
        assertThat(Path.of("Dockerfile"))
                .content()
                .contains("COPY " + NODE + "/package.json " + NODE + "/package-lock.json");
    }

    @Test
    void testedCli_isNewEnoughForTheProxy() throws IOException {
        assertThat(CliVersion.parse(version()).orElseThrow()).isGreaterThanOrEqualTo(CliVersion.FLOOR);
    }

    @Test
    void readme_installsTheTestedCli() throws IOException {
        assertThat(Path.of("README.md")).content().contains(CLI + "@" + version() + " ");
    }

    private static String version() throws IOException {
        return Json.read(Files.readAllBytes(NODE.resolve("package.json")))
                .path("dependencies")
                .path(CLI)
                .asText();
    }
}
