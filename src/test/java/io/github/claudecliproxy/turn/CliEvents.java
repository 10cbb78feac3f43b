package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a CLI would say. */
public final class CliEvents {
    public static final CliEvent START = streamed("{'type':'message_start','message':{'usage':{'input_tokens':1}}}");
    public static final CliEvent TEXT_START =
            streamed("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}");
    public static final CliEvent TEXT =
            streamed("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'hi'}}");
    public static final CliEvent STOP = streamed("{'type':'message_stop'}");
    public static final CliEvent BROKEN_OFF = streamed("{'type':'message_delta','delta':{'stop_reason':null}}");

    private CliEvents() {}

    /** An event of the API, written as JSON with single quotes. */
    public static CliEvent streamed(String json) {
        return new CliEvent.Streamed(object(json));
    }

    public static CliEvent stopReason(String reason) {
        return streamed("{'type':'message_delta','delta':{'stop_reason':'" + reason + "'}}");
    }

    public static ObjectNode object(String json) {
        try {
            return (ObjectNode) Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
