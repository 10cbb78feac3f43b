// A scripted Messages API: it answers each question with the same sentence about it, a word at a time.
// Usage: api.mjs [PORT [ADDRESS]]
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const WORD_MS = 100;

/** The newest text of the user's own. */
const question = (messages) => {
  const { content } = messages.filter((message) => message.role === 'user').at(-1);
  const texts = typeof content === 'string' ? [content] : content.filter((b) => b.type === 'text').map((b) => b.text);
  return texts.find((text) => !text.startsWith('<system-reminder>')) ?? '';
};

const answer = async (asked, response) => {
  const words = `You asked: "${question(asked.messages).trim()}" This answer was written beforehand, and no model has seen your question.`;
  const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const usage = { input_tokens: 12, output_tokens: 1 };
  const message = { id: 'msg_demo', type: 'message', role: 'assistant', model: asked.model, content: [] };

  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send({ type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null, usage } });
  send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  for (const text of words.match(/\S+\s*/g)) {
    await pause(WORD_MS);
    send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  }
  send({ type: 'content_block_stop', index: 0 });
  send({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 24 } });
  send({ type: 'message_stop' });
  response.end();
};

const json = (response, status, body) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://demo');
  const body = Buffer.concat(await request.toArray());
  if (pathname === '/v1/messages') {
    await answer(JSON.parse(body), response);
  } else if (pathname === '/v1/messages/count_tokens') {
    json(response, 200, { input_tokens: 12 });
  } else if (pathname === '/health') {
    json(response, 200, {});
  } else {
    json(response, 404, { type: 'error', error: { type: 'not_found_error', message: pathname } });
  }
}).listen(process.argv[2] ?? 8080, process.argv[3]);
