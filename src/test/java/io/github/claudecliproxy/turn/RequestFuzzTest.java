package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.testing.Mutations;
import io.github.claudecliproxy.testing.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was accepted can be planned and told to a CLI; all else is refused with a status of its own. */
class RequestFuzzTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final JsonNode MESSAGES = Mutations.tree("{'model':'sonnet','max_tokens':10,'stream':true,"
            + "'system':[{'type':'text','text':'be brief','cache_control':{'type':'ephemeral'}}],"
            + "'temperature':0.5,'stop_sequences':['x'],'metadata':{'user_id':'u'},'tool_choice':{'type':'auto'},"
            + "'thinking':{'type':'enabled','budget_tokens':1024},'output_config':{'effort':'low'},"
            + "'tools':[{'name':'t','description':'d','input_schema':{'type':'object','properties':{}},'strict':true},"
            + "{'type':'web_search_20250305','name':'web_search'}],"
            + "'messages':[{'role':'user','content':'hi'},"
            + "{'role':'assistant','content':[{'type':'thinking','thinking':'h','signature':'s'},"
            + "{'type':'tool_use','id':'toolu_1','name':'t','input':{'a':[1,2.50]}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','is_error':false,"
            + "'content':[{'type':'text','text':'r'}]},"
            + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'/9j/4AAQSkZJRgAB'}}]}]}");
    private static final JsonNode CHAT = Mutations.tree("{'prompt':'hi','model':'opus','systemPrompt':'be brief',"
            + "'maxTurns':2,'timeoutMs':1000,'priority':'high','other':[1]}");

    @Test
    void messages_spoiledTree_plannedOrRefused() {
        Seeds.each(seed -> ask(Json.bytes(new Mutations(seed).spoiled(MESSAGES))));
    }

    @Test
    void messages_spoiledBytes_plannedOrRefused() {
        Seeds.each(seed -> ask(new Mutations(seed).spoiled(Json.bytes(MESSAGES))));
    }

    @Test
    void chat_spoiledTree_plannedOrRefused() {
        Seeds.each(seed -> chat(Json.bytes(new Mutations(seed).spoiled(CHAT))));
    }

    @Test
    void chat_spoiledBytes_plannedOrRefused() {
        Seeds.each(seed -> chat(new Mutations(seed).spoiled(Json.bytes(CHAT))));
    }

    @Test
    void both_anyBytes_plannedOrRefused() {
        Seeds.each(seed -> {
            byte[] body = new Mutations(seed).someBytes();
            ask(body);
            chat(body);
        });
    }

    /** Also what {@code count_tokens} does. */
    private static void ask(byte[] body) {
        try {
            MessagesRequest request = MessagesRequest.of(body);
            told(TurnPlan.of(request, List.of(), "").session());
            assertThat(request.ignored()).isNotNull();
        } catch (InvalidRequestException refused) {
            refused(refused);
        }
    }

    private static void chat(byte[] body) {
        try {
            told(TurnPlan.of(ChatRequest.of(body, 2, MINUTE), "", true).session());
        } catch (InvalidRequestException refused) {
            refused(refused);
        }
    }

    private static void told(SessionSpec session) {
        assertThat(session.settings().extraBody()).doesNotContain("\n");
        assertThat(session.messages()).isNotEmpty().hasSameSizeAs(session.digests());
        session.messages()
                .forEach(past -> assertThat(Json.bytes(past)).isNotEmpty().doesNotContain('\n'));
    }

    private static void refused(InvalidRequestException refused) {
        assertThat(refused.error().status()).isEqualTo(400);
        assertThat(refused.error().message()).isNotBlank();
        assertThat(Json.bytes(refused.error().toJson("req_1"))).isNotEmpty();
    }
}
