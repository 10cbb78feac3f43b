/**
 * Who may come in: Host, Origin, key and content type, before anything of a request is read.
 */
@NullMarked
package io.github.claudecliproxy.http.access;

import org.jspecify.annotations.NullMarked;
