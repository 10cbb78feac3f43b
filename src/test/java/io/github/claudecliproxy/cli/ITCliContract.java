package io.github.claudecliproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What this project knows of the CLI and builds on, one test a fact, on the real CLI and a scripted API. Where a fact
 * is the reason for a precaution of ours, a test without the precaution shows that it is still needed.
 *
 * <p>To see what another version of the CLI has changed: write its number into {@code src/test/sdk/node/package.json},
 * renew {@code package-lock.json} beside it with {@code npm install --package-lock-only}, and run
 * {@code mvn verify -Dit.test=ITCliContract}. When all is green, {@link CliVersion#FLOOR} need not move: it is the
 * oldest version that may be used, not the newest that was tried.
 */
class ITCliContract {
    private static final String MODEL = "claude-sonnet-5";
    private static final String CANARY = "canary-in-a-file-7391";

    @TempDir
    Path home;

    private ScriptedApi api;
    private Map<String, String> environment;
    private final List<DrivenCli> started = new ArrayList<>();

    /** Every line that was read from the CLI. */
    private final List<JsonNode> seen = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        api = new ScriptedApi();
        environment = DrivenCli.environment(home, api);
    }

    @AfterEach
    void stop() {
        started.forEach(DrivenCli::close);
        api.close();
    }

    // files and commands in a prompt

    @Test
    void fileMention_withoutAnyLock_bringsTheFilesContent() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_FILE_MENTIONS");
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");

        assertThat(requestWithMention(false)).contains(CANARY);
    }

    @Test
    void fileMention_withClientComposedAlone_staysText() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_FILE_MENTIONS");
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");

        assertThat(requestWithMention(true)).contains("@" + home).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLAUDE_CODE_DISABLE_FILE_MENTIONS", "CLAUDE_CODE_DISABLE_ATTACHMENTS"})
    void fileMention_withOneVariableAlone_staysText(String lock) throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_FILE_MENTIONS");
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");
        environment.put(lock, "1");

        assertThat(requestWithMention(false)).contains("@" + home).doesNotContain(CANARY);
    }

    /** The API's request for a question that names a file which exists. */
    private String requestWithMention(boolean composed) throws Exception {
        Path file = Files.writeString(home.resolve("secret.txt"), CANARY);
        DrivenCli cli = cli(kind());
        ObjectNode line = question("what is in @" + file + " now");
        if (!composed) {
            line.remove("client_composed");
        }
        cli.send(initialize(), line);
        result(cli);
        return api.lastTurn().body().toString();
    }

    // history

    @Test
    void history_whenEachQuestionIsAwaited_arrivesInOrder() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), past("q1"));
        result(cli);
        cli.send(answer("a1"), past("q2"));
        result(cli);
        cli.send(answer("a2"), question("q3"));
        result(cli);

        assertThat(api.turns()).hasSize(1);
        assertThat(api.lastTurn().conversation())
                .containsExactly("user: q1", "assistant: a1", "user: q2", "assistant: a2", "user: q3");
    }

    /** Why a question of the past is awaited. */
    @Test
    void history_whenNothingIsAwaited_arrivesInAnotherOrder() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), past("q1"), answer("a1"), past("q2"), answer("a2"), question("q3"));
        await().atMost(DrivenCli.LIMIT).until(() -> !api.turns().isEmpty());

        assertThat(api.turns().get(0).conversation())
                .isNotEqualTo(List.of("user: q1", "assistant: a1", "user: q2", "assistant: a2", "user: q3"));
    }

    @Test
    void history_withThinkingInAWholeMessage_keepsIt() throws Exception {
        ObjectNode whole = thinking().put("id", "msg_1").put("type", "message").put("model", MODEL);

        assertThat(requestAfter(whole)).contains("a thought of the past");
    }

    /** Why an answer of the past is replayed as a whole message. */
    @Test
    void history_withThinkingInABareMessage_losesIt() throws Exception {
        assertThat(requestAfter(thinking())).doesNotContain("a thought of the past");
    }

    private static ObjectNode thinking() {
        ObjectNode message = message("assistant", "a1");
        message.withArray("/content")
                .insertObject(0)
                .put("type", "thinking")
                .put("thinking", "a thought of the past")
                .put("signature", "c2lnbmF0dXJl");
        return message;
    }

    private String requestAfter(ObjectNode answer) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), past("q1"));
        result(cli);
        cli.send(CliLines.assistant(answer), question("q2"));
        result(cli);
        return api.lastTurn().body().path("messages").toString();
    }

    // system prompt

    @Test
    void systemPrompt_givenAsEmptyList_isNone() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("hello"));
        result(cli);

        assertThat(api.lastTurn().system()).isEmpty();
    }

    @Test
    void systemPrompt_notGiven_isTheClisOwnLongOne() throws Exception {
        DrivenCli cli = cli(kind());
        ObjectNode initialize = initialize();
        initialize.withObject("/request").remove("systemPrompt");
        cli.send(initialize, question("hello"));
        result(cli);

        assertThat(String.join("", api.lastTurn().system())).hasSizeGreaterThan(5_000);
    }

    // settings of a turn

    @Test
    void settings_appliedToALivingCli_takeEffectOnTheNextRequest() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), extraBody("{\"top_k\":5}"), question("one"));
        result(cli);
        cli.send(extraBody("{\"top_k\":6}"), question("two"));
        result(cli);

        assertThat(api.turns().get(0).body().path("top_k").asInt()).isEqualTo(5);
        assertThat(api.turns().get(1).body().path("top_k").asInt()).isEqualTo(6);
    }

    @Test
    void settings_thatNoLongerNameAVariable_leaveItAsItWas() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), extraBody("{\"top_k\":5}"), question("one"));
        result(cli);
        ObjectNode others = Json.object();
        others.putObject("env").put("CLAUDE_CODE_DISABLE_THINKING", "1");
        cli.send(CliLines.settings(others), question("two"));
        result(cli);

        assertThat(api.turns().get(1).body().path("top_k").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", ""})
    void settings_thatEmptyAVariable_clearIt(String nothing) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), extraBody("{\"top_k\":5}"), question("one"));
        result(cli);
        cli.send(extraBody(nothing), question("two"));
        result(cli);

        assertThat(api.turns().get(0).body().has("top_k")).isTrue();
        assertThat(api.turns().get(1).body().has("top_k")).isFalse();
    }

    @Test
    void settings_asOfATurn_leaveThinkingAndCachingToTheClient() throws Exception {
        ObjectNode settings = Json.object().put("effortLevel", "high");
        settings.putObject("env").put("CLAUDE_CODE_DISABLE_THINKING", "1").put("DISABLE_PROMPT_CACHING", "1");
        DrivenCli cli = cli(kind());
        cli.send(initialize(), CliLines.settings(settings), question("hello"));
        result(cli);

        JsonNode body = api.lastTurn().body();
        assertThat(body.has("thinking")).isFalse();
        assertThat(body.findValue("cache_control")).isNull();
        assertThat(body.at("/output_config/effort").asText()).isEqualTo("high");
    }

    /** Why the thinking and the caching are set. */
    @Test
    void settings_notGiven_leaveThinkingAndCachingToTheCli() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("hello"));
        result(cli);

        JsonNode body = api.lastTurn().body();
        assertThat(body.has("thinking")).isTrue();
        assertThat(body.findValues("cache_control")).isNotEmpty();
    }

    /** Why the effort is always given: left to the CLI, it depends on the model. */
    @ParameterizedTest
    @CsvSource({"claude-sonnet-5, high", "claude-opus-5-5, medium"})
    void effort_notGiven_isTheClisOwnChoice(String model, String effort) throws Exception {
        DrivenCli cli = cli(new DrivenCli.Kind(model, false));
        cli.send(initialize(), question("hello"));
        result(cli);

        assertThat(api.lastTurn().body().at("/output_config/effort").asText()).isEqualTo(effort);
    }

    @Test
    void headers_askedForInTheEnvironment_reachTheApi() throws Exception {
        environment.put("ANTHROPIC_BETAS", "of-the-client-2026-01-01");
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("hello"));
        result(cli);

        assertThat(api.lastTurn().headers().getFirst("x-hop")).isEqualTo("none");
        assertThat(String.join(",", api.lastTurn().headers().get("anthropic-beta")))
                .contains("of-the-client-2026-01-01");
    }

    // tools

    @Test
    void extraBody_withToolDefinitions_arrivesWithKeysAndStringsAsWritten() throws Exception {
        String tools =
                "[{\"name\":\"z.find\",\"strict\":false,\"input_schema\":{\"type\":\"object\",\"required\":[\"b\",\"a\"],"
                        + "\"properties\":{\"z\":{\"type\":\"string\",\"description\":\"é中 \\\"x\\\"\\n\\u0001\"},"
                        + "\"b\":{\"const\":9007199254740991},\"a\":{\"default\":0.1}}},"
                        + "\"description\":\"" + "long ".repeat(2_000) + "\"}]";

        assertThat(arrived(tools)).isEqualTo(tools);
    }

    /** The CLI reads JSON as JavaScript does: this is what clients are told that they cannot have. */
    @ParameterizedTest
    @CsvSource({
        "'{\"n\":9007199254740993}', '{\"n\":9007199254740992}'",
        "'{\"n\":1.0}', '{\"n\":1}'",
        "'{\"b\":1,\"10\":2,\"9\":3}', '{\"9\":3,\"10\":2,\"b\":1}'"
    })
    void extraBody_withWhatJavaScriptCannotKeep_arrivesChanged(String sent, String received) throws Exception {
        String tool = "[{\"name\":\"t\",\"input_schema\":{\"type\":\"object\",\"x\":%s}}]";

        assertThat(arrived(tool.formatted(sent))).isEqualTo(tool.formatted(received));
    }

    /** The API's tools, written by the same hand as what went to the CLI. */
    private String arrived(String tools) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), extraBody("{\"tools\":" + tools + "}"), question("hello"));
        result(cli);
        return new String(Json.bytes(api.lastTurn().body().path("tools")), StandardCharsets.UTF_8);
    }

    @Test
    void toolCall_withAnAlias_isHandedToUsAndWaitedFor() throws Exception {
        DrivenCli cli = cli(kind());
        ClientTools tools = new ClientTools(List.of("get.weather"));
        api.answerNext(toolUse("get.weather"));
        cli.send(CliLines.initialize(List.of(), tools), tool("get.weather"), question("how is it?"));
        JsonNode call =
                cli.await(line -> line.at("/request/message/method").asText().equals("tools/call"), seen);

        assertThat(call.at("/request/server_name").asText()).isEqualTo("client");
        assertThat(call.at("/request/message/params/name").asText()).isEqualTo("t0");
        assertThat(call.at("/request/message/params/_meta")
                        .path("claudecode/toolUseId")
                        .asText())
                .isEqualTo("toolu_1");
        cli.send(CliLines.question("list_models"));
        cli.await(line -> line.at("/response/request_id").asText().equals("list_models"), seen);
        assertThat(api.turns()).hasSize(1);
    }

    /** Why there are aliases. */
    @Test
    void toolCall_withoutAnAlias_isAnsweredByTheCliItself() throws Exception {
        DrivenCli cli = cli(kind());
        ObjectNode initialize = CliLines.initialize(List.of(), new ClientTools(List.of("get.weather")));
        initialize.withObject("/request").remove("toolAliases");
        api.answerNext(toolUse("get.weather"));
        cli.send(initialize, tool("get.weather"), question("how is it?"));
        result(cli);

        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().body().path("messages").toString()).contains("No such tool");
    }

    // the end of an answer

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal"})
    void answer_thatIsNotWhole_withABudgetIsTheOnlyOne(String stopReason) throws Exception {
        assertThat(callsAfter(stopReason, true)).isEqualTo(1);
    }

    /** Why there is a budget. */
    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal"})
    void answer_thatIsNotWhole_withoutABudgetIsGoneOnWith(String stopReason) throws Exception {
        assertThat(callsAfter(stopReason, false)).isEqualTo(2);
    }

    private int callsAfter(String stopReason, boolean oneTurn) throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_REFUSAL_RETRY"); // as the product does where there is a budget
        DrivenCli cli = cli(new DrivenCli.Kind(MODEL, oneTurn));
        cli.send(initialize(), question("[[stop " + stopReason + "]]"));
        result(cli);
        return api.turns().size();
    }

    @Test
    void budget_withAttachmentsDisabled_isNotToldToTheModel() throws Exception {
        assertThat(opusRequest()).doesNotContain("USD budget");
    }

    /** Why attachments are disabled. */
    @Test
    void budget_withAttachments_isToldToTheModel() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");

        assertThat(opusRequest()).contains("USD budget");
    }

    private String opusRequest() throws Exception {
        DrivenCli cli = cli(new DrivenCli.Kind("claude-opus-5-5", true));
        cli.send(initialize(), question("hello"));
        result(cli);
        return api.turns().get(0).body().toString();
    }

    // failures

    @Test
    void api429_withRetryAfter_isPrintedAsARetryThatWaitsSoLong() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("[[status 429 33]]"));
        JsonNode retry = cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(retry.path("error_status").asInt()).isEqualTo(429);
        assertThat(retry.path("retry_delay_ms").asLong()).isBetween(33_000L, 60_000L);
        assertThat(api.turns()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[cut]]", "[[fail]]"})
    void stream_thatBreaksOff_neverShowsAStopReason(String how) throws Exception {
        assertThat(stopReasons(how)).allMatch(String::isEmpty);
        assertThat(seen).anyMatch(line -> line.path("is_api_error_message").asBoolean());
        assertThat(api.turns()).allMatch(turn -> turn.body().path("stream").asBoolean());
    }

    /** The CLI asks again even in mid-answer; the first retry line is where we end it. */
    @Test
    void stream_whoseConnectionIsLost_showsARetryBeforeTheNextAnswer() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("[[cut]]"));
        cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(events("message_start")).hasSize(1);
        assertThat(events("message_stop")).as("as if all were well").hasSize(1);
        assertThat(events("message_delta")).isEmpty();
    }

    /** Why the fallback is disabled. */
    @Test
    void stream_thatBreaksOff_withTheFallbackIsAskedForAgainWithoutStreaming() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK");
        stopReasons("[[fail]]");

        assertThat(api.turns()).anyMatch(turn -> !turn.body().path("stream").asBoolean());
    }

    private List<String> stopReasons(String how) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question(how));
        result(cli);
        return events("message_delta").stream()
                .map(event -> event.at("/delta/stop_reason").asText(""))
                .toList();
    }

    /** The API's events of this type that the CLI has relayed. */
    private List<JsonNode> events(String type) {
        return seen.stream().map(line -> line.path("event")).filter(type(type)).toList();
    }

    @Test
    void turn_withoutALogin_failsAsAuthenticationWithoutAStatus() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("hello"));
        JsonNode said = cli.await(line -> line.path("type").asText().equals("assistant"), seen);

        assertThat(said.path("is_api_error_message").asBoolean()).isTrue();
        assertThat(said.path("error").asText()).isEqualTo("authentication_failed");
        assertThat(said.path("api_error_status").isNumber()).isFalse();
        assertThat(api.turns()).isEmpty();
    }

    // short commands

    @Test
    void version_printed_isReadAndNotBelowTheFloor() throws Exception {
        ShortCommand.Output output = run("--version");

        assertThat(output.exitStatus()).isZero();
        assertThat(output.stdout()).contains("(Claude Code)");
        assertThat(CliVersion.parse(output.stdout()).orElseThrow()).isGreaterThanOrEqualTo(CliVersion.FLOOR);
    }

    @Test
    void authStatus_withAKey_isLoggedIn() throws Exception {
        assertThat(run("auth", "status").exitStatus()).isZero();
        assertThat(authStatus()).isEqualTo(new AuthStatus(true, "api_key", "firstParty"));
    }

    @Test
    void authStatus_withoutALogin_isNotLoggedInAndExitsWith1() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");

        assertThat(run("auth", "status").exitStatus()).isEqualTo(1);
        assertThat(authStatus()).isEqualTo(new AuthStatus(false, "none", "firstParty"));
    }

    private ShortCommand.Output run(String... arguments) throws CliException {
        return new ShortCommand(environment).run(CliUnderTest.executable(), arguments);
    }

    private AuthStatus authStatus() throws CliException {
        return AuthStatus.of(
                new Cli(CliUnderTest.executable(), CliVersion.FLOOR),
                DrivenCli.settings(environment, CliSettings.Pooling.NONE));
    }

    // the end of a process

    @Test
    void sigterm_whileIdle_endsIt() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize());
        initialized(cli);

        cli.process().toHandle().destroy();

        assertEnded(cli);
    }

    @ParameterizedTest
    @CsvSource({"[[silent]]", "[[pause]]"})
    void sigterm_whileBusy_endsIt(String how) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question(how));
        await().atMost(DrivenCli.LIMIT).until(() -> !api.turns().isEmpty());

        cli.process().toHandle().destroy();

        assertEnded(cli);
    }

    /** The thread stands for the server: the signal is sent when the thread that started the CLI is gone. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void parentDeath_whileBusy_endsIt() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        FutureTask<DrivenCli> start = new FutureTask<>(() -> cli(kind()));
        Thread parent = new Thread(() -> {
            start.run();
            awaitQuietly(busy);
        });
        parent.start();
        DrivenCli cli = start.get(DrivenCli.LIMIT.toSeconds(), TimeUnit.SECONDS);
        cli.send(initialize(), question("[[silent]]"));
        await().atMost(DrivenCli.LIMIT).until(() -> !api.turns().isEmpty());
        assertThat(cli.process().isAlive()).isTrue();

        busy.countDown();

        assertEnded(cli);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(DrivenCli.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertEnded(DrivenCli cli) throws InterruptedException {
        assertThat(cli.process().waitFor(DrivenCli.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(cli.process().exitValue()).isEqualTo(143);
    }

    // how a CLI is driven

    private DrivenCli cli(DrivenCli.Kind kind) throws IOException {
        DrivenCli cli = new DrivenCli(home, environment, kind);
        started.add(cli);
        return cli;
    }

    private JsonNode result(DrivenCli cli) throws InterruptedException {
        return cli.await(type("result"), seen);
    }

    private void initialized(DrivenCli cli) throws InterruptedException {
        cli.await(type("control_response"), seen);
    }

    private static Predicate<JsonNode> type(String type) {
        return line -> line.path("type").asText().equals(type);
    }

    /** Without a budget, so that one process answers several questions. */
    private static DrivenCli.Kind kind() {
        return new DrivenCli.Kind(MODEL, false);
    }

    private static ObjectNode initialize() {
        return CliLines.initialize(List.of(), new ClientTools(List.of()));
    }

    private static ObjectNode question(String text) {
        return CliLines.user(message("user", text), true);
    }

    private static ObjectNode past(String text) {
        return CliLines.user(message("user", text), false);
    }

    private static ObjectNode answer(String text) {
        return CliLines.assistant(message("assistant", text));
    }

    private static ObjectNode message(String role, String text) {
        ObjectNode message = Json.object().put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    private static ObjectNode extraBody(String json) {
        ObjectNode settings = Json.object();
        settings.putObject("env").put("CLAUDE_CODE_EXTRA_BODY", json);
        return CliLines.settings(settings);
    }

    private static ObjectNode tool(String name) {
        return extraBody("{\"tools\":[{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"}}]}");
    }

    private static List<ObjectNode> toolUse(String name) {
        ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
        block.putObject("content_block")
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", name)
                .putObject("input");
        ObjectNode input = Json.object().put("type", "content_block_delta").put("index", 0);
        input.putObject("delta").put("type", "input_json_delta").put("partial_json", "{}");
        return List.of(
                Events.messageStart(MODEL),
                block,
                input,
                Events.blockStop(),
                Events.messageDelta("tool_use"),
                Events.messageStop());
    }
}
