package io.github.claudecliproxy.it.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checks of accessibility that run within a page, which the build has installed. */
final class Axe {
    private static final Path SCRIPT = Path.of("target/browser/node_modules/axe-core/axe.min.js");

    private Axe() {}

    static String source() throws IOException {
        if (!Files.isRegularFile(SCRIPT)) {
            throw new IllegalStateException(SCRIPT + " is missing: 'mvn verify' installs it");
        }
        return Files.readString(SCRIPT);
    }
}
