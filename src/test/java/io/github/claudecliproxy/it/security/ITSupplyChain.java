package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The list of what is in the WAR, which the build writes beside it. */
class ITSupplyChain {
    private static final Path SBOM = Path.of("target/claude-cli-proxy-sbom.json");

    @Test
    void sbom_namesEveryJarOfTheWarAndNothingElse() throws IOException {
        List<String> listed = components().findParents("purl").stream()
                .map(component -> component.path("name").asText() + "-"
                        + component.path("version").asText() + ".jar")
                .toList();

        try (ZipFile war = new ZipFile(LaunchedProxy.WAR.toFile())) {
            List<String> jars = war.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.substring(name.lastIndexOf('/') + 1))
                    .toList();

            assertThat(listed).containsExactlyInAnyOrderElementsOf(jars);
        }
    }

    @Test
    void sbom_namesALicenceForEach() throws IOException {
        assertThat(components())
                .allSatisfy(component -> assertThat(component.path("licenses"))
                        .as(component.path("name").asText())
                        .isNotEmpty());
    }

    private static JsonNode components() throws IOException {
        return Json.read(Files.readAllBytes(SBOM)).path("components");
    }
}
