package io.github.claudecliproxy.usage.database;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The tables, and what has changed in them since the first version: one numbered script for each change. */
final class Schema {
    private Schema() {}

    static void update(DataSource source, boolean sqlite) {
        update(tables -> tables.dataSource(source), sqlite);
    }

    /**
     * Runs the scripts that this database has not seen. Other tables in it stay as they are.
     *
     * @param source says where it is
     */
    static void update(UnaryOperator<FluentConfiguration> source, boolean sqlite) {
        source.apply(Flyway.configure(Schema.class.getClassLoader()))
                .loggers("slf4j")
                .resourceProvider(new SchemaScripts())
                .javaMigrationClassProvider(List::of)
                .placeholders(Map.of("table_options", sqlite ? "WITHOUT ROWID" : ""))
                .table("claude_usage_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
