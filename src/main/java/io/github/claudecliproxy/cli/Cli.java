package io.github.claudecliproxy.cli;

import java.nio.file.Path;

/** A {@code claude} program that was found, and is new enough. */
public record Cli(Path executable, CliVersion version) {}
