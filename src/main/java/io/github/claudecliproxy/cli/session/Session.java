package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * One CLI process and the conversation that it holds. A turn leases it and calls, on one thread, {@link #ask}, then
 * {@link #next} until the answer is whole, then {@link #keep} and {@link #settle}; or {@link #giveUp} where there is no
 * answer to keep. {@link #cancel} and {@link #terminate} may come from any thread at any time.
 */
public interface Session {
    /** What its process was started with; a conversation that needs something else needs another session. */
    SpawnKey key();

    /** The version of its CLI. No conversation begins in one that was replaced after the process had started. */
    CliVersion version();

    /** How much of a conversation the session holds. Only for idle sessions. */
    Fit fit(SessionSpec wanted);

    /** Whether it holds no conversation. */
    boolean isEmpty();

    /** Whether the client is likely to come back: it has tools to run, or has come back before. */
    boolean expectsMore();

    /**
     * Tells the messages that the session does not hold yet, and asks the question. Returns when the CLI is about to ask
     * the API: until then nothing has been paid for, and the question may be asked in another session.
     *
     * @throws CliException when the process ends, stays silent or breaks the protocol
     */
    void ask(SessionSpec wanted) throws CliException, InterruptedException;

    /**
     * The next event; empty when none came within {@code wait}.
     *
     * @throws CliException when the process has ended, or the turn was cancelled
     */
    Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException;

    /** Makes the CLI give up the answer that it receives, before it asks the API for another. */
    void interrupt() throws CliException;

    /**
     * The answer is complete, and belongs to the conversation from now on.
     *
     * @param answer the content blocks of the answer, as the client has them
     */
    void keep(JsonNode answer);

    /**
     * Waits until the CLI has ended the turn whose answer was kept, a few seconds at most, and makes it ready for the
     * next. Does nothing when that is done or the next turn runs already: the next turn may lease the session before this
     * is called, and then does the same itself.
     *
     * @return whether it can serve another turn; if not, terminate it
     */
    boolean settle() throws InterruptedException;

    /**
     * Rewinds the conversation to before the question, whatever the CLI is doing. For the turn that has leased the session.
     * Waits about a second at most.
     *
     * @return whether it can serve another turn; if not, terminate it
     */
    boolean giveUp() throws InterruptedException;

    /** Forgets the conversation; false when that failed and the session has to be terminated. */
    boolean empty() throws InterruptedException;

    /** Whether the next question most likely needs other settings than the last one. From any thread. */
    boolean foreseesChange();

    /**
     * Sets what the next question most likely needs, so that it need not wait for that. Does nothing when the next turn
     * has begun meanwhile.
     *
     * @return whether it can serve another turn; if not, terminate it
     */
    boolean prepareNext() throws InterruptedException;

    /** Why it should be terminated when it is idle: processes that have served long have grown. Empty if it should not. */
    Optional<String> wornBy();

    /**
     * Asks the CLI itself something, outside any conversation.
     *
     * @param subtype a control request without arguments
     */
    JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException;

    /** Tells the whole conversation without asking, and returns what the CLI says about its size. */
    JsonNode usage(SessionSpec wanted, Duration limit) throws CliException, InterruptedException;

    /** Makes {@link #ask} and {@link #next} of the running turn end soon; terminates the process if they do not. */
    void cancel();

    /** Terminates the process, without waiting. Idempotent. */
    void terminate();

    /** Kills the process at once: for one that no longer reads. */
    void kill();

    /** Terminates the process and waits until it is gone. */
    void close();

    boolean isAlive();

    /** Runs the action when the process is gone. */
    void onGone(Runnable action);
}
