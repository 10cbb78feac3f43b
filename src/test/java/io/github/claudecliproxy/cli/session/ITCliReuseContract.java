package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.session.ContractTalk.Beside;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of the CLI, that a process which has had conversations asks the API to the last byte what a new one asks, whatever those
 * conversations were and however they ended. All that differs is the session id.
 */
@ParameterizedClass
@ValueSource(
        strings = {
            "claude-opus-5-5",
            "claude-fable-5-2",
            "claude-sonnet-5-5",
            "claude-haiku-5-5",
            "claude-opus-4-8",
            "claude-sonnet-4-5",
            "claude-haiku-4-5-20251001"
        })
class ITCliReuseContract extends CliContract {
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String TOOL = "{\"name\":\"%s\",\"input_schema\":{\"type\":\"object\"}}";

    private static final Beside NOTHING = new Beside("", List.of(), "{\"tools\":[]}");
    private static final Beside PROMPT = new Beside("You are brief.", List.of(), "{\"tools\":[]}");
    private static final Beside ALL = new Beside(
            "You are long.",
            List.of("look"),
            "{\"max_tokens\":2000,\"top_k\":5,\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"},\"tools\":["
                    + TOOL.formatted("look") + "]}");

    /** What the conversations before were told. */
    private static final Beside BEFORE = new Beside(
            "A prompt of before.",
            List.of("find", "get.weather"),
            "{\"max_tokens\":9,\"stop_sequences\":[\"x\"],\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},\"tools\":["
                    + TOOL.formatted("find") + "," + TOOL.formatted("get.weather") + "]}");

    private final String model;
    private final Map<Beside, List<String>> ofANewProcess = new LinkedHashMap<>();

    ITCliReuseContract(String model) {
        this.model = model;
    }

    /** A conversation that leaves something behind. */
    private interface Past {
        void happen(ContractTalk talk) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> emptiedProcess_asksWhatANewOneAsks() throws Exception {
        ContractTalk used = new ContractTalk(cli(model), model);
        Stream<DynamicTest> withoutPrompt = Stream.of(
                test("nothing", () -> assertAsksAsNew(used, NOTHING)),
                test("one without a system prompt", () -> assertAsksAsNew(used, NOTHING)));
        Stream<DynamicTest> withPrompt = pasts().entrySet().stream()
                .map(past -> test(past.getKey(), () -> {
                    used.begin(BEFORE);
                    past.getValue().happen(used);
                    assertAsksAsNew(used, PROMPT);
                    assertAsksAsNew(used, ALL);
                }));
        return Stream.concat(withoutPrompt, withPrompt);
    }

    /** The CLI tries whether a beta feature of its own was what the API refused, and leaves it out from then on. */
    @Test
    void processEmptiedAfterABadRequest_asksWhatANewOneAsksButForABetaOfTheClis() throws Exception {
        assertThat(askedAfter("[[status 400]]")).isEqualTo(ofANewProcessWithout("fallback-credit-2026-06-01"));
    }

    @Test
    void processEmptiedAfterABadRequestThatWasMended_asksWithoutABetaOfTheClis() throws Exception {
        api.failNext(400);

        assertThat(askedAfter("hello")).isEqualTo(ofANewProcessWithout("thinking-token-count-2026-05-13"));
    }

    private List<String> askedAfter(String question) throws Exception {
        ContractTalk used = new ContractTalk(cli(model), model);
        used.begin(BEFORE);
        used.ask(question);
        used.end();
        return converse(used, ALL);
    }

    private List<String> ofANewProcessWithout(String beta) throws Exception {
        return ofANewProcess(ALL).stream()
                .map(whole -> whole.replaceFirst("," + beta, ""))
                .toList();
    }

    private static DynamicTest test(String after, Executable test) {
        return DynamicTest.dynamicTest("after " + after, test);
    }

    private Map<String, Past> pasts() {
        Map<String, Past> pasts = new LinkedHashMap<>();
        pasts.put("a question", talk -> {
            talk.ask("hello");
            talk.end();
        });
        pasts.put("several questions", talk -> {
            for (int i = 0; i < 3; i++) {
                talk.ask("hello " + i);
                talk.end();
            }
        });
        pasts.put("a call that waits", talk -> {
            api.answerNext(calls("toolu_waiting", "find"));
            talk.ask("find");
            talk.call();
        });
        pasts.put("calls that were answered", talk -> {
            api.answerNext(calls("toolu_1", "find"));
            talk.ask("find");
            api.answerNext(calls("toolu_2", "get.weather"));
            talk.bring(text("found"));
            talk.bring(text("bad").put("isError", true));
            talk.end();
        });
        pasts.put("an image", talk -> {
            ObjectNode message = message("user", "look");
            ObjectNode image = message.withArray("/content").addObject().put("type", "image");
            image.putObject("source")
                    .put("type", "base64")
                    .put("media_type", "image/png")
                    .put("data", PNG);
            talk.ask(message);
            talk.end();
        });
        pasts.put("a history", talk -> {
            talk.past("q1");
            talk.answer(message("assistant", "a1"));
            talk.past("q2");
            talk.answer(message("assistant", "a2"));
            talk.ask("q3");
            talk.end();
        });
        pasts.put("status 429", talk -> {
            talk.ask("[[status 429 33]]");
            talk.await(line -> line.path("subtype").asText().equals("api_retry"));
        });
        pasts.put("status 500", talk -> {
            talk.ask("[[status 500]]");
            talk.await(line -> line.path("subtype").asText().equals("api_retry"));
        });
        for (String end : List.of("[[stop max_tokens]]", "[[stop refusal]]", "[[stop pause_turn]]", "[[empty]]")) {
            pasts.put(end, talk -> {
                talk.ask(end);
                talk.end();
            });
        }
        pasts.put("a call of an unknown tool", talk -> {
            api.answerNext(calls("toolu_3", "nope"));
            talk.ask("find");
            talk.end();
        });
        pasts.put("a broken stream", talk -> {
            talk.ask("[[fail]]");
            talk.await(isEvent("message_stop"));
            talk.interrupt();
            talk.end();
        });
        pasts.put("a stream that broke before its first word", talk -> {
            api.answerNext(new ScriptedAnswer().end("end_turn").subList(0, 1));
            talk.ask("hello");
            talk.await(isEvent("message_stop"));
            talk.interrupt();
        });
        pasts.put("a word of a stream", talk -> {
            talk.ask("[[pause]]");
            talk.await(isEvent("content_block_delta"));
        });
        pasts.put("an interrupt in mid-stream", talk -> {
            talk.ask("[[pause]]");
            talk.await(isEvent("content_block_delta"));
            talk.interrupt();
            talk.end();
        });
        pasts.put("a question that the API has not answered", talk -> {
            int before = api.turns().size();
            talk.ask("[[silent]]");
            await().atMost(DrivenCli.LIMIT).until(() -> api.turns().size() > before);
        });
        return pasts;
    }

    private static Predicate<JsonNode> isEvent(String type) {
        return line -> line.at("/event/type").asText().equals(type);
    }

    private void assertAsksAsNew(ContractTalk used, Beside beside) throws Exception {
        assertThat(converse(used, beside)).isEqualTo(ofANewProcess(beside));
    }

    private List<String> ofANewProcess(Beside beside) throws Exception {
        List<String> wanted = ofANewProcess.get(beside);
        if (wanted == null) {
            DrivenCli cli = cli(model);
            wanted = converse(new ContractTalk(cli, model), beside);
            ofANewProcess.put(beside, wanted);
            cli.close();
        }
        return wanted;
    }

    /** Two questions and, where there is a tool, a call of it. What the API was asked. */
    private List<String> converse(ContractTalk talk, Beside beside) throws Exception {
        int before = api.turns().size();
        talk.begin(beside);
        if (!beside.tools().isEmpty()) {
            api.answerNext(calls("toolu_look", "look"));
        }
        talk.ask("first");
        if (!beside.tools().isEmpty()) {
            talk.bring(text("looked"));
        }
        talk.end();
        talk.ask("second");
        talk.end();
        List<String> asked = new ArrayList<>();
        api.turns().stream().skip(before).forEach(turn -> asked.add(turn.whole()));
        return asked;
    }

    private static List<ObjectNode> calls(String id, String name) {
        return new ScriptedAnswer()
                .text("I call.")
                .toolUse(id, name, List.of("{}"))
                .end("tool_use");
    }

    private static ObjectNode text(String text) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }
}
