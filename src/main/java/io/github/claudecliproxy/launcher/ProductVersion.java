package io.github.claudecliproxy.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build has recorded. */
public final class ProductVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = ProductVersion.class.getResourceAsStream("/claude-cli-proxy.properties")) {
            if (in != null) {
                build.load(in);
            }
        }
        return new String[] {"claude-cli-proxy " + build.getProperty("version", "(unknown)")};
    }
}
