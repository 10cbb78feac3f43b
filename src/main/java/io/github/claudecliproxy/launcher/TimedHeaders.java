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
 * HTTP/1.1 with a time limit on request headers. Tomcat itself limits only the silence between two bytes, so a caller
 * that sends a byte now and then could hold its connection for hours, and a few thousand of them could hold all there
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

    /** Handles one connection at a time; called each time that bytes have arrived. */
    private final class TimedProcessor extends Http11Processor {
        /**
         * The connection whose headers have begun to arrive. A flag would not do: a connection that timed out does
         * not tell before the next one is handled.
         */
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
