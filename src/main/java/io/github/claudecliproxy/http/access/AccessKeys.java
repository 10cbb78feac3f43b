package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.keys.ApiKey;
import io.github.claudecliproxy.keys.Expiry;
import io.github.claudecliproxy.keys.KeyFile;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** All keys that let a caller in: the one in the settings and those in the file. Thread-safe. */
public final class AccessKeys {
    private static final String PROPERTY = AccessKeys.class.getName();
    private static final String OPERATOR = PROPERTY + ".operator";
    private static final String BEARER = "bearer ";

    /** The name under which the log knows the key of the settings. */
    private static final String OF_SETTINGS = "PROXY_API_KEY";

    private final List<ApiKey> ofSettings;
    private final Optional<KeyFile> file;
    private final InstantSource clock;

    public AccessKeys(HttpSettings settings) {
        this(settings, System::nanoTime, InstantSource.system());
    }

    AccessKeys(HttpSettings settings, LongSupplier ticker, InstantSource clock) {
        this.ofSettings = settings.apiKey().map(key -> ApiKey.of(OF_SETTINGS, key)).stream()
                .toList();
        this.file = settings.apiKeysFile().map(path -> new KeyFile(path, ticker));
        this.clock = clock;
    }

    /** Whether callers need a key. An empty file still asks for one. */
    boolean required() {
        return !ofSettings.isEmpty() || file.isPresent();
    }

    /** How many keys there are now. */
    public int count() {
        return ofSettings.size() + file.map(KeyFile::keys).orElse(List.of()).size();
    }

    /**
     * Looks for the request's key, and notes it with the request; an answer if there is none or it has expired. It always
     * compares with all keys, so that the time taken does not tell which one matched. Where no key is needed everyone is the
     * operator.
     */
    Optional<ApiError> refusal(ContainerRequestContext request) {
        if (!required()) {
            request.setProperty(OPERATOR, true);
            return Optional.empty();
        }
        List<byte[]> brought = broughtBy(request);
        List<ApiKey> found = Stream.concat(ofSettings.stream(), file.map(KeyFile::keys).orElse(List.of()).stream())
                .filter(key -> key.isAmong(brought))
                .toList();
        Optional<ApiKey> valid = found.stream()
                .filter(key -> key.expired(clock.instant()).isEmpty())
                .findFirst();
        if (valid.isPresent()) {
            request.setProperty(PROPERTY, valid.orElseThrow().admitted());
            if (ofSettings.contains(valid.orElseThrow())) { // not by its name: the file may have a key of that name
                request.setProperty(OPERATOR, true);
            }
            return Optional.empty();
        }
        return Optional.of(ApiError.of(
                ErrorType.AUTHENTICATION,
                found.stream()
                        .findFirst()
                        .map(this::hasExpired)
                        .orElse("invalid x-api-key: send a key of the proxy"
                                + " (PROXY_API_KEY, PROXY_API_KEYS_FILE) as x-api-key or Authorization: Bearer")));
    }

    private String hasExpired(ApiKey key) {
        return "x-api-key: the key '" + key.name() + "' has expired ("
                + key.expired(clock.instant()).map(Expiry::text).orElse("") + "); ask the operator for another";
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

    /** Whether the caller brought the key of the settings, or none is needed. */
    public static boolean isOperator(ContainerRequestContext request) {
        return request.getProperty(OPERATOR) != null;
    }

    /** The key that let the request in. */
    public static AdmittedKey of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof AdmittedKey key ? key : AdmittedKey.NONE;
    }

    /** The name of the key that let the request in, or empty where none is needed. */
    public static String nameOf(ContainerRequestContext request) {
        return of(request).name();
    }
}
