package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
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

    /** Of the systems that the CLI runs on too; all others would make up half of the file. */
    @Test
    void sqlite_hasTheLibrariesOfTheseSystemsOnly() throws IOException {
        List<String> libraries = new ArrayList<>();
        try (ZipFile war = new ZipFile(LaunchedProxy.WAR.toFile())) {
            ZipEntry jar = war.stream()
                    .filter(entry -> entry.getName().contains("/sqlite-jdbc-"))
                    .findFirst()
                    .orElseThrow();
            try (ZipInputStream entries = new ZipInputStream(war.getInputStream(jar))) {
                for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                    if (!entry.isDirectory() && entry.getName().contains("/native/")) {
                        libraries.add(
                                entry.getName().replaceFirst(".*/native/", "").replaceFirst("/[^/]*$", ""));
                    }
                }
            }
        }

        assertThat(libraries)
                .containsExactlyInAnyOrder(
                        "Linux/x86_64",
                        "Linux/aarch64",
                        "Linux-Musl/x86_64",
                        "Linux-Musl/aarch64",
                        "Mac/x86_64",
                        "Mac/aarch64");
    }

    private static JsonNode components() throws IOException {
        return Json.read(Files.readAllBytes(SBOM)).path("components");
    }
}
