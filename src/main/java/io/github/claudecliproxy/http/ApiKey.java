package io.github.claudecliproxy.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The key that callers must bring. Compared as digests, so that the time taken tells neither content nor length. */
final class ApiKey {
    private static final String BEARER = "bearer ";

    private final byte[] digest;

    ApiKey(String key) {
        this.digest = digest(key);
    }

    /** Whether the request brings the key: {@code x-api-key}, or {@code Authorization: Bearer} as newer SDKs send it. */
    boolean isBroughtBy(ContainerRequestContext request) {
        String bearer = request.getHeaderString("authorization");
        boolean byBearer = bearer != null
                && bearer.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && matches(bearer.substring(BEARER.length()).strip());
        boolean byHeader = matches(request.getHeaderString("x-api-key"));
        return byHeader || byBearer;
    }

    /** Tells callers apart by what they bring; what that was cannot be had back from it. */
    static String digestOf(@Nullable String apiKey, @Nullable String authorization) {
        return HexFormat.of().formatHex(digest(apiKey + "\n" + authorization));
    }

    private boolean matches(@Nullable String brought) {
        return brought != null && MessageDigest.isEqual(digest, digest(brought));
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
