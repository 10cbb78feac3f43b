// Charts, drawn by uPlot, which is there as a global. Each has a table beside it for those who cannot see it.
import { byId, compact, count, duration, element, fill, number } from "./dom.js";

const HEIGHT = 170;
const MINUTES = 60;
const FEWEST_MINUTES = 10;
const KINDS = [["Input", "--accent"], ["Output", "--second"], ["Cache read", "--third"], ["Cache write", "--fourth"]];
const DAY = 86_400;

const charts = new Map();
let lastMinutes = [];
let shownMinutes = "";

const ink = Object.assign(document.createElement("i"), { hidden: true });
document.body.append(ink);

/** A colour of the style sheet as a canvas takes it: of the theme in force, which the variable itself does not tell. */
function color(name) {
  ink.style.color = `var(${name})`;
  return getComputedStyle(ink).color;
}

export function showMinutes(minutes) {
  const shown = JSON.stringify(minutes);
  if (shownMinutes === shown) return;
  shownMinutes = shown;
  lastMinutes = minutes;
  const turns = minutes.reduce((sum, minute) => sum + minute.turns, 0);
  byId("times-note").textContent = `${count(turns)} turns, of which ${count(minutes.reduce((sum, minute) => sum + minute.failed, 0))} failed`;
  draw();
  table(minutes);
}

/** The colours are read when a chart is made: another theme needs new charts. */
export function repaint() {
  for (const { again } of [...charts.values()]) again();
}

function draw() {
  times("chart-queued", "queued");
  times("chart-first", "firstToken");
  times("chart-total", "total");
}

function times(id, field) {
  const now = Math.floor(Date.now() / 60_000) * 60;
  const found = new Map(lastMinutes.filter((minute) => minute[field]).map((minute) => [minute.ago, minute[field]]));
  const shown = Math.min(MINUTES, Math.max(FEWEST_MINUTES, (lastMinutes[0]?.ago ?? 0) + 2));
  const at = Array.from({ length: shown }, (_, i) => shown - 1 - i);
  const values = (of) => at.map((ago) => found.get(ago)?.[of] ?? null);
  const latest = lastMinutes.findLast((minute) => minute[field])?.[field];
  legend(id, [["p50", "--accent", duration(latest?.p50)], ["p95", "--second", duration(latest?.p95)]]);
  make(id, () => times(id, field), found.size === 0, [at.map((ago) => now - 60 * ago), values("p50"), values("p95")], {
    series: [{}, line("--accent"), line("--second")],
    axes: [axis({ size: 28, space: 60, values: (_, all) => all.map(clock) }), axis({ size: 62, values: (_, all) => all.map(duration) })],
    scales: { x: { time: true }, y: { range: (_, min, max) => [0, Math.max(10, max * 1.1)] } },
  });
  describe(id, latest ? `latest median ${duration(latest.p50)}, 95th percentile ${duration(latest.p95)}` : "no turns yet");
}

/** Bars a day, one kind of tokens on top of the other. */
export function showDays(days) {
  const id = "chart-usage";
  const x = days.map((day) => Date.parse(day.day) / 1000);
  const sums = KINDS.map((_, kind) => days.map((day) => day.kinds.slice(0, kind + 1).reduce((a, b) => a + b, 0)));
  const bars = uPlot.paths.bars({ size: [0.6, 48] });
  const bar = (name) => ({ paths: bars, fill: color(name), stroke: color(name), width: 0, points: { show: false } });
  legend(id, KINDS.map(([name, tone], kind) => [name, tone, compact(days.reduce((sum, day) => sum + day.kinds[kind], 0))]));
  make(id, () => showDays(days), days.length === 0, [x, ...sums.toReversed()], {
    series: [{}, ...KINDS.map(([, tone]) => bar(tone)).toReversed()], // the whole bar first, its parts over it
    axes: [axis({ size: 28, space: 70, values: (_, all) => all.map((at) => (at % DAY === 0 ? new Date(at * 1000).toISOString().slice(5, 10) : "")) }),
      axis({ size: 56, values: (_, all) => all.map(compact) })],
    scales: { x: { time: true, range: (_, min, max) => [min - DAY / 2, max + DAY / 2] }, y: { range: (_, min, max) => [0, Math.max(10, max * 1.1)] } },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
  });
  describe(id, `${days.length} days; the table has the figures`);
}

const line = (tone) => ({ stroke: color(tone), width: 2, points: { show: true, size: 5, fill: color(tone), stroke: color(tone) }, spanGaps: true });

const clock = (at) => new Date(at * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

const axis = (more) => ({
  stroke: color("--muted"),
  grid: { stroke: color("--line"), width: 1 },
  ticks: { show: false },
  font: "12px system-ui, sans-serif",
  ...more,
});

/** Draws into the figure; an existing chart is only given new data. */
function make(id, again, empty, data, options) {
  const figure = byId(id);
  let plot = figure.querySelector(".plot");
  if (!plot) plot = figure.appendChild(element("div", { className: "plot" }));
  charts.get(id)?.chart?.destroy();
  if (empty) {
    plot.replaceChildren(element("p", { className: "empty", textContent: "No turns yet" }));
    charts.set(id, { again });
    return;
  }
  plot.replaceChildren();
  const chart = new uPlot({ width: plot.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false }, ...options }, data, plot);
  charts.set(id, { again, chart });
  widths.observe(plot);
}

const widths = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    const chart = charts.get(target.parentElement.id)?.chart;
    if (chart && Math.abs(chart.width - target.clientWidth) > 1) chart.setSize({ width: target.clientWidth, height: HEIGHT });
  }
});

function legend(id, entries) {
  const caption = byId(id).querySelector("figcaption");
  for (const old of caption.querySelectorAll(".legend")) old.remove();
  caption.append(...entries.map(([name, tone, value]) => element("span", { className: "legend" }, dot(color(tone)), `${name} ${value}`)));
}

function dot(fill) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ cx: 5, cy: 5, r: 5, fill })) circle.setAttribute(name, value);
  svg.append(circle);
  return svg;
}

function describe(id, text) {
  const plot = byId(id).querySelector(".plot");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", `${byId(id).querySelector("figcaption").firstChild.textContent}: ${text}`);
}

function table(minutes) {
  const pair = (times) => [number(duration(times?.p50)), number(duration(times?.p95))];
  fill(byId("minutes").tBodies[0], minutes.toReversed().map((minute) => [
    minute.ago === 0 ? "this one" : `${minute.ago} min ago`,
    number(count(minute.turns)),
    number(count(minute.failed)),
    ...pair(minute.queued),
    ...pair(minute.firstToken),
    ...pair(minute.total),
  ]), "No turn has ended within the last hour.");
}
