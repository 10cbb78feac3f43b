/** The resources. Each reads the request, submits its work and binds the answer, nothing else. */
@NullMarked
package io.github.claudecliproxy.http.api;

import org.jspecify.annotations.NullMarked;
