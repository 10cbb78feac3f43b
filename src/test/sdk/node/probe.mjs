// Runs one scenario of the TypeScript SDK against a Messages API and prints the outcome as one JSON object.
// Usage: node probe.mjs <sdk-old|sdk-new> <baseURL> <apiKey> <scenario> [model] [prompt]

const [sdk, baseURL, apiKey, scenario, model = 'claude-sonnet-5', prompt = 'And of Italy?'] = process.argv.slice(2);

for (const name of Object.keys(process.env).filter((name) => name.startsWith('ANTHROPIC_'))) {
  delete process.env[name];
}

const { default: Anthropic } = await import(sdk);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 0, timeout: 120_000 });

const request = {
  model,
  max_tokens: 256,
  system: 'You answer in one short sentence.',
  messages: [
    { role: 'user', content: 'What is the capital of France?' },
    { role: 'assistant', content: 'Paris.' },
    { role: 'user', content: prompt },
  ],
};

const textOf = (message) =>
  message.content
    .filter((block) => block.type === 'text')
    .map((block) => block.text)
    .join('');

const describe = (error) => ({
  class: error.constructor.name,
  status: error.status ?? null,
  type: error.error?.error?.type ?? null,
  message: error.message,
});

const scenarios = {
  async plain() {
    const message = await client.messages.create(request);
    return {
      text: textOf(message),
      stop_reason: message.stop_reason,
      usage: message.usage,
      id: message.id,
      model: message.model,
      request_id: message._request_id,
    };
  },

  async stream() {
    const deltas = [];
    const stream = client.messages.stream(request).on('text', (delta) => deltas.push(delta));
    const message = await stream.finalMessage();
    return { deltas, text: textOf(message), stop_reason: message.stop_reason, usage: message.usage };
  },

  async rawstream() {
    const events = [];
    for await (const event of await client.messages.create({ ...request, stream: true })) {
      events.push(event.type);
    }
    return { events };
  },

  async error() {
    try {
      await client.messages.create(request);
    } catch (error) {
      return { ...describe(error), request_id: error.requestID ?? null };
    }
    throw new Error('the call succeeded');
  },

  async streamerror() {
    const deltas = [];
    const stream = client.messages.stream(request).on('text', (delta) => deltas.push(delta));
    try {
      await stream.finalMessage();
    } catch (error) {
      return { deltas, ...describe(error) };
    }
    throw new Error('the stream succeeded');
  },
};

if (!Object.hasOwn(scenarios, scenario)) {
  throw new Error(`no scenario ${scenario}`);
}
console.log(JSON.stringify(await scenarios[scenario]()));
