package io.github.claudecliproxy.cli;

import java.nio.file.Path;

/** A CLI that was found and may be used. */
public record Cli(Path executable, CliVersion version) {}
