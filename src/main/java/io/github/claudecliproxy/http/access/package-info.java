/** Who may come in: checks of Host, Origin, key and content type, before a body is read. */
@NullMarked
package io.github.claudecliproxy.http.access;

import org.jspecify.annotations.NullMarked;
