package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The environment of a CLI process: the variables that are named here and no others. So the server's own settings and
 * secrets stay out of it, and so do variables that tell a CLI that it runs inside another CLI.
 */
public final class ChildEnvironment {
    /** Marks all descendants of a CLI process, so that they are found even when their parent has died. */
    static final String MARK = "CLI_PROXY_SESSION_MARK";

    /** The CLI's limit for a prompt, in tokens. It checks the limit before each request to the API. */
    public static final String PROMPT_LIMIT = "CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE";

    /** High enough that the API decides what is too long. */
    public static final String NO_PROMPT_LIMIT = "1000000000";

    private static final String CUSTOM_HEADERS = "ANTHROPIC_CUSTOM_HEADERS";

    private static final Set<String> PASSED_ON = Set.of(
            // the machine and the user
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "TMPDIR",
            // the operator's login or key, and the API to talk to
            "CLAUDE_CONFIG_DIR",
            "CLAUDE_CODE_OAUTH_TOKEN",
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_AUTH_TOKEN",
            "ANTHROPIC_BASE_URL",
            "CLAUDE_CODE_ATTRIBUTION_HEADER",
            CUSTOM_HEADERS,
            "ANTHROPIC_MODEL",
            "ANTHROPIC_DEFAULT_OPUS_MODEL",
            "ANTHROPIC_DEFAULT_SONNET_MODEL",
            "ANTHROPIC_DEFAULT_HAIKU_MODEL",
            // Amazon Bedrock
            "CLAUDE_CODE_USE_BEDROCK",
            "CLAUDE_CODE_SKIP_BEDROCK_AUTH",
            "ANTHROPIC_BEDROCK_BASE_URL",
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_PROFILE",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_BEARER_TOKEN_BEDROCK",
            "AWS_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
            // Google Vertex AI
            "CLAUDE_CODE_USE_VERTEX",
            "CLAUDE_CODE_SKIP_VERTEX_AUTH",
            "ANTHROPIC_VERTEX_BASE_URL",
            "ANTHROPIC_VERTEX_PROJECT_ID",
            "CLOUD_ML_REGION",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "GOOGLE_CLOUD_PROJECT",
            // Microsoft Foundry
            "CLAUDE_CODE_USE_FOUNDRY",
            "CLAUDE_CODE_SKIP_FOUNDRY_AUTH",
            "ANTHROPIC_FOUNDRY_RESOURCE",
            "ANTHROPIC_FOUNDRY_BASE_URL",
            "ANTHROPIC_FOUNDRY_API_KEY",
            "AZURE_CLIENT_ID",
            "AZURE_TENANT_ID",
            "AZURE_CLIENT_SECRET",
            // the way to the network
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "NODE_EXTRA_CA_CERTS",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR");

    /**
     * For every session. The CLI must not hide a failure of the API behind a second request: the client decides about
     * retries. A prompt must not name files to be read (a second lock beside {@code client_composed}). The CLI's reminders,
     * such as what is left of a budget, stay out of the prompt. The API decides what is too long, and no conversation is
     * compacted. A tool result may be large and slow. Thinking and effort are the client's, or the API's defaults. The
     * client's tools keep their names. The API's words about an error go to stderr.
     */
    private static final Map<String, String> ALWAYS = Map.ofEntries(
            Map.entry("CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK", "1"),
            Map.entry("CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1"),
            Map.entry("CLAUDE_CODE_DISABLE_ATTACHMENTS", "1"),
            Map.entry("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
            Map.entry("DISABLE_AUTOUPDATER", "1"),
            Map.entry("DISABLE_COMPACT", "1"),
            Map.entry(PROMPT_LIMIT, NO_PROMPT_LIMIT),
            Map.entry("MAX_MCP_OUTPUT_TOKENS", "100000000"),
            Map.entry("MCP_TOOL_TIMEOUT", "100000000"),
            Map.entry("ENABLE_TOOL_SEARCH", "false"),
            Map.entry("CLAUDE_CODE_DISABLE_THINKING", "1"),
            Map.entry("CLAUDE_CODE_EFFORT_LEVEL", "unset"),
            Map.entry("CLAUDE_CODE_DISABLE_REFUSAL_RETRY", "1"),
            Map.entry("CLAUDE_AGENT_SDK_MCP_NO_PREFIX", "1"),
            Map.entry("CLAUDE_CODE_DEBUG_LOG_LEVEL", "error"));

    private ChildEnvironment() {}

    /** Replaces the content of {@code child} by those variables of the server that a CLI may have. */
    static void passOn(Map<String, String> server, Map<String, String> child) {
        child.clear();
        server.forEach((name, value) -> {
            if (PASSED_ON.contains(name)) {
                child.put(name, value);
            }
        });
    }

    public static Map<String, String> ofSession(
            CliSettings settings, PrivateFolders folders, String mark, List<String> betas) {
        Map<String, String> child = new LinkedHashMap<>();
        passOn(settings.environment(), child);
        child.putAll(ALWAYS);
        // one more than allowed: the CLI announces each retry and its delay, and is stopped at the one too many
        child.put("CLAUDE_CODE_MAX_RETRIES", String.valueOf(settings.retries() + 1));
        child.put("XDG_CACHE_HOME", folders.cache().toString());
        child.put("TMPDIR", folders.temporary().toString());
        child.put(MARK, mark);
        if (!betas.isEmpty()) {
            child.put("ANTHROPIC_BETAS", String.join(",", betas));
        }
        child.merge(CUSTOM_HEADERS, settings.hopHeader(), (operators, ours) -> operators + "\n" + ours);
        return child;
    }
}
