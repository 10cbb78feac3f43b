package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.math.BigDecimal;
import java.util.Set;

/** The CLI reads numbers as doubles: those that lose digits by that are named, and those beyond a double are refused. */
final class Numbers {
    private static final int EXACT_INTEGER_BITS = 53;

    private Numbers() {}

    /**
     * Looks at every number of a request.
     *
     * @param ignored takes {@code digits-beyond-double-precision} where digits are lost
     * @throws InvalidRequestException when there is one that no double comes near to
     */
    static void check(JsonNode node, Set<String> ignored) throws InvalidRequestException {
        if (node.isNumber()) {
            if (Double.isInfinite(node.doubleValue())) {
                throw new InvalidRequestException(
                        "a number of the request is too large: the claude CLI reads numbers as 64-bit floating point");
            }
            if (losesDigits(node)) {
                ignored.add("digits-beyond-double-precision");
            }
        }
        for (JsonNode child : node) {
            check(child, ignored);
        }
    }

    private static boolean losesDigits(JsonNode number) {
        double value = number.doubleValue();
        if (number.isIntegralNumber()) {
            return number.bigIntegerValue().bitLength() > EXACT_INTEGER_BITS
                    && !new BigDecimal(value).toBigInteger().equals(number.bigIntegerValue());
        }
        return new BigDecimal(Double.toString(value)).compareTo(number.decimalValue()) != 0;
    }
}
