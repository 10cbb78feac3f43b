// Keeps the page up to date: one stream of the status while somebody looks, none while nobody does.
import { KeyNeeded, events, key, request } from "./api.js";
import { byId } from "./dom.js";
import { showLive } from "./live.js";
import { repaint, showMinutes } from "./charts.js";
import { showAbout, showSdk } from "./about.js";
import { startUsage, showSinceStart } from "./usage.js";
import { startPlayground } from "./playground.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
const HIDDEN_FOR = 20_000;

let stream = new AbortController();
let started = false;

function connection(text, kind = "") {
  const pill = byId("connection");
  if (pill.textContent !== text) pill.textContent = text;
  pill.className = `pill ${kind}`;
}

function show(status) {
  for (const part of document.querySelectorAll("[data-needs]")) {
    part.hidden = status.view === "own" || !(part.dataset.needs in status || part.dataset.needs === "settings");
  }
  byId("version").textContent = status.version;
  const { ok, problem } = status.health;
  connection(ok ? "Ready" : "Not ready", ok ? "good" : "bad");
  const banner = byId("problem");
  if (banner.textContent !== (problem ?? "")) banner.textContent = problem ?? "";
  banner.hidden = ok;
  showLive(status);
  if (status.minutes) showMinutes(status.minutes);
  showSinceStart(status.tokens);
  showAbout(status);
  document.body.dataset.loaded = "true";
}

/** Once the key is known: the parts that ask for themselves. */
function startOthers() {
  byId("forget-key").hidden = !key.get();
  if (started) return;
  started = true;
  startUsage();
  startPlayground();
}

async function watch() {
  const response = await request("api/status/stream", { signal: stream.signal });
  startOthers();
  for await (const status of events(response)) show(status);
}

async function keepWatching() {
  let pause = FIRST_PAUSE;
  for (;;) {
    await untilVisible();
    stream = new AbortController();
    const began = Date.now();
    try {
      await watch();
      connection("Reconnecting…", "wait");
    } catch (failure) {
      if (failure instanceof KeyNeeded) {
        await askForKey(failure.message);
        continue;
      }
      if (!stream.signal.aborted) told(failure);
    }
    pause = Date.now() - began > LONGEST_PAUSE ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
    if (!stream.signal.aborted) await new Promise((done) => setTimeout(done, pause));
  }
}

function told(failure) {
  connection("Not connected", "bad");
  byId("problem").textContent = failure.status ? failure.message : "The server does not answer. This page tries again by itself.";
  byId("problem").hidden = false;
}

function askForKey(why) {
  connection("Key needed", "wait");
  byId("key-wrong").textContent = why.startsWith("invalid") ? "The server does not know this key." : why;
  byId("key-wrong").hidden = !key.get();
  key.forget();
  const dialog = byId("key-dialog");
  dialog.showModal();
  return new Promise((done) => {
    byId("key-form").onsubmit = (event) => {
      event.preventDefault();
      const typed = byId("key").value.trim();
      if (!/^[!-~]+$/.test(typed)) {
        byId("key-wrong").textContent = "A key is printable ASCII without blanks.";
        byId("key-wrong").hidden = false;
        return;
      }
      key.set(typed);
      byId("key").value = "";
      dialog.close();
      connection("Connecting…");
      done();
    };
    dialog.oncancel = (event) => event.preventDefault(); // without a key there is nothing to see
  });
}

function untilVisible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => document.addEventListener("visibilitychange", () => done(), { once: true }));
}

function stopWhileHidden() {
  let timer;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => stream.abort(), HIDDEN_FOR);
  });
}

function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const now = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const label = () => (byId("theme").textContent = now() === "dark" ? "Light theme" : "Dark theme");
  byId("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = now() === "dark" ? "light" : "dark";
    localStorage.setItem("theme", document.documentElement.dataset.theme);
    label();
    repaint();
  });
  dark.addEventListener("change", () => { label(); repaint(); });
  label();
}

byId("forget-key").addEventListener("click", () => {
  key.forget();
  location.reload();
});
startTheme();
stopWhileHidden();
showSdk();
keepWatching();
