package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.dispatch.Priority;

/**
 * Which turn it is, without anything of its prompt: for those who observe turns.
 *
 * @param id the request's id
 * @param model the model as the client named it, or empty
 * @param key the name of the key that the caller was let in with, or empty
 */
public record TurnInfo(String id, Priority priority, String model, String key) {}
