package io.github.claudecliproxy.usage.database;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** All scripts, by name. Flyway would search the class path for them, and each server has another kind of class path. */
final class SchemaScripts implements ResourceProvider {
    private static final List<String> ALL = List.of("V1__usage.sql");

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return ALL.contains(name) ? new SchemaScript(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return ALL.stream()
                .filter(name ->
                        name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
                .<LoadableResource>map(SchemaScript::new)
                .toList();
    }
}
