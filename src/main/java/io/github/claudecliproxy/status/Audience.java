package io.github.claudecliproxy.status;

/**
 * Who looks at the status.
 *
 * @param all whether they see all: the operator does, and anyone where no key is needed
 * @param key the name of their key, whose turns and failures they see otherwise
 */
public record Audience(boolean all, String key) {}
