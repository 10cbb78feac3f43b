package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Reports what Tomcat itself refuses (bytes that are no HTTP, headers that are too large) in the API's error format,
 * in place of Tomcat's page.
 */
public final class ApiErrorReport extends ErrorReportValve {
    private static final int FIRST_ERROR = 400;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ApiError error =
                ApiError.of(status, ErrorType.ofStatus(status), "The request was refused with status " + status);
        byte[] body = Json.bytes(error.toJson("req_unread"));
        try {
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getReporter().write(new String(body, StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            // the client is gone
        }
    }
}
