package io.github.claudecliproxy.app;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Requests that were answered before their body had come, such as those without a right key. Tomcat would read the rest
 * on the request's own thread, as slowly as the client sends it: as many callers as there are threads, none of them let
 * in, would stop the server. Their connection is closed after the answer, which says so.
 */
final class UnreadBodies extends ValveBase {
    UnreadBodies() {
        super(true); // requests may be suspended
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && !isRead(request)) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }
}
