package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.LoginAdvice;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known to keep the CLI from answering: its program or its login. Both may come and go while the server runs, so
 * as long as something is wrong the CLI is asked again, when somebody wants to know, and at most every half minute:
 * anyone may ask for the health, and asking the CLI starts a process. {@link CliLocator#close} ends that process.
 * Thread-safe.
 */
public final class CliCheck {
    static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    private static final String NOT_YET = "The claude CLI has not answered yet; ask again in a moment";

    private final CliLocator locator;
    private final ThreadFactory threads;
    private final LongSupplier ticker;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicReference<Login> login;
    private final AtomicReference<@Nullable AuthStatus> lastTold = new AtomicReference<>();

    /**
     * A check that knows nothing yet; {@link #ask} must follow.
     *
     * @param threads makes the threads that wait for the CLI's answer
     */
    public CliCheck(CliLocator locator, ThreadFactory threads) {
        this(locator, threads, System::nanoTime);
    }

    CliCheck(CliLocator locator, ThreadFactory threads, LongSupplier ticker) {
        this.locator = locator;
        this.threads = threads;
        this.ticker = ticker;
        this.login = new AtomicReference<>(found(NOT_YET));
    }

    /**
     * What is known of the login.
     *
     * @param problem what is wrong with it, or null
     * @param askAgain when the CLI may be asked again
     */
    private record Login(@Nullable String problem, Deadline askAgain) {}

    /** The login, as the CLI has last told it. Never asks the CLI. */
    public Optional<AuthStatus> lastTold() {
        return Optional.ofNullable(lastTold.get());
    }

    /** What is wrong, as far as is known, in words that anyone may read. Returns at once. */
    public Optional<String> problem() {
        Login now = login.get();
        Optional<String> problem =
                locator.knownProblem().map(CliException::getMessage).or(() -> Optional.ofNullable(now.problem()));
        if (problem.isPresent() && now.askAgain().passed()) {
            askLater();
        }
        return problem;
    }

    /**
     * Asks the CLI which login it uses.
     *
     * @throws CliException when there is no usable CLI, or it does not answer as expected
     */
    public AuthStatus ask() throws CliException {
        Login before = login.get();
        try {
            AuthStatus status = locator.authStatus(locator.locate());
            lastTold.set(status);
            login.set(found(status.loggedIn() ? null : LoginAdvice.NOT_LOGGED_IN));
            return status;
        } catch (CliException unanswered) {
            // a program that cannot be used is the locator's problem; of the login this tells nothing
            boolean unusable = locator.knownProblem().isPresent();
            login.set(found(unusable ? before.problem() : unanswered.getMessage()));
            throw unanswered;
        }
    }

    /**
     * A turn has failed because of the credential. {@code claude auth status} calls even an expired login logged in, so
     * this stands for half a minute before the CLI is asked again.
     */
    public void refused(String problem) {
        login.set(found(problem));
    }

    private Login found(@Nullable String problem) {
        return new Login(problem, Deadline.after(ASK_AGAIN, ticker));
    }

    private void askLater() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        boolean started = false;
        try {
            threads.newThread(this::askQuietly).start();
            started = true;
        } finally {
            if (!started) {
                asking.set(false);
            }
        }
    }

    private void askQuietly() {
        try {
            ask();
        } catch (CliException stillUnusable) {
            // the next caller learns it from problem()
        } finally {
            asking.set(false);
        }
    }
}
