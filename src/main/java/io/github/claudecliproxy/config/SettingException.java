package io.github.claudecliproxy.config;

/** A wrong setting, told in one line that names it, its value and what is allowed. */
public final class SettingException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String message;

    public SettingException(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** Of a value that is not allowed; a secret is not shown. */
    public static SettingException of(Setting setting, String value, String allowed) {
        String shown = setting.secret() ? "its value" : "'" + value.replaceAll("[\\p{Cntrl}\u2028\u2029]", "?") + "'";
        return new SettingException(setting.name() + ": " + shown + " is not allowed; it must be " + allowed);
    }
}
