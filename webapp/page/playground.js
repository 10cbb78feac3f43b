// A question of one's own, streamed, with the lines that send the same from a program.
import { events, json, request } from "./api.js";
import { byId, duration, element, snippet } from "./dom.js";
import { snippets } from "./snippets.js";

let running = new AbortController();

export function startPlayground() {
  loadModels();
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  byId("stop").addEventListener("click", () => running.abort());
  byId("ask").addEventListener("input", showSnippets);
  showSnippets();
}

async function loadModels() {
  try {
    const { data } = await json("v1/models");
    byId("model").append(...data.map((model) => element("option", { value: model.id, textContent: model.id })));
    if (data.length > 0) byId("model").value = data[0].id;
    showSnippets();
  } catch (failure) {
    state(`The list of models did not come: ${failure.message}`);
  }
}

const state = (text) => (byId("ask-state").textContent = text);

function body() {
  const system = byId("system").value.trim();
  return {
    model: byId("model").value,
    max_tokens: Number(byId("max-tokens").value),
    stream: true,
    ...(system ? { system } : {}),
    messages: [{ role: "user", content: byId("message").value }],
  };
}

function showSnippets() {
  const open = [...byId("snippets").children].map((details) => details.open);
  byId("snippets").replaceChildren(...snippets(body(), byId("priority").value).map(([title, text], i) =>
    element("details", { open: open[i] ?? i === 0 }, element("summary", { textContent: title }), snippet(title, text))));
}

async function ask() {
  running = new AbortController();
  const answer = byId("answer");
  const began = performance.now();
  const seen = { text: "", input: 0, output: 0 };
  answer.textContent = "";
  byId("answer-facts").textContent = "";
  busy(true);
  try {
    const response = await request("v1/messages", {
      method: "POST",
      signal: running.signal,
      headers: { "content-type": "application/json", "anthropic-version": "2023-06-01", "x-priority": byId("priority").value },
      body: JSON.stringify(body()),
    });
    seen.session = response.headers.get("x-proxy-session");
    for await (const event of events(response)) take(event, seen, began, answer);
    state("The answer is complete.");
  } catch (failure) {
    state(running.signal.aborted ? "Stopped." : `Failed: ${failure.message}`);
  }
  facts(seen, performance.now() - began);
  busy(false);
}

function take(event, seen, began, answer) {
  if (event.type === "error") throw new Error(event.error.message);
  if (event.type === "message_start") seen.input = event.message.usage?.input_tokens ?? 0;
  if (event.type === "message_delta") seen.output = event.usage?.output_tokens ?? seen.output;
  if (event.type === "content_block_delta" && event.delta.text) {
    seen.first ??= performance.now() - began;
    answer.append(event.delta.text);
    answer.scrollTop = answer.scrollHeight;
  }
}

function facts(seen, total) {
  byId("answer-facts").textContent = [
    seen.first && `first token ${duration(seen.first)}`,
    `total ${duration(total)}`,
    seen.output && `${seen.input} in, ${seen.output} out`,
    seen.session && `session ${seen.session}`,
  ].filter(Boolean).join(" · ");
}

function busy(now) {
  byId("send").disabled = now;
  byId("stop").disabled = !now;
  if (now) state("Waiting for the answer…");
}
