package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.work.Planned;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request for a turn.
 *
 * @param id the request's id
 * @param priority its place in the queue
 * @param timeout how long it may run; its time in the queue does not count
 * @param model the model as the client named it, or empty
 * @param admitted the key that the caller was let in with
 * @param promptChars the length of the body, for the log
 * @param ignored fields of the request that are not honoured
 * @param planned makes the plan when the turn runs
 */
public record TurnRequest(
        String id,
        Priority priority,
        Duration timeout,
        String model,
        AdmittedKey admitted,
        int promptChars,
        Set<String> ignored,
        Planned<TurnPlan> planned) {

    /**
     * A turn for {@code POST /v1/messages}, from a request that was checked.
     *
     * @param owner a digest of the key that the caller brought: conversations of different keys never meet
     */
    public static TurnRequest ofMessages(
            String id,
            Priority priority,
            Duration timeout,
            MessagesRequest request,
            List<String> betas,
            String owner,
            byte[] body) {
        return new TurnRequest(
                id,
                priority,
                timeout,
                request.model(),
                AdmittedKey.NONE,
                body.length,
                request.ignored(),
                new PlannedMessages<>(request, body, checked -> TurnPlan.of(checked, betas, owner)));
    }

    /**
     * A turn for {@code POST /chat}.
     *
     * @param owner a digest of the key that the caller brought: conversations of different keys never meet
     * @param cliRunsTools whether the turn may use built-in tools of the CLI
     */
    public static TurnRequest ofChat(
            String id, Priority priority, ChatRequest request, String owner, boolean cliRunsTools) {
        return new TurnRequest(
                id,
                priority,
                request.timeout(),
                request.model(),
                AdmittedKey.NONE,
                request.prompt().length(),
                request.ignored(),
                () -> TurnPlan.of(request, owner, cliRunsTools));
    }

    /** Which turn it is. */
    TurnInfo info() {
        return new TurnInfo(id, priority, model, key());
    }

    /** The same turn, with the key that let its caller in. */
    public TurnRequest admittedBy(AdmittedKey key) {
        return new TurnRequest(id, priority, timeout, model, key, promptChars, ignored, planned);
    }

    /** The same turn, with more that is not honoured. */
    public TurnRequest ignoring(Set<String> more) {
        Set<String> all = new TreeSet<>(ignored);
        all.addAll(more);
        return new TurnRequest(id, priority, timeout, model, admitted, promptChars, all, planned);
    }

    /** The name of the key that the caller was let in with, or empty. */
    public String key() {
        return admitted.name();
    }

    /** The same turn, whose plan is made in this way. */
    public TurnRequest planning(Planned<TurnPlan> otherwise) {
        return new TurnRequest(id, priority, timeout, model, admitted, promptChars, ignored, otherwise);
    }
}
