package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which clients write the same message, and what looks like one of them and is none. */
class MessageIdentityTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a' | [{'type':'text','text':'a'}]",
                "[{'type':'text','text':'a'}] | [{'text':'a','type':'text'}]",
                "[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}] | 'a'",
                "[{'type':'text','text':'a','citations':null}] | 'a'",
                "[{'type':'tool_use','id':'t','name':'f','input':{'a':1.0}}]"
                        + " | [{'type':'tool_use','id':'t','name':'f','input':{'a':1},'caller':{'type':'direct'}}]",
                "[{'type':'tool_result','tool_use_id':'t','content':'a'}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':'a'}]}]",
                "[{'type':'tool_result','tool_use_id':'t','content':'a','is_error':false}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':'a'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':[]}] | [{'type':'tool_result','tool_use_id':'t'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':''}] | [{'type':'tool_result','tool_use_id':'t'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':null}] | [{'type':'tool_result','tool_use_id':'t'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':"
                        + "[{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}}]}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':'a'}]"
            })
    void of_theSameWrittenOtherwise_isEqual(String one, String other) throws IOException {
        assertThat(of("user", one)).isEqualTo(of("user", other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a' | 'b'",
                "'a' | 'a '",
                "'a' | ['a']",
                "'ab' | [{'type':'text','text':'a'},{'type':'text','text':'b'}]",
                "'a' | [{'type':'text','text':'a','citations':[]}]",
                "'a' | [{'type':'text','text':'a','of_tomorrow':false}]",
                "'a' | [{'type':'thinking','text':'a'}]",
                "[{'type':'thinking','thinking':'a','signature':'s'}] | [{'type':'thinking','thinking':'a','signature':'t'}]",
                "[{'type':'text','text':'a','is_error':false}] | 'a'",
                "[{'type':'tool_use','id':'t','name':'f','input':{}}] | [{'type':'tool_use','id':'u','name':'f','input':{}}]",
                "[{'type':'tool_use','id':'t','name':'f','input':{'cache_control':1}}]"
                        + " | [{'type':'tool_use','id':'t','name':'f','input':{}}]",
                "[{'type':'tool_use','id':'t','name':'f','input':{'a':null}}]"
                        + " | [{'type':'tool_use','id':'t','name':'f','input':{}}]",
                "[{'type':'tool_use','id':'t','name':'f','input':{'caller':{'type':'direct'}}}]"
                        + " | [{'type':'tool_use','id':'t','name':'f','input':{}}]",
                "[{'type':'tool_use','id':'t','name':'f','input':{},'caller':{'type':'code','tool_id':'x'}}]"
                        + " | [{'type':'tool_use','id':'t','name':'f','input':{}}]",
                "[{'type':'tool_use','id':'t','name':'f','input':{},'caller':{'type':'direct','x':1}}]"
                        + " | [{'type':'tool_use','id':'t','name':'f','input':{}}]",
                "[{'type':'tool_result','tool_use_id':'t','content':'a','is_error':true}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':'a'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':'a','is_error':'false'}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':'a'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':' '}] | [{'type':'tool_result','tool_use_id':'t'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':''}]}]"
                        + " | [{'type':'tool_result','tool_use_id':'t'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':{'a':1}}] | [{'type':'tool_result','tool_use_id':'t'}]",
                "[{'type':'tool_result','tool_use_id':'t','content':{'a':1}}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':{'b':1}}]",
                "[{'type':'tool_result','tool_use_id':'t','content':1}]"
                        + " | [{'type':'tool_result','tool_use_id':'t','content':2}]",
                "[{'type':'tool_result','tool_use_id':'t','content':'a'}]"
                        + " | [{'type':'tool_result','tool_use_id':'u','content':'a'}]",
                "[{'type':'document','source':{'type':'text','data':'a'},'content':''}]"
                        + " | [{'type':'document','source':{'type':'text','data':'a'}}]"
            })
    void of_somethingElse_isAnother(String one, String other) throws IOException {
        assertThat(of("user", one)).isNotEqualTo(of("user", other));
    }

    @Test
    void of_anotherRole_isAnother() throws IOException {
        assertThat(of("user", "'a'")).isNotEqualTo(of("assistant", "'a'"));
    }

    @Test
    void of_wholeMessage_isThatOfRoleAndContent() throws IOException {
        JsonNode message = json("{'id':'msg_1','role':'assistant','content':'a','stop_reason':'end_turn'}");

        assertThat(MessageIdentity.of(message)).isEqualTo(of("assistant", "'a'"));
    }

    private static String of(String role, String content) throws IOException {
        return MessageIdentity.of(role, json(content));
    }

    /** Written with single quotes. */
    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
