// Runs one of the helpers of the TypeScript SDK against a Messages API and prints the outcome as one JSON object.
// Usage: node agent.mjs <sdk-old|sdk-new> <baseURL> <apiKey> <scenario> <prompt> [png]

import { readFile } from 'node:fs/promises';

const [sdk, baseURL, apiKey, scenario, prompt, png] = process.argv.slice(2);

for (const name of Object.keys(process.env).filter((name) => name.startsWith('ANTHROPIC_'))) {
  delete process.env[name];
}

const { default: Anthropic } = await import(sdk);
const { betaTool } = await import(`${sdk}/helpers/beta/json-schema`);
const { jsonSchemaOutputFormat } = await import(`${sdk}/helpers/json-schema`);
const client = new Anthropic({ baseURL, apiKey, maxRetries: 2, timeout: 120_000 });

const called = [];

const tool = (name, description, field, answer) =>
  betaTool({
    name,
    description,
    inputSchema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
    run: (input) => {
      called.push({ name, input });
      return answer(input[field]);
    },
  });

const tools = [
  tool('get_weather', 'Weather in a city', 'city', (city) => `Sunny in ${city}`),
  tool('Bash', 'Runs a command', 'command', (command) => {
    if (command === 'fail') {
      throw new Error('no such command');
    }
    return `ran ${command}`;
  }),
];

const request = { model: 'claude-sonnet-5', max_tokens: 256, messages: [{ role: 'user', content: prompt }] };

// the newer runner has the API hold the conversation, unless it is told not to
const unthreaded = sdk === 'sdk-new' ? { thread: false } : {};

const textOf = (message) =>
  message.content
    .filter((block) => block.type === 'text')
    .map((block) => block.text)
    .join('');

const describe = (message) => ({ text: textOf(message), stop_reason: message.stop_reason });

const attempt = async (call) => {
  try {
    return describe(await call());
  } catch (error) {
    return { class: error.constructor.name, status: error.status ?? null };
  }
};

const loop = async (options) => {
  const pieces = [];
  const runner = client.beta.messages.toolRunner({ ...request, ...options, tools, stream: true, max_iterations: 20 });
  for await (const stream of runner) {
    stream.on('inputJson', (piece) => pieces.push(piece));
    await stream.finalMessage();
  }
  return { called, pieces, ...describe(await runner.done()) };
};

const scenarios = {
  agent: () => loop(unthreaded),

  threads: () => loop({}),

  async stream() {
    const pieces = [];
    const definitions = tools.map(({ run, parse, ...definition }) => definition);
    const stream = client.messages.stream({ ...request, tools: definitions });
    const message = await stream.on('inputJson', (piece) => pieces.push(piece)).finalMessage();
    return { pieces, content: message.content, ...describe(message) };
  },

  async structured() {
    const format = jsonSchemaOutputFormat({
      type: 'object',
      properties: { capital: { type: 'string' }, people: { type: 'integer' } },
      required: ['capital', 'people'],
      additionalProperties: false,
    });
    const message = await client.messages.parse({ ...request, output_config: { format } });
    return { parsed: message.parsed_output };
  },

  async image() {
    const data = (await readFile(png)).toString('base64');
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
    const content = [image, { type: 'text', text: prompt }];
    return describe(await client.messages.create({ ...request, messages: [{ role: 'user', content }] }));
  },

  async lookups() {
    const counted = await client.messages.countTokens({ model: request.model, messages: request.messages });
    const listed = [];
    for await (const model of client.models.list({ limit: 2 })) {
      listed.push(model.id);
    }
    const one = await client.models.retrieve(listed[0]);
    return { tokens: counted.input_tokens, listed, one: one.id };
  },

  ask: () => attempt(() => client.messages.create(request)),

  askstream: () => attempt(() => client.messages.stream(request).finalMessage()),
};

if (!Object.hasOwn(scenarios, scenario)) {
  throw new Error(`no scenario ${scenario}`);
}
console.log(JSON.stringify(await scenarios[scenario]()));
