package io.github.claudecliproxy.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A turn that is queued or runs.
 *
 * @param id the request's id
 * @param phase {@code queued}, {@code running} or {@code answering}
 * @param priority {@code high}, {@code normal} or {@code low}
 * @param model the model as the client named it, or empty
 * @param key the name of the key that the caller was let in with, or empty
 * @param queuedMs its time in the queue
 * @param runningMs how long it has run; null while it is queued
 */
public record LiveTurn(
        String id,
        String phase,
        String priority,
        String model,
        String key,
        long queuedMs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long runningMs) {}
