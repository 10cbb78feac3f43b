/**
 * OpenAI's Chat Completions: its request as a Messages request, its answers from the Messages API's events.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">Chat Completions</a>
 */
@NullMarked
package io.github.claudecliproxy.openai.chat;

import org.jspecify.annotations.NullMarked;
