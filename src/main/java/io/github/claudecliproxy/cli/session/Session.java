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
    /** How it was started; a conversation that needs another start needs another session. */
    SpawnKey key();

    /** The version of its CLI: a conversation that begins is not for one that was replaced meanwhile. */
    CliVersion version();

    /** How much of a conversation the session has. Only for a session that nobody has leased. */
    Fit fit(SessionSpec wanted);

    /** Whether the session holds no conversation. */
    boolean blank();

    /** Whether the conversation is likely to go on: the client has tools to run, or has come back before. */
    boolean expectsMore();

    /**
     * Tells what the session does not have yet of the conversation, and asks the question. Returns when the CLI is about to
     * ask the API; until then nothing was paid, and the question may be asked elsewhere.
     *
     * @throws CliException when the process ends, stays silent, or does what it never does
     */
    void ask(SessionSpec wanted) throws CliException, InterruptedException;

    /**
     * The next event; empty when none came within {@code wait}.
     *
     * @throws CliException when the process has ended, or the turn was cancelled
     */
    Optional<CliEvent> next(Duration wait) throws CliException, InterruptedException;

    /** Makes the CLI give up the answer that is under way, before it asks the API for another. */
    void interrupt() throws CliException;

    /**
     * The answer is whole, and belongs to the conversation from now on.
     *
     * @param answer the content blocks of the answer, as the client has them
     */
    void keep(JsonNode answer);

    /**
     * Waits until the CLI has ended the turn whose answer was kept, about a second at most, and makes it ready for the
     * next. Does nothing where that was done, or the next turn runs: whoever leases the session next need not wait for
     * this, and may come first.
     *
     * @return whether it can serve another turn; if not, it should be ended
     */
    boolean settle() throws InterruptedException;

    /**
     * Brings the session back to where the conversation stood before the question, whatever the CLI is doing. For the turn
     * that has leased it. Waits about a second at most.
     *
     * @return whether it can serve another turn; if not, it should be ended
     */
    boolean giveUp() throws InterruptedException;

    /** Forgets the conversation, so that the next one finds it empty; false when that failed and it should be ended. */
    boolean empty() throws InterruptedException;

    /** Whether the conversation's next question most likely needs other settings than the last had. From any thread. */
    boolean foreseesChange();

    /** Sets what the conversation's next question most likely needs, so that it need not wait for that. */
    void prepareNext();

    /** Why it should be ended once it rests, if it should: a process that has served long has grown. */
    Optional<String> wornBy();

    /**
     * Asks something of the CLI itself, without a conversation.
     *
     * @param subtype a control request without arguments
     */
    JsonNode askOfCli(String subtype, Duration limit) throws CliException, InterruptedException;

    /** Tells the whole conversation without asking, and returns what the CLI says of its size. */
    JsonNode usage(SessionSpec wanted, Duration limit) throws CliException, InterruptedException;

    /** Makes {@link #ask} and {@link #next} of the turn that runs end soon; ends the process if they do not. */
    void cancel();

    /** Ends the process, without waiting. Idempotent. */
    void terminate();

    /** Ends the process this instant, as it does not listen. */
    void kill();

    /** Ends the process and waits until it is gone. */
    void close();

    boolean isAlive();

    /** Runs the action when the process is gone. */
    void onGone(Runnable action);
}
