// What goes on now: turns, queue, sessions, plan, failures.
import { byId, count, duration, element, facts, fill, megabytes, number } from "./dom.js";

const PHASES = { queued: "wait", running: "", answering: "good" };

const FAILURES = {
  QUEUE_FULL: "the queue was full",
  QUEUE_TIMEOUT: "queued for too long",
  TIMEOUT: "ran for too long",
  MAX_TURNS: "reached its limit of turns",
  PROC_FAIL: "the CLI or the API failed",
  ERR: "a fault of the proxy; see its log",
};

/** What the error alone tells of a failure of the API. */
const ERRORS = {
  overloaded_error: "the API is overloaded",
  rate_limit_error: "a limit of the plan or of the API",
  invalid_request_error: "the API refused the request",
  permission_error: "the API refused the CLI's login or key",
};

const WINDOWS = { five_hour: "5 hours", seven_day: "Week", seven_day_opus: "Week, Opus", seven_day_sonnet: "Week, Sonnet" };

export function showLive(status) {
  tiles(status);
  turns(status.turns);
  if (status.sessions) sessions(status.sessions);
  if (status.plan) plan(status.plan);
  failures(status.failures);
}

function tiles({ health, sessions, startedAt, failures }) {
  const shown = [
    ["Running", count(health.active), `of ${health.maxConcurrent}`],
    ["Queued", count(health.queued), `of ${health.maxQueue}`],
    sessions ? ["Processes", count(sessions.processes), sessions.memoryMb ? megabytes(sessions.memoryMb) : ""] : ["Failures", count(failures.length), "of your own"],
    ["Up for", duration(Math.max(0, Date.now() - Date.parse(startedAt))), ""],
  ];
  byId("tiles").replaceChildren(...shown.map(([term, value, rest]) =>
    element("div", {}, element("dt", { textContent: term }), element("dd", {}, value, " ", element("small", { textContent: rest })))));
}

function turns(all) {
  const queued = all.filter((turn) => turn.phase === "queued");
  const of = (priority) => queued.filter((turn) => turn.priority === priority).length;
  byId("queue").textContent = `Queue: ${of("high")} high, ${of("normal")} normal, ${of("low")} low`;
  fill(byId("turns").tBodies[0], all.map((turn) => [
    { pill: PHASES[turn.phase], text: turn.phase },
    turn.model || "the CLI's default",
    turn.key || "–",
    turn.priority,
    number(duration(turn.queuedMs)),
    number(duration(turn.runningMs)),
    { text: turn.id, of: "id" },
  ]), "No turns now.");
}

function sessions(now) {
  facts(byId("sessions"), [
    ["with a conversation, idle", count(now.holding)],
    ["empty, idle", count(now.empty)],
    ["starting or running a turn", count(now.busy)],
    ["memory of all processes", now.memoryMb ? megabytes(now.memoryMb) : "not known"],
    ["turns continued / branched", `${count(now.continued)} / ${count(now.branched)}`],
    ["warm / cold", `${count(now.warm)} / ${count(now.cold)}`],
    ["sessions evicted", count(now.evicted)],
  ]);
}

function plan({ pausedUntil, windows }) {
  const shown = windows.map((window) => {
    const name = WINDOWS[window.type] ?? window.type.replaceAll("_", " ");
    const used = window.utilization ?? null;
    const parts = [element("div", { className: "line" }, element("span", { textContent: name }),
      element("span", { textContent: used === null ? window.status : `${Math.round(100 * used)} %, ${window.status.replaceAll("_", " ")}` }))];
    if (used !== null) {
      const meter = element("meter", { min: 0, max: 1, high: 0.8, optimum: 0, value: Math.min(1, used) });
      meter.setAttribute("aria-label", `${name}: used part`);
      parts.push(meter);
    }
    const resets = window.resetsAt ? `resets ${when(window.resetsAt)}` : "";
    parts.push(element("div", { className: "muted", textContent: [resets, window.overage ? "use beyond it is paid for" : ""].filter(Boolean).join("; ") }));
    return element("div", { className: "window" }, ...parts);
  });
  if (pausedUntil) shown.unshift(element("p", { className: "wrong", textContent: `The queue is paused until ${when(pausedUntil)}.` }));
  if (shown.length === 0) shown.push(element("p", { className: "empty", textContent: "Nothing is known of a plan. Its windows are shown once the CLI has told of them." }));
  byId("plan").replaceChildren(...shown);
}

function failures(all) {
  fill(byId("failures").tBodies[0], all.map((failure) => [
    when(failure.at, "medium"),
    { pill: "bad", text: `${failure.status} ${failure.error}`, more: failure.reason || why(failure) },
    failure.model || "–",
    failure.key || "–",
    { text: failure.id, of: "id" },
  ]), "No turn has failed since the start.");
}

const why = ({ event, error }) => (event === "PROC_FAIL" && ERRORS[error]) || FAILURES[event] || event;

function when(instant, timeStyle = "short") {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString("en-GB", today ? { timeStyle } : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
