package io.github.claudecliproxy.http;

import java.util.Collection;

/** Strings from clients, made safe for a header: printable ASCII, and short. */
public final class HeaderText {
    private static final int MAX_NAME = 60;
    private static final int MAX_TEXT = 1000;

    private HeaderText() {}

    public static String of(Collection<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String safe = name.replaceAll("[^\\x21-\\x2b\\x2d-\\x7e]", "?");
            String part = (text.isEmpty() ? "" : ", ") + safe.substring(0, Math.min(safe.length(), MAX_NAME));
            if (text.length() + part.length() > MAX_TEXT) {
                return text.append(", ...").toString();
            }
            text.append(part);
        }
        return text.toString();
    }
}
