package io.github.claudecliproxy.cli.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliLinesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", ",'parent_tool_use_id':null", ",'parent_tool_use_id':''"})
    void read_streamEvent_isTheApisOwn(String parent) throws Exception {
        Optional<CliEvent> event =
                read("{'type':'stream_event','event':{'type':'message_stop','n':1.0}" + parent + ",'uuid':'u'}");

        assertThat(event).hasValue(new CliEvent.Streamed(object("{'type':'message_stop','n':1.0}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'stream_event','event':{'type':'ping'},'parent_tool_use_id':'toolu_1'}",
                "{'type':'stream_event','event':'text'}",
                "{'type':'stream_event'}",
                "{'type':'assistant','message':{'content':[{'type':'text','text':'API Error: 400 no'}]}}",
                "{'type':'assistant','is_api_error_message':false}",
                "{'type':'system','subtype':'status','status':'compacting'}",
                "{'type':'system','subtype':'status'}",
                "{'type':'system'}",
                "{'type':'user','message':{}}",
                "{'type':'rate_limit_event'}",
                "{'type':'from_tomorrow'}",
                "{'type':7}",
                "{}",
                "[]",
                "null",
                "'text'",
                "12",
                "",
                " ",
                "no json",
                "{'type':'result'",
                "{} {}",
                "{'n':1e99999999999}"
            })
    void read_nothingToActOn_isLeftOut(String line) throws Exception {
        assertThat(read(line)).isEmpty();
    }

    @Test
    void read_toolResult_isTaken() throws Exception {
        assertThat(read("{'type':'user','message':{'content':[{'type':'tool_result','tool_use_id':'toolu_1'}]}}"))
                .hasValue(new CliEvent.ResultTaken("toolu_1"));
    }

    @Test
    void read_brokenUtf8_isLeftOut() throws Exception {
        assertThat(CliLines.read(new byte[] {'"', (byte) 0xC3, '"'}, new LineLog(1)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "API Error: 400 messages: too long, messages: too long",
        "API Error: Connection error., Connection error.",
        "Not logged in · Please run /login, Not logged in · Please run /login",
        "API Error: 500 API Error: 500 x, API Error: 500 x"
    })
    void read_errorDressedAsAnswer_losesItsPrefix(String text, String message) throws Exception {
        Optional<CliEvent> event = read("{'type':'assistant','is_api_error_message':true,'api_error_status':400,"
                + "'api_error_type':'invalid_request_error','error':'invalid_request',"
                + "'message':{'model':'<synthetic>','content':[{'type':'text','text':'" + text + "'}]}}");

        assertThat(event).hasValue(new CliEvent.ApiFailed(400, "invalid_request_error", "invalid_request", message));
    }

    @Test
    void read_errorWithNothingKnown_isEmptyAllOver() throws Exception {
        assertThat(read("{'type':'assistant','is_api_error_message':true,'api_error_status':null,'message':{}}"))
                .hasValue(new CliEvent.ApiFailed(0, "", "", ""));
    }

    @Test
    void read_apiRetry_hasStatusAndDelay() throws Exception {
        assertThat(read("{'type':'system','subtype':'api_retry','attempt':1,'max_retries':1,"
                        + "'retry_delay_ms':37282,'error_status':429,'error':'rate_limit'}"))
                .hasValue(new CliEvent.Retrying(1, 429, "rate_limit", Duration.ofMillis(37_282), "", ""));
        assertThat(read("{'type':'system','subtype':'api_retry','error_status':null}"))
                .hasValue(new CliEvent.Retrying(1, 0, "", Duration.ZERO, "", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "1e99"})
    void read_timeThatNoCalendarHas_isABoundedOne(String time) throws Exception {
        CliEvent limit = read("{'type':'rate_limit_event','rate_limit_info':{'status':'rejected','resetsAt':" + time
                        + "}}")
                .orElseThrow();
        CliEvent retry = read("{'type':'system','subtype':'api_retry','retry_delay_ms':" + time + "}")
                .orElseThrow();

        assertThat(((CliEvent.PlanTold) limit).decisive().resetsAt())
                .isBetween(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(((CliEvent.Retrying) retry).delay().toSeconds()).isBetween(0L, 253_402_300_799L);
    }

    @Test
    void read_result_isTheEndOfTheTurn() throws Exception {
        assertThat(read("{'type':'result','subtype':'success','is_error':true,'result':'no','num_turns':1}"))
                .hasValue(new CliEvent.TurnEnded("success", true, "no", ""));
        assertThat(read("{'type':'result','subtype':'error_max_turns'}"))
                .hasValue(new CliEvent.TurnEnded("error_max_turns", false, "", ""));
    }

    @Test
    void read_resultOfTheSeal_isToldApart() throws Exception {
        CliEvent end = read("{'type':'result','is_error':true,'result':'too long','terminal_reason':'blocking_limit'}")
                .orElseThrow();

        assertThat(end).isEqualTo(new CliEvent.TurnEnded("", true, "too long", "blocking_limit"));
        assertThat(((CliEvent.TurnEnded) end).sealedOff()).isTrue();
        assertThat(new CliEvent.TurnEnded("", true, "too long", "").sealedOff()).isFalse();
    }

    @Test
    void read_system_saysWhatTheCliIsAboutToDo() throws Exception {
        assertThat(read("{'type':'system','subtype':'init','model':'m'}")).hasValue(new CliEvent.Begun("m"));
        assertThat(read("{'type':'system','subtype':'init'}")).hasValue(new CliEvent.Begun(""));
        assertThat(read("{'type':'system','subtype':'status','status':'requesting'}"))
                .hasValue(new CliEvent.Requesting());
    }

    @Test
    void read_controlRequestRefused_throws() {
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> read("{'type':'control_response','response':{'subtype':'error','error':'what?'}}"))
                .withMessage("The claude CLI refused a control request: what?")
                .extracting(CliException::kind)
                .isEqualTo(CliException.Kind.ODD);
    }

    @Test
    void user_query_isComposedByTheClient() {
        ObjectNode line = CliLines.user(object("{'role':'user','content':[]}"), "u", true);

        assertThat(line)
                .isEqualTo(object("{'type':'user','message':{'role':'user','content':[]},'parent_tool_use_id':null,"
                        + "'session_id':'','uuid':'u','client_composed':true}"));
    }

    @Test
    void user_past_asksNothingAndIsComposedByTheClientToo() {
        ObjectNode line = CliLines.user(object("{}"), "u", false);

        assertThat(line.path("shouldQuery").isBoolean()).isTrue();
        assertThat(line.path("shouldQuery").booleanValue()).isFalse();
        assertThat(line.path("client_composed").booleanValue()).isTrue();
    }

    @Test
    void assistant_past_isAnAnswer() {
        assertThat(CliLines.assistant(object("{'role':'assistant'}")))
                .isEqualTo(object("{'type':'assistant','message':{'role':'assistant'},'parent_tool_use_id':null,"
                        + "'session_id':''}"));
    }

    @Test
    void read_answerToAControlRequest_isToldWithItsId() throws Exception {
        assertThat(
                        read(
                                "{'type':'control_response','response':{'subtype':'success','request_id':'r','response':{'a':1}}}"))
                .contains(new CliEvent.Answered("r", object("{'a':1}")));
    }

    @Test
    void read_requestOfTheClis_isToldWithItsId() throws Exception {
        assertThat(read("{'type':'control_request','request_id':'r','request':{'subtype':'mcp_message'}}"))
                .contains(new CliEvent.Asked("r", object("{'subtype':'mcp_message'}")));
    }

    @Test
    void initialize_noSystemPrompt_saysThatThereIsNone() {
        assertThat(CliLines.initialize(List.of()).path("request"))
                .isEqualTo(object("{'subtype':'initialize','systemPrompt':[],'systemPromptSnapshot':false}"));
        assertThat(CliLines.initialize(List.of("a", "b")).path("request"))
                .isEqualTo(object("{'subtype':'initialize','systemPrompt':['a','b'],'systemPromptSnapshot':false}"));
    }

    @Test
    void settings_environment_isAppliedToTheLiveProcess() {
        assertThat(CliLines.settings(object("{'A':'1'}")))
                .isEqualTo(object("{'type':'control_request','request_id':'settings',"
                        + "'request':{'subtype':'apply_flag_settings','settings':{'env':{'A':'1'}}}}"));
    }

    @Test
    void seal_andUnseal_areThePromptsLimitAlone() {
        assertThat(CliLines.seal().at("/request/settings"))
                .isEqualTo(object("{'env':{'CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE':'1'}}"));
        assertThat(CliLines.unseal().at("/request/settings"))
                .isEqualTo(object("{'env':{'CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE':'1000000000'}}"));
    }

    @Test
    void systemPrompt_another_namesTheModelThatTheCliHas() {
        assertThat(CliLines.systemPrompt("s", "claude-x", "be brief"))
                .isEqualTo(object("{'type':'control_request','request_id':'s','request':{'subtype':'set_model',"
                        + "'model':'claude-x','only_if_model_is_current':true,'system_prompt':'be brief'}}"));
    }

    @Test
    void servers_oursOrNone_areAllThatThereAre() {
        assertThat(CliLines.servers(true).path("request"))
                .isEqualTo(object("{'subtype':'mcp_set_servers','servers':{'client':{'type':'sdk','name':'client'}}}"));
        assertThat(CliLines.servers(false).path("request"))
                .isEqualTo(object("{'subtype':'mcp_set_servers','servers':{}}"));
    }

    @Test
    void rewind_line_namesTheLastToo() {
        assertThat(CliLines.rewind("r", "first", "last"))
                .isEqualTo(object("{'type':'control_request','request_id':'r','request':"
                        + "{'subtype':'rewind_conversation','target_message_uuid':'first',"
                        + "'last_seen_user_message_uuid':'last','interrupt_if_running':true}}"));
    }

    private static Optional<CliEvent> read(String line) throws CliException {
        return CliLines.read(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8), new LineLog(1));
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
