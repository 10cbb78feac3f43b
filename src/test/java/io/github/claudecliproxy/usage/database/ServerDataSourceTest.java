package io.github.claudecliproxy.usage.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Data sources by name, in a naming context as a server has one. */
class ServerDataSourceTest {
    @TempDir
    private Path folder;

    /** Knows two names, of which one is the application's own. */
    public static final class Names implements InitialContextFactory {
        private static final Map<String, Object> BOUND = Map.of(
                "jdbc/shared", new SQLiteDataSource(),
                "java:comp/env/jdbc/own", new SQLiteDataSource(),
                "jdbc/text", "not a data source");

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    if (!BOUND.containsKey(name)) {
                        throw new NameNotFoundException(name);
                    }
                    return BOUND.get(name);
                }
            };
        }
    }

    @BeforeEach
    void bind() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
    }

    @AfterEach
    void unbind() {
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    @Test
    void find_aName_isSearchedAsItIsAndThenInTheApplication() {
        assertThat(ServerDataSource.find("jdbc/shared")).isPresent();
        assertThat(ServerDataSource.find("jdbc/own")).isPresent();
        assertThat(ServerDataSource.find("java:comp/env/jdbc/own")).isPresent();
        assertThat(ServerDataSource.find("jdbc/none")).isEmpty();
        assertThat(ServerDataSource.find("jdbc/text")).isEmpty();
    }

    @Test
    void open_aPoolOfTheServer_hasTheTables() throws Exception {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("pool.db"));

        try (ServerDataSource database = new ServerDataSource("jdbc/pool", source)) {
            database.open();
            database.open();

            assertThat(database.keepsConnection()).isFalse();
            try (Connection connection = database.connect();
                    var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM claude_usage")) {
                assertThat(rows.next()).isTrue();
            }
        }
    }
}
