/** The operator's page: its files, and the status that it shows. */
@NullMarked
package io.github.claudecliproxy.http.page;

import org.jspecify.annotations.NullMarked;
