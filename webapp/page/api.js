// Requests to the server that this page came from, with the key of this tab.

/** The server's base URL, without a slash at its end: what an SDK needs. */
export const BASE = new URL(".", document.URL).href.replace(/\/$/, "");

const STORED = `key ${BASE}`;

export class KeyNeeded extends Error {}

export const key = {
  get: () => sessionStorage.getItem(STORED),
  set: (text) => sessionStorage.setItem(STORED, text),
  forget: () => sessionStorage.removeItem(STORED),
};

/** A response with a good status; every other one is thrown as an error with the server's words. */
export async function request(path, options = {}) {
  const headers = { ...options.headers };
  if (key.get()) headers["x-api-key"] = key.get();
  const response = await fetch(`${BASE}/${path}`, { ...options, headers, cache: "no-store" });
  if (response.ok) return response;
  const message = await words(response);
  if (response.status === 401) throw new KeyNeeded(message);
  throw Object.assign(new Error(message), { status: response.status });
}

export const json = async (path) => (await request(path)).json();

async function words(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).error.message;
  } catch {
    return `The server answered with status ${response.status}`;
  }
}

/** The data of each server-sent event, as it comes. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (data.length > 0) yield JSON.parse(data.join("\n"));
    }
  }
}
