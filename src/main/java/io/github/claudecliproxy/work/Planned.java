package io.github.claudecliproxy.work;

/**
 * Makes the plan of work when it runs.
 *
 * @param <P> what is planned
 */
@FunctionalInterface
public interface Planned<P> {
    P plan();

    /** The work is queued: keep no more than is needed to make the plan later. */
    default void queued() {}
}
