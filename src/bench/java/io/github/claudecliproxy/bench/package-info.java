/**
 * The benchmark: the packaged WAR in a process of its own, measured from outside beside what it is compared with.
 *
 * <p>Nothing here is part of the product. What stands in the table was measured in the same run, on the same machine,
 * sample by sample in turn, so that whatever else the machine does hits every side alike.
 */
@NullMarked
package io.github.claudecliproxy.bench;

import org.jspecify.annotations.NullMarked;
