package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One CLI process driven by as little as does it: lines written, lines read, by the thread that asks. What the proxy
 * could at best be.
 */
final class BareCli implements AutoCloseable {
    private static final long LIFE_SECONDS = 900;

    private final Children children;
    private final Process process;
    private final BufferedReader out;
    /** The CLI may call a tool before it has passed on the end of the answer that asks for it. */
    private final Deque<String> calls = new ArrayDeque<>();

    private String last = "nothing";
    private int rewound;

    BareCli(Children children, Map<String, String> environment, Path directory, List<String> command)
            throws IOException {
        this.children = children;
        this.process = children.start(environment, directory, command);
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // a CLI that says nothing would hold its reader for ever: its end is the end of what it says
        CompletableFuture.delayedExecutor(LIFE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    /** Sends lines in one write. */
    void send(List<ObjectNode> lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ObjectNode line : lines) {
            bytes.writeBytes(Json.bytes(line));
            bytes.write('\n');
        }
        process.getOutputStream().write(bytes.toByteArray());
        process.getOutputStream().flush();
    }

    /** The next line with this in it; those before it are passed over. */
    String await(String part) throws IOException {
        String line = next();
        while (!line.contains(part)) {
            line = next();
        }
        return line;
    }

    private String next() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new EOFException("the CLI ended after " + last);
        }
        last = line;
        if (line.contains("\"tools/call\"")) {
            calls.add(line);
        } else if (line.contains("\"rewound\":true")) {
            rewound++;
        } else if (line.contains("\"subtype\":\"error\"")) {
            throw new IOException("the CLI refused: " + line);
        }
        return line;
    }

    /** Sends what asks, and reads up to the end of the answer. */
    AnswerLines ask(List<ObjectNode> lines) throws IOException {
        AnswerLines answer = new AnswerLines();
        send(lines);
        readTo(answer);
        return answer;
    }

    /** Reads the events up to the end of an answer. */
    void readTo(HttpConnection.Lines answer) throws IOException {
        String line = "";
        while (!AnswerLines.isStop(line)) {
            line = next();
            if (line.startsWith("{\"type\":\"stream_event\"")) {
                answer.line(line);
            }
        }
    }

    /** Answers the tool's call for which the CLI waits, and reads up to the end of the next answer. */
    AnswerLines answerTool() throws IOException {
        while (calls.isEmpty()) {
            next();
        }
        JsonNode call = Json.read(calls.remove().getBytes(StandardCharsets.UTF_8));
        AnswerLines answer = new AnswerLines();
        send(List.of(BareLines.toolResult(call)));
        readTo(answer);
        return answer;
    }

    /** How often it has said that it went back. */
    int rewound() {
        return rewound;
    }

    @Override
    public void close() {
        children.end(process);
    }
}
