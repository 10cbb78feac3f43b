package io.github.claudecliproxy.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** A {@code claude} that misbehaves on cue, where the real one cannot be made to. A shell script. */
public final class FakeCli {
    private static final String START = """
            {"type":"stream_event","event":{"type":"message_start","message":{"id":"msg_fake","type":"message",\
            "role":"assistant","model":"fake","content":[],"stop_reason":null,"usage":{"input_tokens":1,"output_tokens":1}}}}
            {"type":"stream_event","event":{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}}
            {"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}}""";
    private static final String END = """
            {"type":"stream_event","event":{"type":"content_block_stop","index":0}}
            {"type":"stream_event","event":{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}}
            {"type":"stream_event","event":{"type":"message_stop"}}
            {"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Hi"}""";

    private final Path home;
    private final Path script;

    /**
     * Writes the script.
     *
     * @param behaviour shell lines that run each time that a question was asked; {@code start} and {@code end} print the
     *     two halves of a good answer, {@code rest} reads on without another word
     */
    public FakeCli(Path home, String behaviour) throws IOException {
        this(home, "2.1.330 (Claude Code)", behaviour);
    }

    public FakeCli(Path home, String version, String behaviour) throws IOException {
        this.home = home;
        this.script = home.resolve("claude");
        String text = """
                #!/bin/bash
                case "$1" in
                  --version) echo '%s'; exit 0;;
                  auth) echo '{"loggedIn":true,"authMethod":"fake"}'; exit 0;;
                esac
                start() { cat <<'EOF'
                %s
                EOF
                }
                end() { cat <<'EOF'
                %s
                EOF
                }
                rest() { while read -r line; do :; done; }
                id='"request_id":"([^"]*)"'
                said() {
                  [[ $line =~ $id ]]
                  echo "{\\"type\\":\\"control_response\\",\\"response\\":{\\"subtype\\":\\"success\\",\\"request_id\\":\\"${BASH_REMATCH[1]}\\",\\"response\\":$1}}"
                }
                asked() {
                echo '{"type":"system","subtype":"init","model":"claude-fake-1"}'
                echo '{"type":"system","subtype":"status","status":"requesting"}'
                %s
                }
                while read -r line; do
                  case "$line" in
                    *'"shouldQuery":false'*) echo '{"type":"result","subtype":"success","num_turns":0}';;
                    *'"subtype":"list_models"'*) said \
                      '{"models":[{"value":"fake","resolvedModel":"claude-fake-1","displayName":"Fake"}]}';;
                    *'"subtype":"get_context_usage"'*) said '{"categories":[{"kind":"used","tokens":7}]}';;
                    *'"subtype":"rewind_conversation"'*) said '{"rewound":true}';;
                    *'"type":"control_request"'*) said '{}';;
                    *'"type":"user"'*) asked;;
                  esac
                done
                """.formatted(version, START, END, behaviour);
        Files.write(script, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A CLI that answers every question well, and at once. */
    public static FakeCli good(Path home) throws IOException {
        return new FakeCli(home, "start\nend");
    }

    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", home.toString());
        environment.put("CLAUDE_CLI_PATH", script.toString());
        environment.put("CLAUDE_PROXY_PORT", "0");
        return environment;
    }
}
