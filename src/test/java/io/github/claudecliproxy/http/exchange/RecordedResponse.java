package io.github.claudecliproxy.http.exchange;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.TimeoutHandler;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A suspended response that remembers how it was resumed. */
class RecordedResponse implements AsyncResponse {
    private final List<Object> resumed = new CopyOnWriteArrayList<>();

    @Override
    public boolean resume(Object response) {
        resumed.add(response);
        return true;
    }

    @Override
    public boolean resume(Throwable failure) {
        resumed.add(failure);
        return true;
    }

    List<Object> resumed() {
        return resumed;
    }

    @Override
    public boolean cancel() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel(int retryAfter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancel(Date retryAfter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSuspended() {
        return resumed.isEmpty();
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public boolean isDone() {
        return !resumed.isEmpty();
    }

    @Override
    public boolean setTimeout(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeoutHandler(TimeoutHandler handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection<Class<?>> register(Class<?> callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<Class<?>, Collection<Class<?>>> register(Class<?> callback, Class<?>... callbacks) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection<Class<?>> register(Object callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<Class<?>, Collection<Class<?>>> register(Object callback, Object... callbacks) {
        throw new UnsupportedOperationException();
    }
}
