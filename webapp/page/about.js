// How the server is set up, and how to use it.
import { BASE } from "./api.js";
import { byId, element, fill, snippet } from "./dom.js";

export function showSdk() {
  byId("sdk").replaceChildren(snippet("For every official SDK and Claude Code",
    `export ANTHROPIC_BASE_URL=${BASE}\nexport ANTHROPIC_API_KEY=YOUR_KEY`));
}

export function showAbout(status) {
  if (status.findings) findings(status.findings);
  if (status.settings) {
    fill(byId("settings").tBodies[0], Object.entries(status.settings).map(([name, value]) => [name, value || { text: "not set", of: "muted" }]), "");
  }
}

function findings(all) {
  byId("findings").replaceChildren(...all.map(({ ok, subject, text }) => element("li", {},
    element("span", { className: `pill ${ok ? "good" : "bad"}`, textContent: ok ? "ok" : "fix" }),
    element("span", { className: "muted", textContent: subject }),
    element("span", { textContent: text }))));
}
