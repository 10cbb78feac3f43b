package io.github.claudecliproxy.usage.database;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A PostgreSQL server, in which several proxies may record; they add to the same rows. */
public final class PostgresServer implements Database {
    public static final String URL_PREFIX = "jdbc:postgresql:";

    /** What the URL does not say otherwise. Times in seconds. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "connectTimeout", "5",
            "loginTimeout", "5",
            "socketTimeout", "20",
            "tcpKeepAlive", "true",
            "ApplicationName", "claude-cli-proxy");

    private final String url;
    private final Driver driver;

    private PostgresServer(String url, Driver driver) {
        this.url = url;
        this.driver = driver;
    }

    /** Of a URL as the driver takes it, or empty if it does not. */
    public static Optional<Database> of(String url) {
        Driver driver = driver();
        try {
            return driver.acceptsURL(url) ? Optional.of(new PostgresServer(url, driver)) : Optional.empty();
        } catch (SQLException malformed) {
            return Optional.empty();
        }
    }

    /** Named only here, because what its classes are annotated with is not in the WAR, and the compiler would look for it. */
    private static Driver driver() {
        try {
            return Class.forName("org.postgresql.Driver")
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("the WAR has the driver", impossible);
        }
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public void open() {
        Schema.update(tables -> tables.dataSource(url, null, null).jdbcProperties(DEFAULTS), false);
    }

    @Override
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(DEFAULTS);
        return driver.connect(url, properties);
    }

    @Override
    public String explain(Throwable failure) {
        return Database.super.explain(failure).replace(url, "its URL");
    }
}
