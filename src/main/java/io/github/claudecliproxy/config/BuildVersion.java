package io.github.claudecliproxy.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** The version that the build has recorded. */
public final class BuildVersion {
    private BuildVersion() {}

    /** Empty if it cannot be read, as where the classes do not come from a build. */
    public static Optional<String> read() {
        Properties build = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream("/claude-cli-proxy.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return Optional.ofNullable(build.getProperty("version"));
    }
}
