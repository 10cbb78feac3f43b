/**
 * The ledger: what turns used, for each day, key and model, in a database that outlives the proxy.
 *
 * <p>Turns only add to sums in memory. One thread writes them, about twice a second; when it cannot, the sums wait in memory
 * and turns go on. Each batch is written with its number in one transaction, so that a batch whose commit is uncertain can
 * be repeated without counting twice.
 */
@NullMarked
package io.github.claudecliproxy.usage;

import org.jspecify.annotations.NullMarked;
