package io.github.claudecliproxy.faults;

/**
 * How an answer must end.
 *
 * @param status HTTP status of an answer that had not begun
 * @param error the error's type; empty for a whole answer
 * @param begun whether the answer has begun before it fails: then a stream ends with an event instead of a status
 */
record Ending(int status, String error, boolean begun) {
    static final Ending WHOLE = new Ending(200, "", true);
    static final Ending CLI_FAILED = new Ending(502, "api_error", false);
    static final Ending CLI_FAILED_LATER = new Ending(502, "api_error", true);
    static final Ending TOO_LONG = new Ending(504, "timeout_error", false);
    static final Ending TOO_LONG_LATER = new Ending(504, "timeout_error", true);
    static final Ending QUEUE_FULL = new Ending(503, "overloaded_error", false);
    static final Ending WAITED_TOO_LONG = new Ending(408, "timeout_error", false);
    static final Ending STOPPING = new Ending(503, "overloaded_error", false);
    static final Ending STOPPING_LATER = new Ending(503, "overloaded_error", true);

    /** An error of the API's own. */
    static Ending ofApi(int status, String error) {
        return new Ending(status, error, false);
    }

    /** Whether the answer ends like this, in the form in which it was asked for. */
    boolean matches(Form form, Answer answer) {
        int wanted = form == Form.STREAM && begun ? 200 : status;
        return answer.status() == wanted && (form == Form.CHAT || answer.error().equals(error));
    }
}
