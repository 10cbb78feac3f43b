// Tokens by day, model and key, from the server's record of them.
import { json } from "./api.js";
import { byId, compact, count, element, fill, number } from "./dom.js";
import { showDays } from "./charts.js";

const EVERY = 60_000;
const MOST_ROWS = 300;
const FIELDS = ["turns", "errors", "inputTokens", "outputTokens", "cacheReadTokens", "cacheWrite5mTokens", "cacheWrite1hTokens"];

export function startUsage() {
  byId("period").addEventListener("change", load);
  setInterval(() => document.hidden || load(), EVERY);
  load();
}

export function showSinceStart(tokens) {
  byId("since-start").textContent = tokens
    ? `Since the start: ${compact(tokens.input)} input, ${compact(tokens.output)} output, ${compact(tokens.cacheRead)} from the cache, ${compact(tokens.cacheWrite5m + tokens.cacheWrite1h)} into it`
    : "";
}

async function load() {
  const days = Number(byId("period").value);
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  try {
    show(await json(`usage?from=${day(days - 1)}&to=${day(0)}&by=day,model,key`));
  } catch (failure) {
    note(failure.status === 404 ? missing(failure.message) : failure.message);
  }
}

function missing(message) {
  return message.includes("CLAUDE_PROXY_DATABASE") ? message : "This server keeps no record of tokens over the days.";
}

function note(text) {
  byId("usage-note").textContent = text;
  byId("usage-note").hidden = !text;
  byId("usage-data").hidden = true;
}

function show(usage) {
  const problem = usage.recorded === false ? `Usage is not recorded now: ${usage.problem ?? "the server's log says why"}` : "";
  note(problem || (usage.rows.length === 0 ? "No turn in this period." : ""));
  byId("usage-data").hidden = usage.rows.length === 0;
  if (usage.rows.length === 0) return;
  showDays(byDay(usage));
  const rows = usage.rows.toSorted((a, b) => b.day.localeCompare(a.day) || tokens(b) - tokens(a));
  fill(byId("usage-table").tBodies[0], rows.slice(0, MOST_ROWS).map((row) =>
    [row.day, row.model || "–", row.key || "–", ...FIELDS.map((field) => number(count(row[field])))]), "");
  const sums = FIELDS.map((field) => rows.reduce((sum, row) => sum + row[field], 0));
  const all = rows.length > MOST_ROWS ? `All ${count(rows.length)} rows` : "All";
  byId("usage-table").tFoot.replaceChildren(element("tr", {}, element("td", { textContent: all, colSpan: 3 }),
    ...sums.map((sum) => element("td", { className: "n", textContent: count(sum) }))));
}

const tokens = (row) => row.inputTokens + row.outputTokens + row.cacheReadTokens + row.cacheWrite5mTokens + row.cacheWrite1hTokens;

/** Every day of the period, also those without a turn. */
function byDay(usage) {
  const days = new Map();
  for (let at = Date.parse(usage.from); at <= Date.parse(usage.to); at += 86_400_000) {
    days.set(new Date(at).toISOString().slice(0, 10), [0, 0, 0, 0]);
  }
  for (const row of usage.rows) {
    const kinds = days.get(row.day) ?? [0, 0, 0, 0];
    const more = [row.inputTokens, row.outputTokens, row.cacheReadTokens, row.cacheWrite5mTokens + row.cacheWrite1hTokens];
    days.set(row.day, kinds.map((sum, kind) => sum + more[kind]));
  }
  return [...days].map(([day, kinds]) => ({ day, kinds }));
}
