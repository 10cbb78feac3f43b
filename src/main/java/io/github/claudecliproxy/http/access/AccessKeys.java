package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.HttpSettings;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** All keys that let a caller in: the one in the settings and those in the file. Thread-safe. */
public final class AccessKeys {
    private static final String PROPERTY = AccessKeys.class.getName();

    /** The name under which the log knows the key of the settings. */
    private static final String OF_SETTINGS = "PROXY_API_KEY";

    private final List<ApiKey> ofSettings;
    private final Optional<KeyFile> file;

    public AccessKeys(HttpSettings settings) {
        this(settings, System::nanoTime);
    }

    AccessKeys(HttpSettings settings, LongSupplier nanoTime) {
        this.ofSettings = settings.apiKey().map(key -> new ApiKey(OF_SETTINGS, key)).stream()
                .toList();
        this.file = settings.apiKeysFile().map(path -> new KeyFile(path, nanoTime));
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
     * Looks for the request's key and notes the key's name with the request. It always compares with all keys, so
     * that the time taken does not tell which one matched.
     */
    boolean admits(ContainerRequestContext request) {
        List<byte[]> brought = ApiKey.broughtBy(request);
        Optional<ApiKey> found = Stream.concat(ofSettings.stream(), file.map(KeyFile::keys).orElse(List.of()).stream())
                .filter(key -> key.isAmong(brought))
                .reduce((first, other) -> first);
        found.ifPresent(key -> request.setProperty(PROPERTY, key.name()));
        return found.isPresent();
    }

    /** The name of the key that let the request in, or empty where none is needed. */
    public static String nameOf(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof String name ? name : "";
    }
}
