package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesRequestTest {
    private static final String QUESTION = "'messages':[{'role':'user','content':'hi'}]";

    @Test
    void of_smallestRequest_hasDefaults() throws Exception {
        MessagesRequest request = request("{'model':'claude-x'," + QUESTION + "}");

        assertThat(request.model()).isEqualTo("claude-x");
        assertThat(request.system()).isEmpty();
        assertThat(request.stream()).isFalse();
        assertThat(request.breakpoints()).isEqualTo(new CacheBreakpoints(false, false, false, false));
        assertThat(request.ignored()).isEmpty();
        assertThat(request.messages()).hasSize(1);
    }

    @Test
    void of_contentAsString_becomesOneTextBlock() throws Exception {
        MessagesRequest request = request("{'model':'m'," + QUESTION + "}");

        Message message = request.messages().get(0);
        assertThat(message.role()).isEqualTo(Message.Role.USER);
        assertThat(message.content()).isEqualTo(json("[{'type':'text','text':'hi'}]"));
    }

    @Test
    void of_contentAsBlocks_travelsAsItCame() throws Exception {
        String blocks = "[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},"
                + "{'text':'b','type':'text','n':1.0,'new_field':null}]";

        MessagesRequest request = request("{'model':'m','messages':[{'role':'user','content':" + blocks + "}]}");

        assertThat(new String(Json.bytes(request.messages().get(0).content()), StandardCharsets.UTF_8))
                .isEqualTo(blocks.replace('\'', '"'));
    }

    @Test
    void of_conversation_keepsRolesInOrder() throws Exception {
        MessagesRequest request = request("{'model':'m','messages':[{'role':'user','content':'a'},"
                + "{'role':'assistant','content':'b'},{'role':'user','content':'c'},{'role':'user','content':'d'}]}");

        assertThat(request.messages())
                .extracting(message -> message.role().wireName())
                .containsExactly("user", "assistant", "user", "user");
    }

    @Test
    void of_systemAsString_isItsOneText() throws Exception {
        assertThat(request("{'model':'m','system':' be brief '," + QUESTION + "}")
                        .system())
                .containsExactly(" be brief ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "null", "[]"})
    void of_systemEmpty_isNone(String system) throws Exception {
        assertThat(request("{'model':'m','system':" + system + "," + QUESTION + "}")
                        .system())
                .isEmpty();
    }

    @Test
    void of_systemAsBlocks_keepsTexts() throws Exception {
        MessagesRequest request = request("{'model':'m','system':[{'type':'text','text':'a'},"
                + "{'type':'text','text':'b','cache_control':{'type':'ephemeral'}}]," + QUESTION + "}");

        assertThat(request.system()).containsExactly("a", "b");
        assertThat(request.ignored()).isEmpty();
    }

    @Test
    void of_otherFields_areParametersAsTheyAre() throws Exception {
        MessagesRequest request =
                request("{'model':'m','max_tokens':5,'temperature':0.5,'top_k':null,'from_tomorrow':[{}],'stream':true,"
                        + "'system':'s'," + QUESTION + "}");

        assertThat(request.parameters().toString())
                .isEqualTo("{'max_tokens':5,'temperature':0.5,'from_tomorrow':[{}]}".replace('\'', '"'));
        assertThat(request.ignored()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "png, 2000, 2000, false",
        "png, 2001, 10, true",
        "png, 10, 2001, true",
        "jpeg, 2000, 10, false",
        "jpeg, 10, 4000, true",
        "none, 9000, 9000, false"
    })
    void of_imageThatTheCliScalesDown_isNamed(String kind, int width, int height, boolean scaled) throws Exception {
        ByteBuffer head = ByteBuffer.allocate(64);
        if (kind.equals("png")) {
            head.putInt(0x89504E47)
                    .putInt(0x0D0A1A0A)
                    .putInt(13)
                    .putInt(0x49484452)
                    .putInt(width)
                    .putInt(height);
        } else if (kind.equals("jpeg")) {
            head.putShort((short) 0xFFD8)
                    .putShort((short) 0xFFE1)
                    .putShort((short) 6)
                    .putInt(0);
            head.putShort((short) 0xFFC2)
                    .putShort((short) 17)
                    .put((byte) 8)
                    .putShort((short) height)
                    .putShort((short) width);
        }
        String image = "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'"
                + Base64.getEncoder().encodeToString(head.array()) + "'}}";

        String result = "{'type':'tool_result','tool_use_id':'t','content':%s}";

        for (String content : List.of(image, result.formatted("[" + image + "]"))) {
            MessagesRequest request = request("{'model':'m','messages':[{'role':'user','content':'q'},"
                    + "{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'t','input':{}}]},"
                    + "{'role':'user','content':[" + (content.equals(image) ? result.formatted("'r'") + "," : "")
                    + content
                    + "]}]}");

            assertThat(request.ignored().contains("image-resolution")).isEqualTo(scaled);
        }
    }

    @Test
    void of_whatCannotBeHonoured_isNamed() throws Exception {
        MessagesRequest request = request("{'model':'m','betas':['b'],'x':12345678901234567890," + QUESTION + "}");

        assertThat(request.ignored()).containsExactly("betas", "digits-beyond-double-precision");
        assertThat(request.parameters().has("betas")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5, true",
        "claude-haiku-4-5-20251001, true",
        "claude-opus-4-1-20250805, false",
        "claude-sonnet-4-20250514, true",
        "claude-3-7-sonnet-20250219, true",
        "claude-opus-4-5, false",
        "claude-opus-4-8, false",
        "claude-sonnet-5, false",
        "sonnet, false"
    })
    void of_effort_isNamedForAModelThatHasNone(String model, boolean named) throws Exception {
        MessagesRequest request =
                request("{'model':'" + model + "','output_config':{'effort':'low'}," + QUESTION + "}");

        assertThat(request.ignored().contains("output_config.effort")).isEqualTo(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1",
                "1.0",
                "1e22",
                "9007199254740992",
                "9007199254740994",
                "-3.5e-7",
                "10000000000000000000000"
            })
    void of_numbersThatADoubleHolds_areNotNamed(String number) throws Exception {
        assertThat(request("{'model':'m','x':" + number + "," + QUESTION + "}").ignored())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1000e2147483646", "1e2147483647"})
    void of_numberBeyondADouble_isRefused(String number) {
        for (String request : List.of(
                "{'model':'m','x':" + number + "," + QUESTION + "}",
                "{'model':'m','x':" + "9".repeat(310) + "," + QUESTION + "}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'b','n':" + number + "}]}]}")) {
            assertThatThrownBy(() -> request(request))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("too large");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "a \ud83d\ude00 b", "\\u0000", "\ufffd", "\ud7ff\ue000", "\udbff\udfff"})
    void of_anyText_arrivesAsItWasSent(String text) throws Exception {
        JsonNode sent = json("'" + text + "'");

        assertThat(request("{'model':'m','system':'" + text + "'," + QUESTION + "}")
                        .system())
                .containsExactly(sent.textValue());
    }

    @Test
    void of_tools_areNamedInOrder() throws Exception {
        MessagesRequest request = request("{'model':'m','tools':[{'name':'b','input_schema':{}},"
                + "{'type':'custom','name':'a.b','input_schema':{}},{'type':null,'name':'c','input_schema':{}}],"
                + QUESTION
                + "}");

        assertThat(request.tools()).containsExactly("b", "a.b", "c");
    }

    @Test
    void of_toolsOfTheApisOwn_areNoneOfTheClients() throws Exception {
        MessagesRequest request = request("{'model':'m','tools':[{'type':'bash_20250124','name':'bash'},"
                + "{'type':'web_search_20250305','name':'web_search'},{'type':'web_fetch_20250910','name':'web_fetch'},"
                + "{'type':'code_execution_20250825','name':'code_execution'},{'type':'memory_20250818','name':'memory'},"
                + "{'type':'text_editor_20250728','name':'str_replace_based_edit_tool'},"
                + "{'type':'mcp_toolset','mcp_server_name':'x'}]," + QUESTION + "}");

        assertThat(request.tools()).containsExactly("bash", "memory", "str_replace_based_edit_tool");
        assertThat(request.parameters().path("tools")).hasSize(7);
        assertThat(request.ignored()).isEmpty();
    }

    @Test
    void of_lastMessageOfTheAssistant_isTheAnswersBeginning() throws Exception {
        MessagesRequest request = request(
                "{'model':'m','messages':[{'role':'user','content':'a'}," + "{'role':'assistant','content':'b'}]}");

        assertThat(request.messages())
                .extracting(message -> message.role().wireName())
                .containsExactly("user", "assistant");
        assertThat(request.ignored()).isEmpty();
    }

    @Test
    void of_messageOfTheSystems_isAReminderOfTheUsersAndNamed() throws Exception {
        MessagesRequest request = request(
                "{'model':'m','messages':[{'role':'user','content':'a'},"
                        + "{'role':'system','content':[{'type':'text','text':'be brief'}]},{'role':'system','content':'now'}]}");

        assertThat(request.messages().get(1)).isEqualTo(new Message(Message.Role.USER, (ArrayNode)
                json("[{'type':'text','text':'<system-reminder>\\nbe brief\\n</system-reminder>'}]")));
        assertThat(request.messages().get(2).content())
                .isEqualTo(json("[{'type':'text','text':'<system-reminder>\\nnow\\n</system-reminder>'}]"));
        assertThat(request.ignored()).containsExactly("system-role");
    }

    @Test
    void of_noTools_isAccepted() throws Exception {
        MessagesRequest request =
                request("{'model':'m','tools':[],'tool_choice':null,'mcp_servers':[]," + QUESTION + "}");

        assertThat(request.messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "null"})
    void of_stream_isAsSaid(String stream) throws Exception {
        assertThat(request("{'model':'m','stream':" + stream + "," + QUESTION + "}").stream())
                .isEqualTo(stream.equals("true"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sonnet",
                "claude-opus-4-5-20251101",
                "claude-sonnet-4-5@20250929",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "arn:aws:bedrock:us-east-1:1:inference-profile/x",
                "opus[1m]"
            })
    void of_modelNamesInUse_areAccepted(String model) throws Exception {
        assertThat(request("{'model':'" + model + "'," + QUESTION + "}").model())
                .isEqualTo(model);
    }

    @Test
    void of_result_cannotBeChangedFromOutside() throws Exception {
        List<Message> messages = request("{'model':'m'," + QUESTION + "}").messages();

        assertThat(messages).isUnmodifiable();
    }

    private static MessagesRequest request(String json) throws InvalidRequestException {
        return MessagesRequest.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String json) throws IOException {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
