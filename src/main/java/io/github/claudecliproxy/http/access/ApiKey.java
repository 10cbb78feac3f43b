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
 * A key that lets a caller in, and the name that may be logged for it. Only the key's SHA-256 digest is kept and
 * compared, so the time taken tells neither content nor length.
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

    /** Whether the text can be a key: headers carry printable ASCII only. */
    static boolean canBe(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /**
     * Digests of the keys in the request: {@code x-api-key}, and {@code Authorization: Bearer}, which newer SDKs
     * send.
     */
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

    /** Compares with all of them, even after a match, so that the time taken tells nothing. */
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

    /** A digest that tells callers apart by the credentials they send. The credentials cannot be recovered from it. */
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
