package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.ChildEnvironment;
import io.github.claudecliproxy.json.Json;

/**
 * Variables that the CLI gets before each turn, always all of them: one that is left out keeps its value from the turn
 * before.
 *
 * @param extraBody fields of the API request beside the conversation, as JSON. It always has {@code tools}: without it the
 *     CLI would send those of the conversation before. Empty leaves the request to the CLI
 * @param caching which parts of the request the API is to cache
 */
public record TurnSettings(String extraBody, Caching caching) {
    /** No tools and no other fields. */
    public static final TurnSettings PLAIN = new TurnSettings("{\"tools\":[]}", Caching.NONE);

    /** Where the CLI puts cache breakpoints: at the end of the system prompt and of the newest message, or nowhere. */
    public enum Caching {
        NONE("1", "5m", ""),
        FIVE_MINUTES("", "5m", ""),
        ONE_HOUR("", "1h", ""),
        /** The system prompt for an hour, messages for five minutes. */
        ONE_HOUR_BUT_MESSAGES("", "1h", "5m");

        private final String disabled;
        private final String ttl;
        private final String messagesTtl;

        Caching(String disabled, String ttl, String messagesTtl) {
            this.disabled = disabled;
            this.ttl = ttl;
            this.messagesTtl = messagesTtl;
        }
    }

    /** For the next question of the conversation, if its request is like this one: conversations that go on are cached. */
    public TurnSettings goingOn() {
        return caching == Caching.NONE ? new TurnSettings(extraBody, Caching.FIVE_MINUTES) : this;
    }

    /** As variables of the CLI. */
    public ObjectNode variables() {
        return Json.object()
                .put("CLAUDE_CODE_EXTRA_BODY", extraBody)
                .put("DISABLE_PROMPT_CACHING", caching.disabled)
                .put("CLAUDE_CODE_PROMPT_CACHE_TTL", caching.ttl)
                .put("CLAUDE_CODE_MESSAGES_PROMPT_CACHE_TTL", caching.messagesTtl)
                .put(ChildEnvironment.PROMPT_LIMIT, ChildEnvironment.NO_PROMPT_LIMIT);
    }
}
