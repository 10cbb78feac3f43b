package io.github.claudecliproxy.isolation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request, and how it is to be answered.
 *
 * @param key under which the API knows it
 * @param apiKey the caller's
 * @param request its body
 * @param answer the API's
 * @param ending what happens to the answer
 */
record Question(String key, String apiKey, ObjectNode request, Answer answer, Ending ending) {

    /** What may happen to an answer. */
    enum Ending {
        /** The client reads it to its end. */
        WHOLE,
        /** The API refuses. */
        REFUSED,
        /** The client hangs up when it has begun. */
        LEFT
    }

    boolean streams() {
        return request.path("stream").asBoolean();
    }
}
