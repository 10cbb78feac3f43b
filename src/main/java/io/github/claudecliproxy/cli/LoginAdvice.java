package io.github.claudecliproxy.cli;

/** What to do about the CLI's own credential. Clients read this, and theirs is not to blame: each says whose it is. */
public final class LoginAdvice {
    public static final String NOT_LOGGED_IN =
            "The claude CLI of this server is not logged in: run 'claude auth login' as"
                    + " the user who runs the proxy, or start the proxy with ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN";

    /** Also of a login that has expired. */
    public static final String REFUSED =
            "The API refuses the credential of this server's claude CLI; the key that you sent"
                    + " is not the reason: run 'claude auth login' as the user who runs the proxy, or renew the"
                    + " ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN that it was started with";

    private LoginAdvice() {}
}
