// Runs one scenario of a framework's OpenAI client against a base URL and prints the outcome as one JSON object.
// Usage: node frameworks.mjs <baseURL> <apiKey> <scenario> <model> <prompt>

const [baseURL, apiKey, scenario, model, prompt] = process.argv.slice(2);

for (const name of Object.keys(process.env).filter((name) => name.startsWith('OPENAI_'))) {
  delete process.env[name];
}

const { z } = await import('zod');
const called = [];

async function aiSdk() {
  const { createOpenAI } = await import('@ai-sdk/openai');
  const ai = await import('ai');
  const provider = createOpenAI({ baseURL, apiKey });
  const tools = {
    get_weather: ai.tool({
      description: 'Weather in a city',
      inputSchema: z.object({ city: z.string() }),
      execute: async ({ city }) => {
        called.push(city);
        return `Sunny in ${city}`;
      },
    }),
  };
  return { ai, provider, tools };
}

async function langChain() {
  const { ChatOpenAI } = await import('@langchain/openai');
  const { tool } = await import('@langchain/core/tools');
  const messages = await import('@langchain/core/messages');
  const weather = tool(
    async ({ city }) => {
      called.push(city);
      return `Sunny in ${city}`;
    },
    { name: 'get_weather', description: 'Weather in a city', schema: z.object({ city: z.string() }) },
  );
  const chat = new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL } });
  return { chat, weather, messages };
}

const loop = async (chosen, options) => {
  const { ai, provider, tools } = await aiSdk();
  const result = ai.streamText({
    model: chosen(provider),
    system: 'Be short.',
    prompt,
    tools,
    stopWhen: ai.stepCountIs(6),
    maxRetries: 0,
    ...options,
  });
  const pieces = [];
  for await (const piece of result.textStream) {
    pieces.push(piece);
  }
  const steps = await result.steps;
  return {
    text: await result.text,
    pieces,
    called,
    finish_reason: await result.finishReason,
    steps: steps.length,
    usage: await result.totalUsage,
  };
};

const scenarios = {
  aisdk: () => loop((provider) => provider(model)),

  aisdkstateless: () =>
    loop((provider) => provider(model), { providerOptions: { openai: { store: false } } }),

  aisdkchat: () => loop((provider) => provider.chat(model)),

  async aisdkobject() {
    const { ai, provider } = await aiSdk();
    const { output } = await ai.generateText({
      model: provider(model),
      prompt,
      maxRetries: 0,
      output: ai.Output.object({ schema: z.object({ capital: z.string(), people: z.number() }) }),
    });
    return { parsed: output };
  },

  async langchain() {
    const { chat, weather, messages } = await langChain();
    const bound = chat.bindTools([weather]);
    const conversation = [new messages.HumanMessage(prompt)];
    let answer = await bound.invoke(conversation);
    while (answer.tool_calls?.length) {
      conversation.push(answer);
      for (const call of answer.tool_calls) {
        conversation.push(await weather.invoke(call));
      }
      answer = await bound.invoke(conversation);
    }
    return { text: answer.text, called, usage: answer.usage_metadata };
  },

  async langchainstream() {
    const { chat } = await langChain();
    const pieces = [];
    for await (const chunk of await chat.stream(prompt)) {
      pieces.push(chunk.text);
    }
    return { pieces: pieces.filter(Boolean) };
  },
};

if (!Object.hasOwn(scenarios, scenario)) {
  throw new Error(`no scenario ${scenario}`);
}
console.log(JSON.stringify(await scenarios[scenario]()));
