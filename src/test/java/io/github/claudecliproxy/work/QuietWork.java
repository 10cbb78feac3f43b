package io.github.claudecliproxy.work;

import io.github.claudecliproxy.dispatch.Priority;
import java.time.Duration;
import java.util.Optional;

/** Work that is never run, for those who only hold its handle. */
public final class QuietWork extends Work {
    public QuietWork() {
        super(Priority.NORMAL, "", Duration.ofMinutes(1));
    }

    /** Why it was cancelled, if it was. */
    public Optional<CancelReason> cancelled() {
        return Optional.ofNullable(cancelReason());
    }

    @Override
    protected void serve(Duration queued) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void tell(WorkException failure) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void onFault(Throwable fault) {
        throw new UnsupportedOperationException();
    }
}
