// Any program with the official SDK: its base URL and key come from the environment. It asks, prints the answers and ends.
import Anthropic from 'sdk-new';

const client = new Anthropic();
const request = { model: 'claude-sonnet-5', max_tokens: 1024, messages: [{ role: 'user', content: 'Why is the sky blue?' }] };

console.log('question:', request.messages[0].content);

const message = await client.messages.create(request);
console.log('plain:   ', message.content[0].text);

process.stdout.write('streamed: ');
let deltas = 0;
for await (const event of await client.messages.create({ ...request, stream: true })) {
  if (event.type === 'content_block_delta') {
    deltas += 1;
    process.stdout.write(event.delta.text);
  }
}
console.log(`\n          (in ${deltas} deltas)`);
