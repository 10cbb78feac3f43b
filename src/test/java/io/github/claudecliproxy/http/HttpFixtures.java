package io.github.claudecliproxy.http;

import io.github.claudecliproxy.openai.ModelAliases;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;

/** Requests and settings, made by hand. */
public final class HttpFixtures {
    private static final URI ROOT = URI.create("http://localhost/");

    private HttpFixtures() {}

    /** A request with headers given as name, value, name, value. */
    @SuppressWarnings("NullAway") // Jersey takes null for no security context and no configuration
    public static ContainerRequest request(String... headers) {
        ContainerRequest request = new ContainerRequest(
                ROOT, ROOT.resolve("v1/messages"), "POST", null, new MapPropertiesDelegate(), null);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    public static HttpSettings bodies(int maxBody, long budget) {
        return settings(Optional.empty(), Optional.empty(), maxBody, budget);
    }

    public static HttpSettings keys(Optional<String> key, Optional<Path> file) {
        return settings(key, file, 1024, 1024);
    }

    private static HttpSettings settings(Optional<String> key, Optional<Path> file, int maxBody, long budget) {
        return new HttpSettings(
                key,
                file,
                false,
                Set.of(),
                Set.of(),
                maxBody,
                budget,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofMinutes(3),
                2,
                false,
                Duration.ofSeconds(5),
                true,
                ModelAliases.NONE,
                1024,
                "x-hop");
    }
}
