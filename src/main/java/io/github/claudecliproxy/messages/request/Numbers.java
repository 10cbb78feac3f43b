package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.math.BigDecimal;
import java.util.Set;

/** The CLI reads numbers as doubles. A loss of digits is reported, a number beyond a double's range is refused. */
final class Numbers {
    private static final int EXACT_INTEGER_BITS = 53;

    private Numbers() {}

    /**
     * Checks every number of a request.
     *
     * @param ignored gets {@code digits-beyond-double-precision} if digits are lost
     * @throws InvalidRequestException naming the first number beyond a double's range
     */
    static void check(ObjectNode request, Set<String> ignored) throws InvalidRequestException {
        Fields.visitAll(request, (path, value) -> {
            if (!value.isNumber()) {
                return;
            }
            if (Double.isInfinite(value.doubleValue())) {
                throw new InvalidRequestException(Fields.shown(path.toString())
                        + ": the number is too large: the claude CLI reads numbers as 64-bit floating point");
            }
            if (losesDigits(value)) {
                ignored.add("digits-beyond-double-precision");
            }
        });
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
