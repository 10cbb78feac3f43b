package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.protocol.CliDialogue;
import io.github.claudecliproxy.cli.protocol.ToolResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The conversation of one process: brings it to the point where the next question can be asked, asks it, and takes it
 * back. For one thread at a time, as the session is.
 *
 * <p>After an answer that was cut off, refused, empty or broken, the CLI may ask the API again by itself. So it is sealed
 * as soon as it says that it asks, and cannot ask anything more. The seal is lifted when the turn is over.
 *
 * <p>A process is only reused after {@link #boot} has emptied it once. From then on everything that a conversation
 * consists of is set anew for each: system prompt, tools, settings, messages.
 */
final class CliConversation {
    private final Setup setup;
    private final HeldConversation held = new HeldConversation();
    private final Replayer replayer;
    private final Duration startLimit;
    private final boolean reused;
    private int begun;
    private boolean counting;
    private boolean asked;

    CliConversation(CliDialogue dialogue, Optional<String> model, Duration startLimit, boolean reused) {
        this.setup = new Setup(dialogue, model);
        this.replayer = new Replayer(dialogue, held, setup, startLimit);
        this.startLimit = startLimit;
        this.reused = reused;
    }

    /**
     * Waits for the boot. To try whether the process can be emptied, a message joins the history and is taken back; the
     * API hears of neither.
     */
    void boot() throws CliException, InterruptedException {
        if (reused) {
            initialize();
            replayer.rehearse();
        } else {
            setup.warmUp(startLimit);
        }
    }

    /** Tells the process that it has no system prompt, unless it has been told one before. */
    void initialize() throws CliException {
        setup.initialize(List.of());
    }

    /** The process has booted: from now on it answers at once. */
    void expectPromptness() {
        replayer.expectPromptness();
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    boolean hasOpenCalls() {
        return !held.openCalls().isEmpty();
    }

    boolean canBegin(SessionSpec wanted) {
        return reused || setup.canBegin(wanted);
    }

    boolean canTakeSystemPrompt(SessionSpec wanted) {
        return setup.canTakeSystemPrompt(wanted);
    }

    /** How much of the owner's conversation is here. */
    Fit fit(SessionSpec wanted) {
        Fit found = heldOf(wanted);
        if (reused) {
            return setup.canTakeSystemPrompt(wanted) ? found : Fit.NONE;
        }
        return found.exact() && setup.isSame(wanted) ? found : Fit.NONE;
    }

    private Fit heldOf(SessionSpec wanted) {
        return held.fit(wanted.digests(), resultsFit(wanted));
    }

    /** Whether the question answers exactly the open calls, in a form that the CLI passes on unchanged. */
    private boolean resultsFit(SessionSpec wanted) {
        return setup.hasTools(wanted.tools())
                && !wanted.messages().isEmpty()
                && ToolResults.of(wanted.question())
                        .filter(results -> results.keySet().equals(held.openCalls()))
                        .isPresent();
    }

    /** @param toCount whether the conversation is only to be counted, and then forgotten */
    void turnBegins(boolean toCount) {
        counting = toCount;
        asked = false;
    }

    /** Asks the question. Returns when the CLI is about to ask the API. */
    void ask(SessionSpec wanted) throws CliException, InterruptedException {
        tell(wanted, true);
        replayer.awaitRequest(wanted.seals());
    }

    /** Tells the conversation, and its question, without asking. */
    void tell(SessionSpec wanted) throws CliException, InterruptedException {
        tell(wanted, false);
    }

    private void tell(SessionSpec wanted, boolean query) throws CliException, InterruptedException {
        Fit fit = heldOf(wanted); // before the tools change: the open calls are of those that the CLI has now
        List<ObjectNode> changes = setup.change(wanted);
        if (fit.rewinds()) {
            if (!reused) {
                throw new CliException(Kind.ODD, "The claude CLI holds another conversation, and must not be emptied");
            }
            replayer.rewind(fit.kept(), changes);
        }
        if (fit.kept() == 0) {
            begun++;
        }
        asked = true;
        if (query && hasOpenCalls()) {
            replayer.answerCalls(wanted, changes);
        } else {
            replayer.tell(wanted, fit.kept(), query, changes);
        }
    }

    /** How many conversations have begun in this process. */
    int begun() {
        return begun;
    }

    /** The answer belongs to the conversation from now on. */
    void keep(JsonNode answer) {
        Set<String> calls = new LinkedHashSet<>();
        for (JsonNode block : answer) {
            if ("tool_use".equals(block.path("type").textValue())) {
                calls.add(block.path("id").asText(""));
            }
        }
        held.answered(MessageIdentity.of("assistant", answer), calls);
    }

    /** Waits for the end of the turn whose answer was kept, or until the CLI waits for the results of its calls. */
    void awaitEnd() throws CliException, InterruptedException {
        if (hasOpenCalls()) {
            replayer.awaitCalls(held.openCalls());
        } else {
            replayer.awaitTurnEnd();
        }
        setup.unseal(); // while its calls are open, the CLI asks nothing
    }

    /** Goes back to before the question, or to nothing after a count. */
    void goBack() throws CliException, InterruptedException {
        if (!asked) {
            throw new CliException(Kind.ODD, "The turn ended while the claude CLI was told the conversation");
        }
        Optional<Integer> kept = counting ? Optional.of(0) : held.beforeLastTarget();
        if (!reused || kept.isEmpty()) {
            throw new CliException(Kind.ODD, "The claude CLI cannot go back to before the question");
        }
        replayer.rewind(kept.orElseThrow(), new ArrayList<>());
        setup.unseal();
    }

    void empty() throws CliException, InterruptedException {
        if (!held.isEmpty()) {
            replayer.rewind(0, new ArrayList<>());
            setup.expectNew();
        }
    }

    /** Sets what the next question most likely needs. */
    void expectNext() throws CliException {
        setup.expectNext();
    }
}
