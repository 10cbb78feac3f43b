package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 whose request headers must be whole within a time. Tomcat itself limits only the silence between two bytes: a
 * caller that sends one now and then would keep its connection for hours, and with some thousands of them all that there
 * are.
 */
final class TimedHeaders extends Http11NioProtocol {
    private final Duration limit;

    TimedHeaders(Duration limit) {
        this.limit = limit;
    }

    @Override
    protected Processor createProcessor() {
        return new TimedProcessor(this, getAdapter());
    }

    /** Serves one connection at a time; told each time that bytes have come. */
    private final class TimedProcessor extends Http11Processor {
        /** Whose headers have begun. Not a flag: one that timed out leaves no word before the next comes. */
        private @Nullable SocketWrapperBase<?> begun;

        private Deadline end = Deadline.after(limit);

        TimedProcessor(TimedHeaders protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            SocketState state = super.service(socket);
            if (state != SocketState.LONG || isAsync()) {
                begun = null;
            } else if (!socket.equals(begun)) {
                begun = socket;
                end = Deadline.after(limit);
            } else if (end.passed()) {
                return SocketState.CLOSED;
            }
            return state;
        }
    }
}
