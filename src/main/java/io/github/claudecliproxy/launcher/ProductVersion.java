package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.config.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** The version, as {@code --version} prints it. */
public final class ProductVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"claude-cli-proxy " + BuildVersion.read().orElse("(unknown)")};
    }
}
