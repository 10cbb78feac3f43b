package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.cli.protocol.TurnSettings.Caching;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnPlanTest {
    private static final int FEW = 2_000;
    private static final String QUESTION = "'messages':[{'role':'user','content':'a'}]";

    @Test
    void of_smallestRequest_isOneQuestion() throws Exception {
        TurnPlan plan = plan("{'model':'claude-x'," + QUESTION + "}");

        assertThat(plan.session())
                .isEqualTo(new SessionSpec(
                        "owner",
                        new SpawnKey(Optional.of("claude-x"), List.of("beta"), false),
                        "",
                        List.of((ObjectNode) json("{'role':'user','content':[{'type':'text','text':'a'}]}")),
                        TurnSettings.PLAIN,
                        List.of(),
                        true));
        assertThat(plan.maxTurns()).isEqualTo(1);
        assertThat(plan.clientRunsTools()).isTrue();
        assertThat(plan.answerIsBegun()).isFalse();
    }

    @Test
    void of_systemAsBlocks_isOneText() throws Exception {
        assertThat(plan("{'model':'m','system':[{'type':'text','text':'a'},{'type':'text','text':'b'}]," + QUESTION
                                + "}")
                        .session()
                        .systemPrompt())
                .isEqualTo("a\n\nb");
    }

    @Test
    void of_messagesOfOneRoleInARow_areOne() throws Exception {
        SessionSpec session = plan("{'model':'m','messages':[{'role':'user','content':'a'},"
                        + "{'role':'user','content':[{'type':'text','text':'b'}]},{'role':'assistant','content':'c'},"
                        + "{'role':'assistant','content':'d'},{'role':'user','content':'e'}]}")
                .session();

        assertThat(session.messages())
                .containsExactly(
                        (ObjectNode) json(
                                "{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}"),
                        (ObjectNode) json("{'role':'assistant','id':'msg_past_1','type':'message','model':'m',"
                                + "'content':[{'type':'text','text':'c'},{'type':'text','text':'d'}]}"),
                        (ObjectNode) json("{'role':'user','content':[{'type':'text','text':'e'}]}"));
    }

    /** Joining each message to a copy of those before it would allocate sixteen times as much for four times as many. */
    @Test
    void of_veryManyMessagesOfOneRole_areJoinedWithoutCopies() throws Exception {
        bytesToPlan(FEW);

        assertThat(bytesToPlan(4 * FEW)).isLessThan(6 * bytesToPlan(FEW));
    }

    /** How many bytes of heap this thread takes to plan a conversation of that many tiny messages of one role. */
    private static long bytesToPlan(int messages) throws InvalidRequestException {
        String tiny = ",{'role':'user','content':'x'}".repeat(messages - 1);
        String request = "{'model':'m','messages':[{'role':'user','content':'x'}" + tiny + "]}";
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());

        SessionSpec session = plan(request).session();

        long after = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThat(session.messages()).hasSize(1);
        assertThat(session.messages().get(0).path("content")).hasSize(messages);
        return after - before;
    }

    @Test
    void of_answerThatIsBegun_isTheLastMessage() throws Exception {
        TurnPlan plan = plan(
                "{'model':'m','messages':[{'role':'user','content':'a'}," + "{'role':'assistant','content':'b'}]}");

        assertThat(plan.answerIsBegun()).isTrue();
        assertThat(plan.session().messages()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'max_tokens':5 | {'max_tokens':5,'tools':[]}",
                "'tools':[] | {'tools':[]}",
                "'tools':null | {'tools':[]}",
                "'tools':[{'name':'t','input_schema':{}}],'output_config':{'effort':'low'}"
                        + " | {'tools':[{'name':'t','input_schema':{}}],'output_config':{'effort':'low'}}",
                "'tools':[{'type':'web_search_20250305','name':'web_search'}]"
                        + " | {'tools':[{'type':'web_search_20250305','name':'web_search'}]}"
            })
    void of_parameters_goOutWithTheToolsAlwaysAmongThem(String fields, String body) throws Exception {
        assertThat(plan("{'model':'m'," + fields + "," + QUESTION + "}")
                        .session()
                        .settings()
                        .extraBody())
                .isEqualTo(body.replace('\'', '"'));
    }

    @Test
    void of_tools_areStubsForThoseThatTheClientRuns() throws Exception {
        TurnPlan plan = plan("{'model':'m','tools':[{'name':'t','input_schema':{}},"
                + "{'type':'bash_20250124','name':'bash'},{'type':'web_search_20250305','name':'web_search'}],"
                + QUESTION + "}");

        assertThat(plan.session().tools()).containsExactly("t", "bash");
        assertThat(plan.tools()).containsExactlyInAnyOrder("t", "bash");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'x':1 | NONE | FIVE_MINUTES",
                "'cache_control':{'type':'ephemeral'} | FIVE_MINUTES | FIVE_MINUTES",
                "'cache_control':{'type':'ephemeral','ttl':'1h'} | ONE_HOUR | ONE_HOUR",
                "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}]"
                        + " | FIVE_MINUTES | FIVE_MINUTES",
                "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'1h'}}]"
                        + " | ONE_HOUR_BUT_MESSAGES | ONE_HOUR_BUT_MESSAGES"
            })
    void of_cacheMarks_sayHowLongTheApiRemembers(String fields, Caching alone, Caching inAConversation)
            throws Exception {
        String past = QUESTION.replace("]", ",{'role':'assistant','content':'b'},{'role':'user','content':'c'}]");

        assertThat(caching("{'model':'m'," + fields + "," + QUESTION + "}")).isEqualTo(alone);
        assertThat(caching("{'model':'m'," + fields + "," + past + "}")).isEqualTo(inAConversation);
    }

    private static Caching caching(String request) throws Exception {
        return plan(request).session().settings().caching();
    }

    @Test
    void of_chat_isOneQuestionOfNobodys() throws Exception {
        TurnPlan plan = chat("{'prompt':'a','systemPrompt':'s','maxTurns':3}", false);

        assertThat(plan.session().messages())
                .containsExactly((ObjectNode) json("{'role':'user','content':[{'type':'text','text':'a'}]}"));
        assertThat(plan.session().systemPrompt()).isEqualTo("s");
        assertThat(plan.session().settings()).isEqualTo(TurnSettings.PLAIN);
        assertThat(plan.session().key().builtInTools()).isFalse();
        assertThat(plan.session().seals()).isTrue();
        assertThat(plan.maxTurns()).isEqualTo(3);
        assertThat(plan.clientRunsTools()).isFalse();
    }

    @Test
    void of_chatWithTheClisTools_leavesTheRequestToTheCli() throws Exception {
        TurnPlan plan = chat("{'prompt':'a'}", true);

        assertThat(plan.session().settings()).isEqualTo(new TurnSettings("", Caching.FIVE_MINUTES));
        assertThat(plan.session().key().builtInTools()).isTrue();
        assertThat(plan.session().seals()).isFalse();
        assertThat(plan.session().owner()).isEqualTo("owner");
    }

    private static TurnPlan plan(String request) throws InvalidRequestException {
        return TurnPlan.of(
                MessagesRequest.of(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                List.of("beta"),
                "owner");
    }

    private static TurnPlan chat(String request, boolean tools) throws InvalidRequestException {
        byte[] body = request.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return TurnPlan.of(ChatRequest.of(body, 2, Duration.ofMinutes(1)), "owner", tools);
    }

    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
