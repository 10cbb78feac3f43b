/** OpenAI's endpoints. Their requests become the same turns as those of the Messages API. */
@NullMarked
package io.github.claudecliproxy.http.openai;

import org.jspecify.annotations.NullMarked;
