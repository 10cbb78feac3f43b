package io.github.claudecliproxy.usage.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** A data source that the server has, with its pool. Behind it must be SQLite or PostgreSQL. */
public final class ServerDataSource implements Database {
    private static final String OF_THE_APPLICATION = "java:comp/env/";

    private final String name;
    private final DataSource source;

    ServerDataSource(String name, DataSource source) {
        this.name = name;
        this.source = source;
    }

    /**
     * Looks for a name as it is, and then among those of the application. To be called while the application starts,
     * because on other threads servers do not know whose names are meant.
     */
    public static Optional<Database> find(String name) {
        return lookUp(name)
                .or(() -> lookUp(OF_THE_APPLICATION + name))
                .map(source -> new ServerDataSource(name, source));
    }

    @SuppressWarnings("BanJNDI") // the operator's name in the server's own naming context, not a client's
    private static Optional<DataSource> lookUp(String name) {
        try {
            return InitialContext.doLookup(name) instanceof DataSource found ? Optional.of(found) : Optional.empty();
        } catch (NamingException | RuntimeException | LinkageError notHere) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void open() throws IOException, SQLException {
        String product;
        try (Connection connection = source.getConnection()) {
            product = connection.getMetaData().getDatabaseProductName();
        }
        if (!product.equals("SQLite") && !product.equals("PostgreSQL")) {
            throw new IOException("CLAUDE_PROXY_DATA_SOURCE: behind '" + name + "' is " + product
                    + "; it must be PostgreSQL or SQLite");
        }
        Schema.update(source, product.equals("SQLite"));
    }

    @Override
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    @Override
    public boolean keepsConnection() {
        return false;
    }
}
