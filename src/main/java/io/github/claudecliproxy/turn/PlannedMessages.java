package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.work.Planned;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A plan made of a Messages API request. Work that runs at once uses the tree that the check has made; queued work keeps the
 * bytes alone, which are much smaller, and parses them again.
 */
public final class PlannedMessages<P> implements Planned<P> {
    private final byte[] body;
    private final Function<MessagesRequest, P> plan;
    private volatile @Nullable MessagesRequest checked;

    public PlannedMessages(MessagesRequest checked, byte[] body, Function<MessagesRequest, P> plan) {
        this.checked = checked;
        this.body = body;
        this.plan = plan;
    }

    @Override
    public P plan() {
        MessagesRequest request = checked;
        return plan.apply(request == null ? parsedAgain() : request);
    }

    private MessagesRequest parsedAgain() {
        try {
            return MessagesRequest.of(body);
        } catch (InvalidRequestException impossible) {
            throw new IllegalStateException("the same bytes passed the check before", impossible);
        }
    }

    @Override
    public void queued() {
        checked = null;
    }
}
