package io.github.claudecliproxy.it.sessions;

import static io.github.claudecliproxy.json.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.Talk;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The next turn of a conversation runs in the process that holds it. Where the client has edited what was said before, the
 * process rewinds to that message. Either way the API receives what a new process would have sent.
 */
class ITContinuedConversations {
    private static final String TOOLS = "[{\"name\":\"get.weather\",\"input_schema\":{\"type\":\"object\"}},"
            + "{\"name\":\"find\",\"input_schema\":{\"type\":\"object\"}}]";
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAA" + "BJRU5ErkJggg==";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofReusedProcesses();

    /** The same, but every turn is replayed from the beginning: what the API should be asked. */
    private static RunningProxy replaying;

    @BeforeAll
    static void start() {
        proxy.set("CLAUDE_PROXY_WORKDIR", proxy.home().toString()); // the model is told this folder
        replaying = proxy.startWithoutIdleSessions();
    }

    @AfterAll
    static void stop() {
        replaying.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nextTurns_areContinuedAndSendWhatAReplaySends(boolean stream) throws Exception {
        List<JsonNode> asked = asked(proxy.http(), List.of("continued", "continued", "continued"), stream);

        assertThat(asked).isEqualTo(asked(replaying.http(), List.of("cold", "cold", "cold"), stream));
    }

    /** What the API receives in four turns; {@code sessions} are the ways in which the last three got their sessions. */
    private static List<JsonNode> asked(Http by, List<String> sessions, boolean stream) throws Exception {
        int before = proxy.api().turns().size();
        Talk talk = new Talk(by, "anthropic-beta", "beta-of-tomorrow-2027-01-01");
        talk.request().put("stream", stream).put("system", "You count.").put("top_k", 7);
        talk.request().set("tools", JsonText.parse(TOOLS));
        talk.ask("one [[say first answer: é😀]]");
        List<String> came = new ArrayList<>();
        came.add(talk.ask("two"));
        came.add(talk.ask("three\n\n "));
        came.add(talk.ask("four"));

        assertThat(came).isEqualTo(sessions);
        assertThat(proxy.api().turns()).hasSize(before + 4);
        return comparable(before);
    }

    @Test
    void toolLoop_staysInOneProcessAndSendsWhatAReplaySends() throws Exception {
        int before = proxy.api().turns().size();
        List<String> came = toolLoop(proxy.http());
        List<JsonNode> continued = comparable(before);
        before = proxy.api().turns().size();
        toolLoop(replaying.http());

        assertThat(came).containsExactly("continued", "continued", "continued", "continued");
        assertThat(continued).hasSize(5).isEqualTo(comparable(before));
    }

    /** Rounds with one call, with two that are answered in another order, with a text, with twelve; then a question. */
    private static List<String> toolLoop(Http by) throws Exception {
        ScriptedAnswer twelve = new ScriptedAnswer();
        String[] results = new String[24];
        for (int i = 0; i < 12; i++) {
            twelve.toolUse("toolu_c" + i, i % 2 == 0 ? "find" : "get.weather", List.of("{\"i\":" + i + "}"));
            results[2 * ((i + 5) % 12)] = "toolu_c" + i;
            results[2 * ((i + 5) % 12) + 1] = "result " + i;
        }
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse("toolu_a", "get.weather", List.of("{\"city\":", "\"Rome\"}"))
                        .end("tool_use"));
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .text("I look.")
                        .toolUse("toolu_b1", "find", List.of("{}"))
                        .toolUse("toolu_b2", "find", List.of("{\"x\":[1,null]}"))
                        .end("tool_use"));
        proxy.api().answerNext(twelve.end("tool_use"));
        Talk talk = new Talk(by);
        talk.request().set("tools", JsonText.parse(TOOLS));
        talk.ask("weather?");
        return List.of(
                talk.bring("toolu_a", "sunny"),
                talk.bring("toolu_b2", "two", "toolu_b1", "one"),
                talk.bring(results),
                talk.ask("and now?"));
    }

    static List<Arguments> results() {
        return List.of(
                row("texts", "[{'type':'text','text':'a'},{'type':'text','text':' b '}]", true),
                row(
                        "image",
                        "[{'type':'text','text':'a'},{'type':'image','source':{'type':'base64',"
                                + "'media_type':'image/png','data':'" + PNG + "'}}]",
                        false),
                row(
                        "broken image",
                        "[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]",
                        false),
                row("empty", "[]", false),
                row("no text", "''", false),
                row(
                        "document",
                        "[{'type':'document','source':{'type':'text','media_type':'text/plain','data':'d'}}]",
                        false),
                row("cached part", "[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]", true),
                row("large", "'" + "long ".repeat(120_000) + "'", false),
                row("whole", "'" + "long ".repeat(70_000) + "'", true));
    }

    private static Arguments row(String name, String content, boolean continued) {
        return Arguments.of(Named.of(name, content), continued);
    }

    @ParameterizedTest
    @MethodSource("results")
    void toolResult_ofAnyKind_arrivesAsSent(String content, boolean continued) throws Exception {
        ObjectNode result = result();
        result.set("content", JsonText.parseQuoted(content));

        assertArrives(Json.mapper().createArrayNode().add(result), continued);
    }

    static List<Arguments> unusualResults() {
        return List.of(
                row("error", "[{'type':'tool_result','tool_use_id':'toolu_1','content':'no','is_error':true}]", true),
                row("no content", "[{'type':'tool_result','tool_use_id':'toolu_1'}]", false),
                row(
                        "cached",
                        "[{'type':'tool_result','tool_use_id':'toolu_1','content':'a',"
                                + "'cache_control':{'type':'ephemeral'}}]",
                        true),
                row(
                        "text beside",
                        "[{'type':'tool_result','tool_use_id':'toolu_1','content':'a'},"
                                + "{'type':'text','text':'and?'}]",
                        false));
    }

    @ParameterizedTest
    @MethodSource("unusualResults")
    void unusualToolResults_arriveAsSent(String results, boolean continued) throws Exception {
        assertArrives((ArrayNode) JsonText.parseQuoted(results), continued);
    }

    /** The held call belongs to a tool of the old list, which the new one replaces. */
    @Test
    void toolResult_withOtherTools_isReplayed() throws Exception {
        Talk talk = called();
        ((ArrayNode) talk.request().path("tools"))
                .addObject()
                .put("name", "new")
                .putObject("input_schema")
                .put("type", "object");

        assertThat(talk.bring("toolu_1", "found")).isNotEqualTo("continued");

        assertArrived(talk.sent());
    }

    private static ObjectNode result() {
        return object().put("type", "tool_result").put("tool_use_id", "toolu_1");
    }

    /** A conversation whose last answer calls a tool. */
    private static Talk called() throws Exception {
        callNext();
        Talk talk = new Talk(proxy.http());
        talk.request().set("tools", JsonText.parse(TOOLS));
        talk.ask("find it");
        return talk;
    }

    private static void callNext() {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse("toolu_1", "find", List.of("{}"))
                        .end("tool_use"));
    }

    /** By the held call; else the process rewinds to before the last question, or is emptied where that was the first. */
    private static void assertArrives(ArrayNode results, boolean continued) throws Exception {
        Talk first = called();
        Talk later = twoTurns();
        callNext();
        later.ask("find it");
        int before = proxy.api().turns().size();

        String ofFirst = first.ask(results);
        assertArrived(first.sent());
        String ofLater = later.ask(results);
        assertArrived(later.sent());

        assertThat(proxy.api().turns()).hasSize(before + 2);
        assertThat(ofFirst).isIn(continued ? List.of("continued") : List.of("warm", "cold"));
        assertThat(ofLater).isEqualTo(continued ? "continued" : "branched");
    }

    private static void assertArrived(ObjectNode sent) {
        ObjectNode expected = Fidelity.expected(sent);
        ObjectNode received = Fidelity.received(proxy.api().lastTurn().body(), sent);
        expected.set("messages", Fidelity.withResultsAsBlocks(expected.path("messages")));
        received.set("messages", Fidelity.withResultsAsBlocks(received.path("messages")));
        assertThat(Fidelity.difference(expected, received)).isEmpty();
    }

    /** What the model is not told, or is told again with every turn. */
    static List<Named<Consumer<ObjectNode>>> changesOutsideTheConversation() {
        return List.of(
                Named.of(
                        "cache breakpoint",
                        at(
                                "/messages/0/content/0",
                                block -> block.putObject("cache_control").put("type", "ephemeral"))),
                Named.of(
                        "text in its short form",
                        request -> ((ObjectNode) request.at("/messages/0"))
                                .set("content", request.at("/messages/0/content/0/text"))),
                Named.of("system", request -> request.put("system", "You count!")),
                Named.of("tool", at("/tools/0", tool -> tool.put("description", "new"))),
                Named.of(
                        "another tool",
                        request -> ((ArrayNode) request.path("tools"))
                                .addObject()
                                .put("name", "third")
                                .putObject("input_schema")
                                .put("type", "object")),
                Named.of("no tool", request -> request.remove("tools")),
                Named.of("parameter", request -> request.put("temperature", 0.5)),
                Named.of("parameter gone", request -> request.remove("top_k")),
                Named.of("max_tokens", request -> request.put("max_tokens", 101)));
    }

    @ParameterizedTest
    @MethodSource("changesOutsideTheConversation")
    void changeOutsideTheConversation_isContinued(Consumer<ObjectNode> change) throws Exception {
        Talk talk = twoTurns();
        Talk changed = changed(talk, change);

        assertThat(changed.ask("three")).isEqualTo("continued");
        assertArrived(changed.sent());
        assertThat(talk.ask("three, please")).as("the conversation before it").isEqualTo("branched");
        assertArrived(talk.sent());
    }

    static List<Named<Consumer<ObjectNode>>> editsOfTheEnd() {
        return List.of(
                Named.of("last answer", at("/messages/3/content/0", block -> block.put("text", "Hello"))),
                Named.of("answer's citations", at("/messages/3/content/0", block -> block.putArray("citations"))),
                Named.of("last question", at("/messages/2/content/0", block -> block.put("text", "Two"))),
                Named.of("old turn again", request -> {
                    while (request.path("messages").size() > 2) {
                        ((ArrayNode) request.path("messages")).remove(2);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("editsOfTheEnd")
    void editOfTheEnd_branchesOff(Consumer<ObjectNode> edit) throws Exception {
        Talk talk = twoTurns();
        Talk edited = changed(talk, edit);

        assertThat(edited.ask("three")).isEqualTo("branched");
        assertArrived(edited.sent());
        assertThat(talk.ask("three")).as("the conversation before it").isEqualTo("branched");
        assertArrived(talk.sent());
    }

    static List<Named<Consumer<ObjectNode>>> editsOfTheBeginning() {
        return List.of(
                Named.of("first question", at("/messages/0/content/0", block -> block.put("text", "One"))),
                Named.of("first answer", at("/messages/1/content/0", block -> block.put("text", "Hello world "))),
                Named.of("turn left out", request -> {
                    ((ArrayNode) request.path("messages")).remove(0);
                    ((ArrayNode) request.path("messages")).remove(0);
                }),
                Named.of("no system", request -> request.remove("system")),
                Named.of("model", request -> request.put("model", "claude-opus-5-5")));
    }

    @ParameterizedTest
    @MethodSource("editsOfTheBeginning")
    void editOfTheBeginning_isAnotherConversation(Consumer<ObjectNode> edit) throws Exception {
        Talk talk = twoTurns();
        Talk edited = changed(talk, edit);

        assertThat(edited.ask("three")).isIn("warm", "cold");
        assertArrived(edited.sent());
        assertThat(talk.ask("three")).as("the conversation itself").isEqualTo("continued");
        assertArrived(talk.sent());
    }

    private static Talk changed(Talk talk, Consumer<ObjectNode> change) {
        Talk changed = new Talk(proxy.http());
        changed.request().setAll(talk.request().deepCopy());
        change.accept(changed.request());
        return changed;
    }

    private static Consumer<ObjectNode> at(String pointer, Consumer<ObjectNode> edit) {
        return request -> edit.accept((ObjectNode) request.at(pointer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-beta", "x-api-key"})
    void anotherHeader_isAnotherConversation(String header) throws Exception {
        Talk talk = twoTurns();
        Talk other = new Talk(proxy.http(), header, "another");
        other.request().setAll(talk.request().deepCopy());

        assertThat(other.ask("three")).isIn("warm", "cold");
        assertArrived(other.sent());
        assertThat(talk.ask("three")).isEqualTo("continued");
    }

    private static Talk twoTurns() throws Exception {
        Talk talk = new Talk(proxy.http());
        talk.request().put("system", "You count.").put("top_k", 7);
        talk.request().set("tools", JsonText.parse(TOOLS));
        String own = " of " + proxy.api().turns().size(); // no other test's conversation is the same
        talk.ask("one" + own);
        assertThat(talk.ask("two" + own)).isEqualTo("continued");
        return talk;
    }

    @Test
    void twoNextTurnsAtOnce_oneIsContinued() throws Exception {
        Talk talk = twoTurns();
        int before = proxy.api().turns().size();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (String question : List.of("left [[gate]] [[say left]]", "right [[gate]] [[say right]]")) {
            ObjectNode request = talk.request().deepCopy();
            ((ArrayNode) request.path("messages"))
                    .addObject()
                    .put("role", "user")
                    .put("content", question);
            answers.add(proxy.http().postLater("/v1/messages", request));
        }
        proxy.api().open(2);

        List<String> sessions = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            sessions.add(answer.get().headers().firstValue("x-proxy-session").orElseThrow());
        }

        assertThat(sessions).containsOnlyOnce("continued");
        assertThat(Http.json(answers.get(0).get()).at("/content/0/text").asText())
                .isEqualTo("left");
        assertThat(Http.json(answers.get(1).get()).at("/content/0/text").asText())
                .isEqualTo("right");
        assertThat(proxy.api().turns()).hasSize(before + 2);
        assertThat(proxy.api().turns().subList(before, before + 2))
                .allSatisfy(turn -> assertThat(turn.conversation()).hasSize(5));
    }

    /** The API answers word by word, so that the proxy has the time to forbid the CLI a second question. */
    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal", "pause_turn", "model_context_window_exceeded"})
    void answerThatTheCliWouldContinue_isTheOnlyOne(String stopReason) throws Exception {
        int before = proxy.api().turns().size();
        try (RawClient client =
                new RawClient(proxy.port(), Http.ask("[[gate]] [[say a b]] [[stop " + stopReason + "]]", true))) {
            client.awaitText("content_block_start");
            proxy.api().open(1);
            client.awaitText("text_delta");
            proxy.api().open(1);
            client.awaitText("message_stop");
        }
        proxy.awaitRest();

        assertThat(proxy.api().turns()).hasSize(before + 1);
    }

    /** The API's later requests, without the caller's id; results as blocks, as a process that goes on writes them. */
    private static List<JsonNode> comparable(int before) {
        return proxy.api().turns().stream()
                .skip(before)
                .map(turn -> {
                    ObjectNode all = turn.body().deepCopy();
                    all.put("betas", turn.headers().getFirst("anthropic-beta"));
                    all.remove("metadata");
                    all.set("messages", Fidelity.withResultsAsBlocks(all.path("messages")));
                    return (JsonNode) all;
                })
                .toList();
    }
}
