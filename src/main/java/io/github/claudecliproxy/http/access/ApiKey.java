package io.github.claudecliproxy.http.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key that callers may bring, under a name that may be logged. Only its digest is kept, and compared: the time taken
 * tells neither content nor length.
 */
public final class ApiKey {
    private static final String BEARER = "bearer ";

    private final String name;
    private final byte[] digest;

    ApiKey(String name, String key) {
        this.name = name;
        this.digest = digest(key);
    }

    String name() {
        return name;
    }

    /** Whether a string can be a key at all: headers carry printable ASCII, and none is empty. */
    static boolean canBe(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** Digests of what the request brings: {@code x-api-key}, and {@code Authorization: Bearer} as newer SDKs send it. */
    static List<byte[]> broughtBy(ContainerRequestContext request) {
        String authorization = request.getHeaderString("authorization");
        String bearer =
                authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                        ? authorization.substring(BEARER.length()).strip()
                        : null;
        return Stream.of(request.getHeaderString("x-api-key"), bearer)
                .filter(Objects::nonNull)
                .map(ApiKey::digest)
                .toList();
    }

    /** Compares with each of them, whether or not one before was right. */
    boolean isAmong(List<byte[]> brought) {
        boolean found = false;
        for (byte[] one : brought) {
            found |= MessageDigest.isEqual(digest, one);
        }
        return found;
    }

    boolean isSameAs(ApiKey other) {
        return Arrays.equals(digest, other.digest);
    }

    /** Tells callers apart by what they bring; what that was cannot be had back from it. */
    public static String digestOf(@Nullable String apiKey, @Nullable String authorization) {
        return HexFormat.of().formatHex(digest(apiKey + "\n" + authorization));
    }

    static byte[] digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
