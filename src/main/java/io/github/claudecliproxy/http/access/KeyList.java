package io.github.claudecliproxy.http.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses a keys file. Each line has a name, blanks and a key; empty lines and lines that begin with {@code #} are
 * skipped. A name may appear twice, so that its key can be rotated without a gap; a key may not.
 */
final class KeyList {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private KeyList() {}

    /**
     * Parses the keys; there must be at least one.
     *
     * @throws IOException names the wrong line, but never quotes it: it may hold a key
     */
    static List<ApiKey> of(byte[] file) throws IOException {
        List<ApiKey> keys = new ArrayList<>();
        int number = 0;
        for (String line : text(file).lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                ApiKey key = key(line, number);
                if (keys.stream().anyMatch(key::isSameAs)) {
                    throw new IOException("line " + number + " has a key that an earlier line has");
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("it has no key");
        }
        return List.copyOf(keys);
    }

    private static ApiKey key(String line, int number) throws IOException {
        String[] parts = BLANKS.split(line, -1);
        if (parts.length != 2 || !NAME.matcher(parts[0]).matches() || !ApiKey.canBe(parts[1])) {
            throw new IOException("line " + number + " is not 'name key', the name of at most 64 letters, digits, '.',"
                    + " '_' or '-', the key of printable ASCII without blanks");
        }
        return new ApiKey(parts[0], parts[1]);
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
