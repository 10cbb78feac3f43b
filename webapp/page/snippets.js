// The request that was sent, in the words of curl and of the SDKs.
import { BASE, key } from "./api.js";

const shell = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const shown = () => (key.get() ? "YOUR_KEY" : "dummy");

export function snippets(body, priority) {
  return [["curl", curl(body, priority)], ["Python: pip install anthropic", python(body, priority)], ["JavaScript: npm install @anthropic-ai/sdk", javascript(body, priority)]];
}

function curl(body, priority) {
  const headers = ["content-type: application/json", ...(key.get() ? ["x-api-key: YOUR_KEY"] : []), ...(priority === "normal" ? [] : [`x-priority: ${priority}`])];
  return [`curl -N ${BASE}/v1/messages`, ...headers.map((header) => `  -H ${shell(header)}`), `  -d ${shell(JSON.stringify(body, null, 2))}`].join(" \\\n");
}

function python({ model, max_tokens, system, messages }, priority) {
  const fields = [`model=${JSON.stringify(model)}`, `max_tokens=${max_tokens}`];
  if (system) fields.push(`system=${JSON.stringify(system)}`);
  fields.push(`messages=[{"role": "user", "content": ${JSON.stringify(messages[0].content)}}]`);
  if (priority !== "normal") fields.push(`extra_headers={"x-priority": "${priority}"}`);
  return `import anthropic

client = anthropic.Anthropic(base_url="${BASE}", api_key="${shown()}")
with client.messages.stream(
    ${fields.join(",\n    ")},
) as stream:
    for text in stream.text_stream:
        print(text, end="", flush=True)`;
}

function javascript({ stream, ...body }, priority) {
  const options = priority === "normal" ? "" : `, { headers: { "x-priority": "${priority}" } }`;
  return `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: "${BASE}", apiKey: "${shown()}" });
const stream = client.messages.stream(${JSON.stringify(body, null, 2)}${options});
stream.on("text", (text) => process.stdout.write(text));
await stream.finalMessage();`;
}
