/**
 * OpenAI's API in the words of the Messages API, and back: what its two kinds of request share. No I/O, no threads; it knows
 * nothing of turns, queue or CLI.
 *
 * @see <a href="https://platform.claude.com/docs/en/api/openai-sdk">What Claude's own endpoint of this kind carries</a>
 */
@NullMarked
package io.github.claudecliproxy.openai;

import org.jspecify.annotations.NullMarked;
