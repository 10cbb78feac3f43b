package io.github.claudecliproxy.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
    private static final Path FOLDER = Path.of("webapp/page");

    private final PageFiles files = new PageFiles();

    @Test
    void list_isWhatTheFolderHas() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            assertThat(all.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrderElementsOf(PageFiles.OWN);
        }
    }

    @Test
    void named_givesTheFileWithItsType() throws IOException {
        PageFile main = files.named("main.js").orElseThrow();

        assertThat(main.type()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(main.content()).isEqualTo(Files.readAllBytes(FOLDER.resolve("main.js")));
        assertThat(main.tag()).isNotEqualTo(files.named("api.js").orElseThrow().tag());
        assertThat(files.named("uplot.js")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing.js", "../logback.xml", "/page/main.js", "main.js/", "MAIN.JS"})
    void named_anyOther_isNone(String name) {
        assertThat(files.named(name)).isEmpty();
    }

    /** The policy would block them, in a browser that somebody has to look at. */
    @Test
    void files_haveNothingInlineAndNothingOfOtherHosts() {
        for (String name : List.of("index.html", "main.js", "live.js", "charts.js", "playground.js", "style.css")) {
            String text = new String(files.named(name).orElseThrow().content(), StandardCharsets.UTF_8);
            assertThat(text)
                    .as(name)
                    .doesNotContain("style=\"", "onclick=", "javascript:", "https://", "innerHTML", "eval(")
                    .doesNotContainPattern("<script>|<style>");
        }
    }
}
