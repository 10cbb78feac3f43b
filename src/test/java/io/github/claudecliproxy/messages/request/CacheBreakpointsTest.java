package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** M is a cache breakpoint, H one for an hour. */
class CacheBreakpointsTest {
    private final Set<String> ignored = new TreeSet<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'system':'s','messages':[{'role':'user','content':'a'}]} | false | false | false",
                "{'cache_control':null} | false | false | false",
                // on system
                "{'system':[{'type':'text','text':'s',M}]} | true | false | false",
                "{'system':[{'type':'text','text':'s',H}]} | true | true | false",
                // on tools
                "{'tools':[{'name':'t','input_schema':{}},{'name':'u','input_schema':{},M}]} | true | false | false",
                "{'tools':[{'name':'t','input_schema':{},H}]} | true | true | false",
                // in messages
                "{'messages':[{'role':'user','content':[{'type':'text','text':'a',M}]}]} | true | false | false",
                "{'messages':[{'role':'user','content':[{'type':'text','text':'a',H}]}]} | true | true | true",
                "{'messages':[{'role':'assistant','content':[{'type':'text','text':'a',H}]}]} | true | true | true",
                // in what a tool has brought
                "{'messages':[{'role':'user','content':[{'type':'tool_result','content':"
                        + "[{'type':'text','text':'a',M}]}]}]} | true | false | false",
                "{'messages':[{'role':'user','content':[{'type':'tool_result','content':"
                        + "[{'type':'text','text':'a',H}]}]}]} | true | true | true",
                // of the request itself
                "{M} | true | false | false",
                "{H} | true | true | true",
                // of an hour before, of minutes after
                "{'system':[{'type':'text','text':'s',H}],'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'a',M}]}]} | true | true | false"
            })
    void takeFrom_marks_areToldAndGone(String request, boolean any, boolean hour, boolean hourInMessages)
            throws IOException {
        ObjectNode taken = request(request);

        assertThat(CacheBreakpoints.takeFrom(taken, ignored))
                .isEqualTo(new CacheBreakpoints(any, hour, hourInMessages, false));
        assertThat(taken)
                .isEqualTo(request(
                        request.replace(",M", "")
                                .replace(",H", "")
                                .replace("M", "")
                                .replace("H", ""),
                        "cache_control"));
        assertThat(ignored).isEmpty();
    }

    @Test
    void takeFrom_propertyOfAToolsInputOfThatName_isLeftAlone() throws IOException {
        String tools = "{'tools':[{'name':'t','input_schema':{'type':'object','properties':{'cache_control':"
                + "{'type':'object','properties':{'ttl':{'const':'1h'}}}},'cache_control':{'ttl':'1h'}}}],"
                + "'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'t','name':'t',"
                + "'input':{'cache_control':{'type':'ephemeral','ttl':'1h'}}}]}]}";
        ObjectNode taken = request(tools);

        assertThat(CacheBreakpoints.takeFrom(taken, ignored))
                .isEqualTo(new CacheBreakpoints(false, false, false, false));
        assertThat(taken).isEqualTo(request(tools));
    }

    @Test
    void takeFrom_markWithinAMessage_isKeptThere() throws IOException {
        ObjectNode taken = request("{'messages':[{'role':'user','content':"
                + "[{'type':'document','source':{},M},{'type':'text','text':'a',M}]}]}");

        assertThat(CacheBreakpoints.takeFrom(taken, ignored))
                .isEqualTo(new CacheBreakpoints(true, false, false, false));
        assertThat(taken)
                .isEqualTo(request("{'messages':[{'role':'user','content':"
                        + "[{'type':'document','source':{},M},{'type':'text','text':'a'}]}]}"));
        assertThat(ignored).isEmpty();
    }

    /** The API wants the longer ones first, and those behind it are the CLI's, as long as the client's longest. */
    @Test
    void takeFrom_markWithinAMessageBeforeOneOfAnHour_isOfAnHourToo() throws IOException {
        ObjectNode taken = request("{'messages':[{'role':'user','content':"
                + "[{'type':'document','source':{},M},{'type':'text','text':'a',H}]}]}");

        assertThat(CacheBreakpoints.takeFrom(taken, ignored)).isEqualTo(new CacheBreakpoints(true, true, true, false));
        assertThat(taken)
                .isEqualTo(request("{'messages':[{'role':'user','content':"
                        + "[{'type':'document','source':{},H},{'type':'text','text':'a'}]}]}"));
    }

    @Test
    void takeFrom_oneMarkInAllWithinAMessage_isToldToBeTheOnlyOne() throws IOException {
        String request = "{'messages':[{'role':'user','content':"
                + "[{'type':'document','source':{},H},{'type':'text','text':'a'}]}]}";
        ObjectNode taken = request(request);

        assertThat(CacheBreakpoints.takeFrom(taken, ignored)).isEqualTo(new CacheBreakpoints(true, true, true, true));
        assertThat(taken).isEqualTo(request(request));
    }

    @Test
    void takeFrom_markWithinADocumentsOwnContent_isTakenOut() throws IOException {
        ObjectNode taken = request("{'messages':[{'role':'user','content':[{'type':'document','source':"
                + "{'type':'content','content':[{'type':'text','text':'a',H}]}}]}]}");

        assertThat(CacheBreakpoints.takeFrom(taken, ignored)).isEqualTo(new CacheBreakpoints(true, true, true, false));
        assertThat(taken.toString()).doesNotContain("cache_control");
    }

    @Test
    void takeFrom_severalWithinMessages_keepsTheFirstAndNamesTheOthers() throws IOException {
        ObjectNode taken = request("{'messages':[{'role':'user','content':"
                + "[{'type':'document','source':{},M},{'type':'text','text':'a'}]},"
                + "{'role':'assistant','content':'b'},"
                + "{'role':'user','content':[{'type':'document','source':{},M},{'type':'text','text':'c'}]}]}");

        CacheBreakpoints.takeFrom(taken, ignored);

        assertThat(taken)
                .isEqualTo(request("{'messages':[{'role':'user','content':"
                        + "[{'type':'document','source':{},M},{'type':'text','text':'a'}]},"
                        + "{'role':'assistant','content':'b'},"
                        + "{'role':'user','content':[{'type':'document','source':{}},{'type':'text','text':'c'}]}]}"));
        assertThat(ignored).containsExactly("messages.cache_control");
    }

    @Test
    void takeFrom_markWithinAnAnswer_isTakenOut() throws IOException {
        ObjectNode taken = request("{'messages':[{'role':'assistant','content':"
                + "[{'type':'text','text':'a',M},{'type':'text','text':'b'}]}]}");

        CacheBreakpoints.takeFrom(taken, ignored);

        assertThat(taken.toString()).doesNotContain("cache_control");
        assertThat(ignored).isEmpty();
    }

    @Test
    void takeFrom_markWithinTheSystemPrompt_isNamed() throws IOException {
        CacheBreakpoints.takeFrom(
                request("{'system':[{'type':'text','text':'s',M},{'type':'text','text':'t'}]}"), ignored);

        assertThat(ignored).containsExactly("system.cache_control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'system':{'a':{},'b':{}},'tools':{'a':1,'b':2},'messages':{'a':1}}",
                "{'system':7,'tools':'x','messages':true}",
                "{'system':[7],'tools':[[]],'messages':[7,{'role':'user','content':[7,8]},{'content':{'a':[]}}]}"
            })
    void takeFrom_whatIsRefusedLater_isNoFault(String request) throws IOException {
        assertThat(CacheBreakpoints.takeFrom(request(request), ignored))
                .isEqualTo(new CacheBreakpoints(false, false, false, false));
        assertThat(ignored).isEmpty();
    }

    private static ObjectNode request(String text, String without) throws IOException {
        ObjectNode request = request(text);
        request.remove(without);
        return request;
    }

    /** Written with single quotes. */
    private static ObjectNode request(String text) throws IOException {
        String json = text.replaceAll("\\bM\\b", "'cache_control':{'type':'ephemeral'}")
                .replaceAll("\\bH\\b", "'cache_control':{'type':'ephemeral','ttl':'1h'}")
                .replace('\'', '"');
        return (ObjectNode) Json.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
