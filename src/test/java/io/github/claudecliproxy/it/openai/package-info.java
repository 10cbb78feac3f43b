/** Clients of OpenAI's API, unchanged, against the proxy and the real CLI. */
@NullMarked
package io.github.claudecliproxy.it.openai;

import org.jspecify.annotations.NullMarked;
