package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a Messages API request. A turn that runs at once uses the tree that its check has made; one that waits holds
 * the bytes alone, which are much smaller, and has them read again.
 */
final class PlannedMessages implements TurnRequest.Planned {
    private final byte[] body;
    private final List<String> betas;
    private final String owner;
    private volatile @Nullable MessagesRequest checked;

    PlannedMessages(MessagesRequest checked, byte[] body, List<String> betas, String owner) {
        this.checked = checked;
        this.body = body;
        this.betas = betas;
        this.owner = owner;
    }

    @Override
    public TurnPlan plan() throws InvalidRequestException {
        MessagesRequest request = checked;
        return TurnPlan.of(request == null ? MessagesRequest.of(body) : request, betas, owner);
    }

    @Override
    public void waiting() {
        checked = null;
    }
}
