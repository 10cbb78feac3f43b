package io.github.claudecliproxy.launcher.keys;

import picocli.CommandLine.Command;

/** The commands for the keys file. A server that uses the file notices within a second. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        subcommands = {AddKey.class, ListKeys.class, RemoveKey.class},
        description = "Adds, lists and removes keys in the file of PROXY_API_KEYS_FILE.")
public final class KeysCommand {}
