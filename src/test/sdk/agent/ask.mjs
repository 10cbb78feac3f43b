// Has the Agent SDK do a task with the CLI given, and prints the result as one JSON object.
// Usage: node ask.mjs CLAUDE MODEL PROMPT

import { query } from '@anthropic-ai/claude-agent-sdk';

const [pathToClaudeCodeExecutable, model, prompt] = process.argv.slice(2);
const options = { pathToClaudeCodeExecutable, model, allowedTools: ['Bash', 'Read'], settingSources: [] };

for await (const message of query({ prompt, options })) {
  if (message.type === 'result') {
    console.log(JSON.stringify({ result: message.result ?? message.subtype }));
  }
}
