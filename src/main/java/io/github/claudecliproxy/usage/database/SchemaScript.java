package io.github.claudecliproxy.usage.database;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.flywaydb.core.api.resource.LoadableResource;

/** A script beside this class, as Flyway reads it. */
final class SchemaScript extends LoadableResource {
    private final String name;

    SchemaScript(String name) {
        this.name = name;
    }

    @Override
    public Reader read() {
        InputStream found = Objects.requireNonNull(SchemaScript.class.getResourceAsStream(name), name);
        return new InputStreamReader(found, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
        return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return name;
    }

    @Override
    public String getFilename() {
        return name;
    }

    @Override
    public String getRelativePath() {
        return name;
    }
}
