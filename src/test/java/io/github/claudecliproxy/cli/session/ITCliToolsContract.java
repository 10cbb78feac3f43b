package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, how it knows the client's tools, and what becomes of those that the API runs. */
class ITCliToolsContract extends CliContract {
    private static final String LONGEST =
            "n234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
                    + "1234567890123456789012345678";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find",
                "a.b",
                "get-weather",
                "Bash",
                "Task",
                "WebSearch",
                "mcp__client__x",
                "mcp__other__x",
                LONGEST
            })
    void call_ofAToolOfAnyName_isHandedToUsByThatNameAndWaitedFor(String name) throws Exception {
        DrivenCli cli = cli();
        askWithTool(cli, name);
        JsonNode request = call(cli).path("request");

        assertThat(request.path("server_name").asText()).isEqualTo("client");
        assertThat(request.at("/message/params/name").asText()).isEqualTo(name);
        assertThat(request.at("/message/params/arguments")).isEqualTo(json("{'a':1}"));
        assertThat(request.at("/message/params/_meta/claudecode~1toolUseId").asText())
                .isEqualTo("toolu_1");
        atRest(cli);
        assertThat(api.turns()).hasSize(1);
    }

    /** Why the CLI is told not to put the server's name before a tool's. */
    @ParameterizedTest
    @ValueSource(strings = {"find", "a.b", "Bash"})
    void call_ofAToolWhereTheServersNameIsPutBeforeIt_isAnsweredByTheCliItself(String name) throws Exception {
        environment.remove("CLAUDE_AGENT_SDK_MCP_NO_PREFIX");
        DrivenCli cli = cli();
        askWithTool(cli, name);
        result(cli);

        assertThat(seen).noneMatch(line -> ClientTools.isCall(line.path("request")));
        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().body().path("messages").toString()).contains("No such tool");
    }

    @Test
    void tools_ofTheExtraBody_standInThePlaceOfTheStubs() throws Exception {
        DrivenCli cli = cli();
        cli.answerWith(ClientTools.named(List.of("find"))::answer);
        cli.send(initialize(), CliLines.servers(true), extraBody("{\"tools\":[]}"), question("hello"));
        result(cli);

        assertThat(api.lastTurn().body().path("tools")).isEqualTo(json("[]"));
    }

    /** Why there are tools in each extra body, if only an empty list. */
    @Test
    void tools_whereTheExtraBodyHasNone_areTheStubs() throws Exception {
        DrivenCli cli = cli();
        cli.answerWith(ClientTools.named(List.of("find"))::answer);
        cli.send(initialize(), CliLines.servers(true), extraBody("{}"), question("hello"));
        result(cli);

        assertThat(api.lastTurn().body().at("/tools/0/description").asText()).isEqualTo("of the client");
    }

    // other tools

    @Test
    void servers_whereOursWasTakenAwayBefore_askForItsToolsAgain() throws Exception {
        DrivenCli cli = cli();
        hadOtherTool(cli);
        cli.send(CliLines.servers(false));
        ask(cli, "look", definition("look"));

        assertThat(call(cli).at("/request/message/params/name").asText()).isEqualTo("look");
        assertThat(toolLists()).isEqualTo(1);
    }

    /** Why it is taken away first. */
    @Test
    void servers_whereOursIsThere_doNotAskForItsToolsAgain() throws Exception {
        DrivenCli cli = cli();
        hadOtherTool(cli);
        ask(cli, "look", definition("look"));
        result(cli);

        assertThat(api.lastTurn().body().path("messages").toString()).contains("No such tool");
        assertThat(toolLists()).isZero();
    }

    private void hadOtherTool(DrivenCli cli) throws Exception {
        cli.answerWith(ClientTools.named(List.of("find"))::answer);
        cli.send(initialize(), CliLines.servers(true), question("hello"));
        result(cli);
        assertThat(toolLists()).isEqualTo(1);
        seen.clear();
    }

    private long toolLists() {
        return seen.stream()
                .filter(line -> line.at("/request/message/method").asText().equals("tools/list"))
                .count();
    }

    // tools of the API's own types

    @ParameterizedTest
    @CsvSource({
        "bash_20250124, bash",
        "memory_20250818, memory",
        "text_editor_20250728, str_replace_based_edit_tool",
        "computer_20250124, computer"
    })
    void typedTool_thatTheClientRuns_goesOutAsGivenAndItsCallIsWaitedFor(String type, String name) throws Exception {
        String tool = "{\"type\":\"" + type + "\",\"name\":\"" + name + "\",\"x\":[1,{\"y\":null}]}";
        DrivenCli cli = cli();
        cli.send(initialize());
        ask(cli, name, tool);

        assertThat(call(cli).at("/request/message/params/name").asText()).isEqualTo(name);
        assertThat(api.lastTurn().body().path("tools").toString()).isEqualTo("[" + tool + "]");
        assertThat(api.turns()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-opus-5-5", "claude-sonnet-4-5"})
    void toolThatTheApiRuns_goesOutAsGivenAndItsBlocksComeBackAsTheyWere(String model) throws Exception {
        String tools =
                "[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":5,\"allowed_domains\":[\"a.b\"]}]";
        List<JsonNode> blocks = List.of(
                json("{'type':'text','text':'I search.'}"),
                json("{'type':'server_tool_use','id':'srvtoolu_1','name':'web_search','input':{'query':'x'}}"),
                json(
                        "{'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result',"
                                + "'title':'T','url':'https://a.b/','encrypted_content':'YQ==','page_age':null}]}"),
                json("{'type':'text','text':'Found.'}"));
        api.answerNext(streamed(blocks));
        DrivenCli cli = cli(model);
        cli.send(initialize(), extraBody("{\"tools\":" + tools + "}"), question("one"));
        result(cli);
        cli.send(question("two"));
        result(cli);

        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().body().path("tools").toString()).isEqualTo(tools);
        assertThat(answers(api.lastTurn().body()).toString()).isEqualTo(blocks.toString());
    }

    private static List<JsonNode> answers(JsonNode body) {
        List<JsonNode> blocks = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            if (message.path("role").asText().equals("assistant")) {
                message.path("content").forEach(blocks::add);
            }
        }
        return blocks;
    }

    /** As the API streams them: texts and inputs in pieces, results whole. */
    private static List<ObjectNode> streamed(List<JsonNode> blocks) {
        List<ObjectNode> events = new ArrayList<>();
        events.add(Events.messageStart(MODEL));
        for (int i = 0; i < blocks.size(); i++) {
            ObjectNode block = blocks.get(i).deepCopy();
            ObjectNode start = Json.object().put("type", "content_block_start").put("index", i);
            start.set("content_block", block);
            events.add(start);
            if (block.has("text")) {
                events.add(Events.text(block.path("text").asText()).put("index", i));
                block.put("text", "");
            } else if (block.has("input")) {
                events.add(Events.inputJson(block.path("input").toString()).put("index", i));
                block.putObject("input");
            }
            events.add(Events.blockStop().put("index", i));
        }
        events.add(Events.messageDelta("end_turn"));
        events.add(Events.messageStop());
        return events;
    }

    private void askWithTool(DrivenCli cli, String name) throws Exception {
        cli.send(initialize());
        ask(cli, name, definition(name));
    }

    /** The API calls the tool. */
    private void ask(DrivenCli cli, String name, String tool) throws Exception {
        cli.answerWith(ClientTools.named(List.of(name))::answer);
        api.answerNext(new ScriptedAnswer()
                .toolUse("toolu_1", name, List.of("{\"a\"", ":1}"))
                .end("tool_use"));
        cli.send(CliLines.servers(true), extraBody("{\"tools\":[" + tool + "]}"), question("use it"));
    }

    private static String definition(String name) {
        return "{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"}}";
    }

    /** Written with single quotes. */
    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
