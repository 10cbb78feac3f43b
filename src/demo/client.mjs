// Any program with the official SDK: its base URL and key come from the environment. It asks and prints; told to `stay`, it
// runs on, as `docker compose up --wait` takes whoever ends for broken.
import { writeFileSync } from 'node:fs';
import Anthropic from 'sdk-new';

const client = new Anthropic();
const request = { model: 'claude-sonnet-5', max_tokens: 1024, messages: [{ role: 'user', content: 'Why is the sky blue?' }] };

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

writeFileSync('/tmp/answered', '');
if (process.argv[2] === 'stay') {
  setInterval(() => {}, 1 << 30);
}
