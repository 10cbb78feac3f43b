package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.InvalidRequestException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way in. It is settled once: whole, refused, broken off, or given up by its deadline or because the
 * server stops; whoever settles it answers. The server calls the listener's methods one after the other.
 */
final class BodyReader implements ReadListener {
    private static final int CHUNK = 8 * 1024;

    /** Takes a body that is whole, and gives it back. */
    @FunctionalInterface
    interface Whole {
        void accept(BodyBudget.Body body) throws InvalidRequestException;
    }

    private final BodyBudget.Filling filling;
    private final Whole whole;
    private final Consumer<Throwable> failed;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> onSettled = new AtomicReference<>();
    private @Nullable ServletInputStream in;

    BodyReader(BodyBudget.Filling filling, Whole whole, Consumer<Throwable> failed) {
        this.filling = filling;
        this.whole = whole;
        this.failed = failed;
    }

    /** The action is run once: when the body is settled, or now if it is. */
    void onSettled(Runnable action) {
        onSettled.set(action);
        if (settled.get()) {
            tell();
        }
    }

    private void tell() {
        Runnable action = onSettled.getAndSet(null);
        if (action != null) {
            action.run();
        }
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
        while (stream != null && !settled.get() && stream.isReady()) {
            int n = stream.read(chunk);
            if (n < 0) {
                return;
            }
            try {
                filling.add(chunk, n);
            } catch (InvalidRequestException refused) {
                giveUp(refused);
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (settle()) {
            try {
                whole.accept(filling.whole());
            } catch (InvalidRequestException | RuntimeException | Error failure) {
                filling.drop(); // of one that was whole nothing is left to drop
                failed.accept(failure);
            }
        }
    }

    /** The server's own limit on silence may be shorter than ours. */
    @Override
    public void onError(Throwable failure) {
        giveUp(
                failure instanceof SocketTimeoutException || failure instanceof TimeoutException
                        ? Bodies.late()
                        : new InvalidRequestException("The request body could not be read to its end"));
    }

    /**
     * Answers with this error, unless the body is settled.
     *
     * @return whether it was answered so
     */
    boolean giveUp(InvalidRequestException why) {
        if (!settle()) {
            return false;
        }
        filling.drop();
        failed.accept(why);
        return true;
    }

    private boolean settle() {
        if (!settled.compareAndSet(false, true)) {
            return false;
        }
        tell();
        return true;
    }
}
