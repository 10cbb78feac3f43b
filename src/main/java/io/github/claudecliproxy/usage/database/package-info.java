/** Where the ledger is kept: opens SQLite, PostgreSQL or a data source of the server, and brings its tables up to date. */
@NullMarked
package io.github.claudecliproxy.usage.database;

import org.jspecify.annotations.NullMarked;
