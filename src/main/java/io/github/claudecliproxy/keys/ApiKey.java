package io.github.claudecliproxy.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that lets a caller in, the name that may be logged for it, and its options. Only the key's SHA-256 digest is kept
 * and compared, so the time taken tells neither content nor length.
 */
public final class ApiKey {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String name;
    private final KeyOptions options;
    private final byte[] digest;

    ApiKey(String name, byte[] digest, KeyOptions options) {
        this.name = name;
        this.digest = digest.clone();
        this.options = options;
    }

    /** A key without options. */
    public static ApiKey of(String name, String key) {
        return new ApiKey(name, digest(key), KeyOptions.NONE);
    }

    public String name() {
        return name;
    }

    public KeyOptions options() {
        return options;
    }

    /** What is known of a caller that has brought this key. */
    public AdmittedKey admitted() {
        return new AdmittedKey(name, options.limits());
    }

    /** When the key has expired, if it has. */
    public Optional<Expiry> expired(Instant now) {
        return options.expiry().filter(expiry -> expiry.hasPassed(now));
    }

    /** Whether the text can be the name of a key. */
    public static boolean canBeName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the text can be a key: headers carry printable ASCII only. */
    static boolean canBe(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** Compares with all of these digests, even after a match, so that the time taken tells nothing. */
    public boolean isAmong(List<byte[]> brought) {
        boolean found = false;
        for (byte[] one : brought) {
            found |= MessageDigest.isEqual(digest, one);
        }
        return found;
    }

    boolean isSameAs(ApiKey other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    /** A digest that tells callers apart by the credentials they send. The credentials cannot be recovered from it. */
    public static String digestOf(@Nullable String apiKey, @Nullable String authorization) {
        return HexFormat.of().formatHex(digest(apiKey + "\n" + authorization));
    }

    public static byte[] digest(String text) {
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
