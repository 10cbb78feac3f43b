package io.github.claudecliproxy.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses a keys file. Each line has a name, a key or its digest as {@code sha256:HEX}, and options; between them are
 * blanks. Empty lines and lines that begin with {@code #} are skipped. A name may appear twice with the same limits, so
 * that its key can be rotated without a gap; a key may not.
 */
final class KeyList {
    static final String DIGEST = "sha256:";

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

    private KeyList() {}

    /**
     * Parses the keys; there must be at least one.
     *
     * @throws IOException names the wrong line, but never quotes it: it may hold a key
     */
    static List<ApiKey> of(byte[] file) throws IOException {
        List<ApiKey> keys = ofAny(file);
        if (keys.isEmpty()) {
            throw new IOException("it has no key");
        }
        return keys;
    }

    /** As {@link #of}, and there may be none. */
    static List<ApiKey> ofAny(byte[] file) throws IOException {
        List<ApiKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (holdsKey(line)) {
                ApiKey key = key(BLANKS.split(line.strip(), -1), "line " + number);
                check(key, keys, "line " + number);
                keys.add(key);
            }
        }
        return List.copyOf(keys);
    }

    static List<String> lines(byte[] file) throws IOException {
        return text(file).lines().toList();
    }

    private static boolean holdsKey(String line) {
        return !line.isBlank() && !line.strip().startsWith("#");
    }

    /** Whether a line holds a key of this name. */
    static boolean isOf(String name, String line) {
        return holdsKey(line) && BLANKS.split(line.strip(), 2)[0].equals(name);
    }

    private static void check(ApiKey key, List<ApiKey> earlier, String line) throws IOException {
        if (earlier.stream().anyMatch(key::isSameAs)) {
            throw new IOException(line + " has a key that an earlier line has");
        }
        if (earlier.stream()
                .filter(other -> other.name().equals(key.name()))
                .anyMatch(other -> !other.admitted().equals(key.admitted()))) {
            throw new IOException(line + " has the name of an earlier line and other limits; limits are of a name, so"
                    + " write the same on both lines (only expires may differ)");
        }
    }

    private static ApiKey key(String[] parts, String line) throws IOException {
        boolean named = parts.length >= 2 && ApiKey.canBeName(parts[0]) && ApiKey.canBe(parts[1]);
        List<String> options = named ? Arrays.asList(parts).subList(2, parts.length) : List.of();
        if (!named || !options.stream().allMatch(word -> word.contains("="))) {
            throw new IOException(line
                    + " is not 'name key option=value ...', the name of at most 64 letters, digits, '.',"
                    + " '_' or '-', the key of printable ASCII without blanks, the options of " + KeyOption.all());
        }
        if (KeyOption.of(parts[1]).isPresent()) {
            throw new IOException(line + " has an option where its key should be");
        }
        try {
            return new ApiKey(parts[0], digest(parts[1], line), KeyOptions.of(options));
        } catch (KeyOptionException wrong) {
            throw new IOException(line + ": " + wrong.getMessage(), wrong);
        }
    }

    private static byte[] digest(String key, String line) throws IOException {
        if (!key.startsWith(DIGEST)) {
            return ApiKey.digest(key);
        }
        String hex = key.substring(DIGEST.length());
        if (!HEX.matcher(hex).matches()) {
            throw new IOException(
                    line + ": 'sha256:' must be followed by the 64 hexadecimal digits of the key's digest");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static String text(byte[] file) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new IOException("it is not UTF-8 text", notText);
        }
    }
}
