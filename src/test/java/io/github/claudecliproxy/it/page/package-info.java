/** The page in a real browser, and the status that it shows. */
@NullMarked
package io.github.claudecliproxy.it.page;

import org.jspecify.annotations.NullMarked;
