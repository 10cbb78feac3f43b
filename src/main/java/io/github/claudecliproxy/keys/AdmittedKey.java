package io.github.claudecliproxy.keys;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;

/**
 * What is known of the key that let a caller in.
 *
 * @param name the name that may be logged; empty where no key is needed
 * @param limits those in force when the caller was let in
 */
public record AdmittedKey(String name, KeyLimits limits) {
    /** Of callers that need no key. */
    public static final AdmittedKey NONE = new AdmittedKey("", KeyLimits.NONE);

    /**
     * Checks that the key may use a model.
     *
     * @throws InvalidRequestException 403, naming those that it may use
     */
    public void checkModel(String model) throws InvalidRequestException {
        if (!limits.allows(model)) {
            throw new InvalidRequestException(ApiError.of(
                    ErrorType.PERMISSION,
                    "model: the key '" + name + "' may only use these: " + String.join(", ", limits.models())));
        }
    }
}
