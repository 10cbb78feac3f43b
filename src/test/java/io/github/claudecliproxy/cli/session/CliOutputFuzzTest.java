package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.HeldCalls;
import io.github.claudecliproxy.cli.protocol.LineLog;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Mutations;
import io.github.claudecliproxy.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever a CLI writes is an event, nothing, or the one exception that callers expect. */
class CliOutputFuzzTest {
    private static final List<JsonNode> LINES = List.of(
            Mutations.tree("{'type':'stream_event','event':{'type':'message_stop'},'parent_tool_use_id':null}"),
            Mutations.tree("{'type':'assistant','is_api_error_message':true,'api_error_status':529,"
                    + "'api_error_type':'overloaded_error','error':'e','message':{'stop_reason':'stop',"
                    + "'content':[{'type':'text','text':'API Error: 529 busy'}]}}"),
            Mutations.tree("{'type':'user','message':{'content':[{'type':'tool_result','tool_use_id':'toolu_1'}]}}"),
            Mutations.tree("{'type':'system','subtype':'api_retry','attempt':1,'error_status':500,'error':'e',"
                    + "'retry_delay_ms':500}"),
            Mutations.tree("{'type':'system','subtype':'status','status':'requesting'}"),
            Mutations.tree("{'type':'system','subtype':'init','model':'m'}"),
            Mutations.tree("{'type':'result','subtype':'success','is_error':false,'result':'r',"
                    + "'terminal_reason':'blocking_limit'}"),
            Mutations.tree("{'type':'rate_limit_event','rate_limit_info':{'status':'rejected','resetsAt':1}}"),
            Mutations.tree("{'type':'control_response','response':{'subtype':'success','request_id':'r',"
                    + "'response':{'models':[1]}}}"),
            Mutations.tree("{'type':'control_request','request_id':'r','request':{'subtype':'mcp_message',"
                    + "'server_name':'client','message':{'jsonrpc':'2.0','id':1,'method':'tools/call',"
                    + "'params':{'name':'t0','_meta':{'claudecode/toolUseId':'toolu_1'}}}}}"));

    @Test
    void read_spoiledLines_eventOrNothing() {
        Seeds.each(seed -> {
            Mutations mutations = new Mutations(seed);
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            for (int i = mutations.upTo(6); i >= 0; i--) {
                output.writeBytes(Json.bytes(mutations.spoiled(mutations.any(LINES))));
                output.write('\n');
            }

            readAll(output.toByteArray());
            readAll(mutations.spoiled(output.toByteArray()));
        });
    }

    @Test
    void read_anyBytes_eventOrNothing() {
        Seeds.each(seed -> {
            Mutations mutations = new Mutations(seed);

            readAll(mutations.bytes(mutations.upTo(2000)));
        });
    }

    private static void readAll(byte[] output) {
        int start = 0;
        for (int i = 0; i <= output.length; i++) {
            if (i == output.length || output[i] == '\n') {
                read(Arrays.copyOfRange(output, start, i));
                start = i + 1;
            }
        }
    }

    private static void read(byte[] line) {
        try {
            Optional<CliEvent> event = CliLines.read(line, new LineLog(1));
            if (event.orElse(null) instanceof CliEvent.Asked asked && ClientTools.isCall(asked.request())) {
                new HeldCalls().called(asked);
            } else if (event.orElse(null) instanceof CliEvent.Asked asked) {
                assertThat(ClientTools.named(List.of("t")).answer(asked.request()))
                        .isNotNull();
            }
        } catch (CliException refused) {
            assertThat(refused.getMessage()).contains("refused");
        }
    }
}
