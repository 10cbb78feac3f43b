package io.github.claudecliproxy.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Random values, the same for the same seed. What breaks code comes more often than chance would have it. For one thread. */
public class Samples {
    private static final String ODD =
            "\0\t\n\r\u001f \"\\,{}[]/\u007f\u0080é\u2028\ud83d\ude00\ud800\udc00\ufeff\uffff";
    private static final byte[] JSON = "{}[],:\"\\ntruefalse0123456789eE+-. \n".getBytes(StandardCharsets.US_ASCII);

    private final Random random;

    public Samples(long seed) {
        this.random = new Random(new SplittableRandom(seed).nextLong()); // Random begins alike for neighbouring seeds
    }

    public Random random() {
        return random;
    }

    /** One of them. */
    public <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    public String any(String... all) {
        return all[random.nextInt(all.length)];
    }

    /** What one of them makes. */
    @SafeVarargs
    public final <T> T oneOf(Supplier<? extends T>... ways) {
        return ways[random.nextInt(ways.length)].get();
    }

    /** A number below the bound. */
    public int upTo(int bound) {
        return random.nextInt(bound);
    }

    public boolean flag() {
        return random.nextBoolean();
    }

    /** A length from 0 to {@code most}; small ones, 0 and {@code most} come often. */
    public int length(int most) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> Math.min(1, most);
            case 2 -> most;
            case 3, 4 -> random.nextInt(Math.min(most, 8) + 1);
            default -> random.nextInt(most + 1);
        };
    }

    /** As many values as {@link #length} says. */
    public <T> List<T> list(int most, Supplier<? extends T> element) {
        return list(0, most, element);
    }

    public <T> List<T> list(int least, int most, Supplier<? extends T> element) {
        List<T> list = new ArrayList<>();
        for (int i = least + length(most - least); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    /** So many arbitrary bytes. */
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Up to 255 bytes: any, or such as JSON is made of. */
    public byte[] someBytes() {
        byte[] bytes = bytes(length(255));
        if (flag()) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = JSON[random.nextInt(JSON.length)];
            }
        }
        return bytes;
    }

    /** A text of printable ASCII, of any UTF-16 units, of those that break things, or of all of these. */
    public String text(int most) {
        int kind = random.nextInt(4);
        StringBuilder text = new StringBuilder();
        for (int i = length(most); i > 0; i--) {
            text.append(
                    switch (kind == 3 ? random.nextInt(3) : kind) {
                        case 0 -> (char) (' ' + random.nextInt(95));
                        case 1 -> (char) random.nextInt(0x10000);
                        default -> ODD.charAt(random.nextInt(ODD.length()));
                    });
        }
        return text.toString();
    }
}
