// Runs one scenario of OpenAI's own SDK against a base URL and prints the outcome as one JSON object.
// Usage: node openai.mjs <openai-old|openai-new> <baseURL> <apiKey> <scenario> <model> <prompt>

const [sdk, baseURL, apiKey, scenario, model, prompt] = process.argv.slice(2);

for (const name of Object.keys(process.env).filter((name) => name.startsWith('OPENAI_'))) {
  delete process.env[name];
}

const { default: OpenAI } = await import(sdk);
const { zodResponseFormat, zodTextFormat } = await import(`${sdk}/helpers/zod`);
const { z } = await import('zod');
const client = new OpenAI({ baseURL, apiKey, maxRetries: 2, timeout: 120_000 });

const messages = [
  { role: 'system', content: 'You answer in one short sentence.' },
  { role: 'user', content: prompt },
];

const called = [];

const weather = {
  name: 'get_weather',
  description: 'Weather in a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

const run = ({ city }) => {
  called.push(city);
  return `Sunny in ${city}`;
};

const City = z.object({ capital: z.string(), people: z.number() });

const outcome = (completion) => ({
  id: completion.id,
  object: completion.object,
  model: completion.model,
  text: completion.choices[0].message.content,
  finish_reason: completion.choices[0].finish_reason,
  usage: completion.usage,
  request_id: completion._request_id ?? null,
});

const attempt = async (call) => {
  try {
    return await call();
  } catch (error) {
    return {
      class: error.constructor.name,
      status: error.status ?? null,
      type: error.type ?? null,
      code: error.code ?? null,
      param: error.param ?? null,
      message: error.message,
      request_id: error.requestID ?? null,
    };
  }
};

const scenarios = {
  plain: async () => outcome(await client.chat.completions.create({ model, messages, max_tokens: 200 })),

  async stream() {
    const chunks = [];
    const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
    for await (const chunk of stream) {
      chunks.push(chunk.choices[0]?.delta?.content ?? '');
    }
    return { chunks: chunks.filter(Boolean), ...outcome(await stream.finalChatCompletion()) };
  },

  async tools() {
    const runner = client.chat.completions.runTools({
      model,
      messages,
      tools: [{ type: 'function', function: { ...weather, function: run, parse: JSON.parse } }],
    });
    return { text: await runner.finalContent(), called, total: await runner.totalUsage() };
  },

  async streamedtools() {
    const runner = client.chat.completions.runTools({
      model,
      messages,
      stream: true,
      tools: [{ type: 'function', function: { ...weather, function: run, parse: JSON.parse } }],
    });
    return { text: await runner.finalContent(), called };
  },

  async structured() {
    const completion = await client.chat.completions.parse({
      model,
      messages,
      response_format: zodResponseFormat(City, 'city'),
    });
    return { parsed: completion.choices[0].message.parsed };
  },

  image: async () =>
    outcome(
      await client.chat.completions.create({
        model,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: prompt },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==' } },
              { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
            ],
          },
        ],
      }),
    ),

  error: () => attempt(async () => outcome(await client.chat.completions.create({ model, messages }))),

  async streamerror() {
    const chunks = [];
    return {
      ...(await attempt(async () => {
        const stream = await client.chat.completions.create({ model, messages, stream: true });
        for await (const chunk of stream) {
          chunks.push(chunk.choices[0]?.delta?.content ?? '');
        }
        return {};
      })),
      chunks: chunks.filter(Boolean),
    };
  },

  async abort() {
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) {
        stream.controller.abort();
      }
    }
    return { aborted: true };
  },

  models: async () => ({ ids: (await client.models.list()).data.map((known) => known.id) }),

  model: () => attempt(() => client.models.retrieve(model)),

  async responses() {
    const response = await client.responses.create({ model, instructions: 'Be short.', input: prompt });
    return { response, text: response.output_text, request_id: response._request_id ?? null };
  },

  async responsesstream() {
    const events = [];
    const stream = client.responses.stream({ model, input: prompt });
    for await (const event of stream) {
      events.push({ type: event.type, sequence: event.sequence_number });
    }
    const response = await stream.finalResponse();
    return { events, text: response.output_text, usage: response.usage, status: response.status };
  },

  async responsesloop() {
    const rounds = [];
    let response = await client.responses.create({
      model,
      input: prompt,
      tools: [{ type: 'function', strict: true, ...weather }],
    });
    for (let calls = callsOf(response); calls.length > 0; calls = callsOf(response)) {
      rounds.push(calls.length);
      response = await client.responses.create({
        model,
        previous_response_id: response.id,
        tools: [{ type: 'function', strict: true, ...weather }],
        input: calls.map((call) => ({
          type: 'function_call_output',
          call_id: call.call_id,
          output: run(JSON.parse(call.arguments)),
        })),
      });
    }
    return { text: response.output_text, called, rounds };
  },

  async responsesinput() {
    const input = [{ role: 'user', content: prompt }];
    const options = {
      model,
      store: false,
      include: ['reasoning.encrypted_content'],
      tools: [{ type: 'function', strict: true, ...weather }],
    };
    let response = await client.responses.create({ ...options, input });
    for (let calls = callsOf(response); calls.length > 0; calls = callsOf(response)) {
      input.push(...response.output);
      for (const call of calls) {
        input.push({
          type: 'function_call_output',
          call_id: call.call_id,
          output: run(JSON.parse(call.arguments)),
        });
      }
      response = await client.responses.create({ ...options, input });
    }
    return { text: response.output_text, called };
  },

  async responsesparse() {
    const response = await client.responses.parse({
      model,
      input: prompt,
      text: { format: zodTextFormat(City, 'city') },
    });
    return { parsed: response.output_parsed };
  },

  gone: () => attempt(() => client.responses.create({ model, input: prompt, previous_response_id: 'resp_gone' })),

  async responseserror() {
    const events = [];
    return {
      ...(await attempt(async () => {
        for await (const event of await client.responses.create({ model, input: prompt, stream: true })) {
          events.push(event.type);
        }
        return {};
      })),
      events,
    };
  },
};

function callsOf(response) {
  return response.output.filter((item) => item.type === 'function_call');
}

if (!Object.hasOwn(scenarios, scenario)) {
  throw new Error(`no scenario ${scenario}`);
}
console.log(JSON.stringify(await scenarios[scenario]()));
