package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.InvalidRequestException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads a body as it arrives. The server calls the listener's methods one after the other. */
final class BodyReader implements ReadListener {
    private static final int CHUNK = 8 * 1024;

    private final Exchange exchange;
    private final Exchange.Submitter submitter;
    private @Nullable ServletInputStream in;

    BodyReader(Exchange exchange, Exchange.Submitter submitter) {
        this.exchange = exchange;
        this.submitter = submitter;
    }

    void listenTo(ServletInputStream stream) {
        in = stream;
        stream.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        ServletInputStream stream = in;
        byte[] chunk = new byte[CHUNK];
        // not isFinished(): to Grizzly (GlassFish, Payara) that is so once all bytes have come, read or not
        while (stream != null && exchange.isReceiving() && stream.isReady()) {
            int n = stream.read(chunk);
            if (n < 0) {
                return;
            }
            try {
                exchange.body().add(chunk, n);
            } catch (InvalidRequestException refused) {
                exchange.refuse(refused);
            }
        }
    }

    @Override
    public void onAllDataRead() {
        exchange.submit(submitter);
    }

    /** The server's own read timeout may be shorter than ours. */
    @Override
    public void onError(Throwable failure) {
        exchange.refuse(
                failure instanceof SocketTimeoutException || failure instanceof TimeoutException
                        ? Exchanges.late()
                        : new InvalidRequestException("The request body could not be read to its end"));
    }
}
