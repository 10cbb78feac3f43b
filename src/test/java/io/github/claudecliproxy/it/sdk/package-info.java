/** The official SDKs and real agents as clients. */
@NullMarked
package io.github.claudecliproxy.it.sdk;

import org.jspecify.annotations.NullMarked;
