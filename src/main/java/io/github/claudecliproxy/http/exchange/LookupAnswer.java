package io.github.claudecliproxy.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.http.HeaderText;
import io.github.claudecliproxy.http.WholeAnswer;
import io.github.claudecliproxy.lookup.LookupHandler;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.work.WorkException;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.TreeSet;

/** What a lookup has found, as one JSON answer. */
public final class LookupAnswer implements LookupHandler {
    private static final int HTTP_OK = 200;

    private final Exchange exchange;
    private final Set<String> ignored;
    private final Shape shape;

    /** Makes the answer's body of what was found. */
    @FunctionalInterface
    public interface Shape {
        JsonNode of(JsonNode found) throws InvalidRequestException;
    }

    /**
     * An answer with a body of its own shape.
     *
     * @param ignored fields of the request that are not honoured
     */
    public LookupAnswer(Exchange exchange, Set<String> ignored, Shape shape) {
        this.exchange = exchange;
        this.ignored = Set.copyOf(ignored);
        this.shape = shape;
    }

    @Override
    public void found(JsonNode found) {
        JsonNode body;
        try {
            body = shape.of(found);
        } catch (InvalidRequestException refused) {
            exchange.error(refused.error());
            return;
        }
        exchange.answer(() -> response(body));
    }

    private Response response(JsonNode body) {
        Response.ResponseBuilder response = WholeAnswer.of(HTTP_OK, body);
        if (!ignored.isEmpty()) {
            response.header("x-proxy-ignored", HeaderText.of(new TreeSet<>(ignored)));
        }
        return response.build();
    }

    @Override
    public void fail(WorkException failure) {
        exchange.error(failure.error());
    }
}
