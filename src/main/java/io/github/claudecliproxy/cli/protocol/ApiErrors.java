package io.github.claudecliproxy.cli.protocol;

import io.github.claudecliproxy.cli.ApiWords;

/** Replaces the CLI's wording of an error by the API's own. */
final class ApiErrors {
    private ApiErrors() {}

    /** The event with the API's words, if they are about the same error. */
    static CliEvent inWords(CliEvent event, ApiWords words) {
        if (event instanceof CliEvent.ApiFailed failed && isSame(failed.status(), words)) {
            return new CliEvent.ApiFailed(
                    failed.status(), words.type(), failed.error(), words.message(), failed.limit());
        }
        if (event instanceof CliEvent.Retrying retrying && isSame(retrying.status(), words)) {
            return new CliEvent.Retrying(
                    retrying.attempt(),
                    retrying.status(),
                    retrying.error(),
                    retrying.delay(),
                    words.type(),
                    words.message());
        }
        return event;
    }

    /** An error within a stream has no status, which is 0 here. */
    private static boolean isSame(int status, ApiWords words) {
        return status == words.status() || status == 0 || words.status() == 0;
    }
}
