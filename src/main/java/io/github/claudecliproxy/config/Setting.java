package io.github.claudecliproxy.config;

/**
 * The settings, under the names that users write. In a WAR each is read from the context parameter, then the system
 * property, then the environment variable of that name.
 */
public enum Setting {
    CLAUDE_PROXY_PORT("9100", 0, 65535, "port of the launcher; 0 takes a free one"),
    CLAUDE_PROXY_HOST("127.0.0.1,::1", "addresses of the launcher, separated by commas"),
    CLAUDE_PROXY_ALLOW_OPEN("false", "true lets others in without a key: anyone who reaches the port uses your login"),
    MAX_CONCURRENT("5", 1, 1000, "how many turns run at once"),
    MAX_QUEUE_DEPTH("20", 0, 100_000, "how many requests may wait"),
    QUEUE_TIMEOUT_MS("60000", 1, 86_400_000, "how long a request may wait, ms"),
    QUEUE_AGING_MS(
            "20000",
            0,
            86_400_000,
            "after waiting so long a request counts as one priority higher, after twice so long as two, ms; 0 for never"),
    DEFAULT_TIMEOUT_MS("180000", 1, 3_600_000, "how long a /chat turn may run unless it says otherwise, ms"),
    DEFAULT_MAX_TURNS("2", 1, 100, "how many answers of the model a /chat turn may take unless it says otherwise"),
    MESSAGES_TIMEOUT_MS("600000", 1, 86_400_000, "how long a /v1/messages turn may run, ms"),
    STREAM_PING_MS("5000", 10, 3_600_000, "silence in a stream after which a ping is sent, ms"),
    PROXY_API_KEY("", "when set, every endpoint but /health wants it"),
    PROXY_API_KEYS_FILE(
            "", "a file of such keys with names and limits, written by 'keys add'; read again when it changes"),
    CLAUDE_PROXY_PAGE("true", "false takes the page at / and GET /api/status away"),
    CLAUDE_CLI_PATH("", "the claude program; empty looks on PATH and in its usual places"),
    CLAUDE_PROXY_TOOLS(
            "", "the CLI's built-in tools that /chat may use, by name, separated by commas; they run as this user"),
    CLAUDE_PROXY_MODEL_ALIASES(
            "", "names for models that OpenAI's clients may use, such as gpt-4o=claude-sonnet-5, separated by commas"),
    CLAUDE_PROXY_UPSTREAM_RETRIES(
            "0", 0, 10, "how often the CLI itself asks a failing API again before the client is told"),
    CLAUDE_PROXY_PLAN_ONLY(
            "false", "true lets turns wait, or refuses them, where they would cost more than the plan of the login"),
    CLAUDE_PROXY_MAX_PROCESSES("0", 0, 10_000, "the most CLI processes at once; 0 for four more than MAX_CONCURRENT"),
    CLAUDE_PROXY_IDLE_MS(
            "300000", 0, 86_400_000, "how long a CLI process waits for its next turn, ms; 0 for a process a turn"),
    CLAUDE_PROXY_MAX_AGE_MS("3600000", 1, 86_400_000, "how long a CLI process serves, ms"),
    CLAUDE_PROXY_MAX_CONVERSATIONS("500", 1, 1_000_000, "how many conversations a CLI process serves"),
    CLAUDE_PROXY_MAX_MEMORY_MB("400", 1, 1_000_000, "how much memory a CLI process may have and serve on, MB"),
    CLAUDE_PROXY_REUSE_PROCESSES(
            "true", "false gives each conversation a CLI process of its own, which nothing else is ever told to"),
    CLAUDE_PROXY_SHARE_SESSIONS(
            "false", "true lets a CLI process serve callers of different keys, one after the other"),
    CLAUDE_PROXY_DATABASE(
            "",
            "where usage is recorded: jdbc:sqlite:/FILE, jdbc:postgresql:..., or none; empty for a file of this user"),
    CLAUDE_PROXY_DATA_SOURCE("", "the JNDI name of a data source of the server, to record usage in"),
    CLAUDE_PROXY_WORKDIR("", "where the CLI runs; empty takes a private folder that is empty"),
    CLAUDE_PROXY_ALLOWED_ORIGINS("", "web origins that may call, separated by commas; none by default"),
    CLAUDE_PROXY_ALLOWED_HOSTS(
            "", "host names that requests may carry beside IP addresses and this machine's own names"),
    CLAUDE_PROXY_MAX_BODY_BYTES("33554432", 1024, 1_073_741_824, "the largest request body, bytes"),
    CLAUDE_PROXY_BODY_TIMEOUT_MS("60000", 1, 3_600_000, "how long a request body may take to arrive, ms");

    private final String defaultValue;
    private final long min;
    private final long max;
    private final String meaning;

    Setting(String defaultValue, String meaning) {
        this(defaultValue, 0, 0, meaning);
    }

    Setting(String defaultValue, long min, long max, String meaning) {
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.meaning = meaning;
    }

    public String defaultValue() {
        return defaultValue;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether the value must never be shown. */
    public boolean secret() {
        return this == PROXY_API_KEY || this == CLAUDE_PROXY_DATABASE; // its URL may have a password
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }
}
