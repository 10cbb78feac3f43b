package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.plan.PlanWindow;
import io.github.claudecliproxy.testing.Mutations;
import io.github.claudecliproxy.testing.Seeds;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever events a CLI relays, they make a message or a failure that a client can be told. */
class AnswerFuzzTest {
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final List<JsonNode> ANSWER = List.of(
            Mutations.tree("{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
                    + "'model':'m','content':[],'stop_reason':null,'usage':{'input_tokens':3,'output_tokens':1}}}"),
            Mutations.tree("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'a'}}"),
            Mutations.tree("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'hi'}}"),
            Mutations.tree("{'type':'content_block_delta','index':0,'delta':{'type':'citations_delta',"
                    + "'citation':{'type':'page'}}}"),
            Mutations.tree("{'type':'content_block_stop','index':0}"),
            Mutations.tree("{'type':'content_block_start','index':1,'content_block':{'type':'thinking',"
                    + "'thinking':'','signature':''}}"),
            Mutations.tree("{'type':'content_block_delta','index':1,'delta':{'type':'thinking_delta','thinking':'t'}}"),
            Mutations.tree(
                    "{'type':'content_block_delta','index':1,'delta':{'type':'signature_delta','signature':'s'}}"),
            Mutations.tree("{'type':'content_block_stop','index':1}"),
            Mutations.tree("{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'toolu_1',"
                    + "'name':'t','input':{}}}"),
            Mutations.tree("{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta',"
                    + "'partial_json':'[1]'}}"),
            Mutations.tree("{'type':'content_block_stop','index':2}"),
            Mutations.tree("{'type':'ping'}"),
            Mutations.tree("{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},"
                    + "'usage':{'output_tokens':9,'server_tool_use':null},'context_management':{}}"),
            Mutations.tree("{'type':'message_stop'}"));

    @Test
    void accept_spoiledAnswer_messageOrFailure() {
        Seeds.each(seed -> {
            Mutations mutations = new Mutations(seed);
            List<CliEvent> events = new ArrayList<>();
            for (JsonNode event :
                    mutations.spoiled(Json.mapper().createArrayNode().addAll(ANSWER))) {
                JsonNode spoiled = mutations.upTo(3) == 0 ? mutations.spoiled(event) : event;
                if (spoiled instanceof ObjectNode object) {
                    events.add(new CliEvent.Streamed(object));
                }
                if (mutations.upTo(40) == 0) {
                    events.add(other(mutations));
                }
            }

            assertTold(events, 1 + mutations.upTo(3), mutations.upTo(2));
        });
    }

    /** What comes beside the API's own events. */
    private static CliEvent other(Mutations mutations) {
        List<Integer> statuses = List.of(0, -1, 200, 400, 429, 529, 600, Integer.MAX_VALUE);
        return switch (mutations.upTo(4)) {
            case 0 -> new CliEvent.ApiFailed(mutations.any(statuses), mutations.any(List.of("", "x")), "e", "m");
            case 1 ->
                new CliEvent.Retrying(
                        mutations.upTo(3) - 1,
                        mutations.any(statuses),
                        "e",
                        Duration.ofMillis(mutations.any(List.of(0L, 1L, LAST_SECOND))),
                        mutations.any(List.of("", "overloaded_error")),
                        mutations.any(List.of("", "x")));
            case 2 ->
                new CliEvent.PlanTold(
                        new PlanWindow(
                                mutations.any(List.of("", "five_hour")),
                                mutations.any(List.of("allowed", "rejected")),
                                null,
                                mutations.any(List.of(Instant.EPOCH, Instant.ofEpochSecond(LAST_SECOND))),
                                mutations.any(List.of(true, false))),
                        List.of());
            default ->
                new CliEvent.TurnEnded(
                        mutations.any(List.of("success", "error_max_turns", "error_max_budget_usd", "")),
                        true,
                        "x",
                        mutations.any(List.of("", "blocking_limit")));
        };
    }

    /** As a turn's stream does with what it reads. */
    private static void assertTold(List<CliEvent> events, int maxTurns, int retries) {
        AnswerReader reader = new AnswerReader(maxTurns, retries, maxTurns == 1);
        MessageAccumulator gathered = new MessageAccumulator();
        AnswerShape shape = new AnswerShape();
        Usage tally = new Usage();
        try {
            for (int i = 0; i < events.size() && !reader.ended(); i++) {
                Optional<MessageEvent> event = reader.accept(events.get(i));
                if (event.isPresent()) {
                    tally.add(event.orElseThrow());
                    gathered.add(event.orElseThrow());
                    shape.add(event.orElseThrow());
                    assertThat(Json.bytes(event.orElseThrow().data())).doesNotContain('\n');
                    shape.canGoOn(reader.stopReason(), Set.of("t"), gathered.content());
                }
            }
        } catch (WorkException failure) {
            assertThat(failure.error().status()).isBetween(400, 599);
            assertThat(Json.bytes(failure.error().toJson("req_1"))).isNotEmpty();
            Duration retryAfter = failure.error().retryAfter();
            assertThat(retryAfter == null ? 0 : retryAfter.toMillis()).isNotNegative();
        }
        assertThat(Json.bytes(gathered.message())).isNotEmpty();
        assertThat(gathered.text()).isNotNull();
        assertThat(tally.chars()).isNotNegative();
    }
}
