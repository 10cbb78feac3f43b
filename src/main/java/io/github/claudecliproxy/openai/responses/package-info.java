/**
 * OpenAI's Responses: its request as a Messages request, its answers from the Messages API's events, and the responses that
 * later ones name.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a>
 */
@NullMarked
package io.github.claudecliproxy.openai.responses;

import org.jspecify.annotations.NullMarked;
