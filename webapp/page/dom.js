// Elements and figures. All text goes in as text, never as HTML.

export const byId = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Fills a table's body with rows; nothing is touched when nothing has changed, so that a selection stays. */
export function fill(body, rows, whenEmpty) {
  const shown = JSON.stringify(rows);
  if (body.dataset.shown === shown) return;
  body.dataset.shown = shown;
  const columns = body.parentElement.tHead.rows[0].cells.length;
  const made = rows.map((cells) => element("tr", {}, ...cells.map(cell)));
  if (made.length === 0) made.push(element("tr", {}, element("td", { colSpan: columns, className: "empty", textContent: whenEmpty })));
  body.replaceChildren(...made);
}

/** A cell is a text, or an object: a text with a class, or a text in a pill and more after it. */
function cell(content) {
  if (typeof content !== "object" || content === null) return element("td", { textContent: content ?? "" });
  if (content.pill !== undefined) {
    const pill = element("span", { className: `pill ${content.pill}`, textContent: content.text });
    return content.more ? element("td", { className: "why" }, pill, ` ${content.more}`) : element("td", {}, pill);
  }
  return element("td", { className: content.of ?? "", textContent: content.text ?? "" });
}

export const number = (text) => ({ text, of: "n" });

/** Pairs of a term and its value in a description list. */
export function facts(list, pairs) {
  list.replaceChildren(...pairs.flatMap(([term, value]) => [element("dt", { textContent: term }), element("dd", { textContent: value })]));
}

const WHOLE = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const count = (n) => WHOLE.format(n);
export const compact = (n) => SHORT.format(n);

export function duration(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 1440)} days`;
}

export const megabytes = (mb) => (mb < 1024 ? `${mb} MB` : `${(mb / 1024).toFixed(1)} GB`);

/** A block of code with a button that copies it. */
export function snippet(title, text) {
  const copy = element("button", { type: "button", className: "quiet copy", textContent: "Copy" });
  copy.setAttribute("aria-label", `Copy: ${title}`);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy"), 1500);
  });
  const code = element("pre", { tabIndex: 0 }, element("code", { textContent: text }));
  code.setAttribute("role", "region");
  code.setAttribute("aria-label", title);
  const canCopy = Boolean(navigator.clipboard); // not on a plain http connection to another machine
  return element("div", { className: "snippet" },
    element("div", { className: "line" }, element("span", { className: "muted", textContent: title }), ...(canCopy ? [copy] : [])), code);
}
