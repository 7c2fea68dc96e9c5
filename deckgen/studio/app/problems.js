// What `check` says, with a way to each place.

import { button, h } from "./dom.js";
import { said } from "./said.js";
import { act, checkSoon, listen, openText, state } from "./store.js";
import { check, t } from "./words.js";
import { show } from "./main.js";

let box;

/** The list of problems: errors first, then by text and place. */
export function problems() {
  box = h("section", { id: "problems", className: "column" });
  draw();
  checkSoon(0);
  return box;
}

listen((what) => { if (box?.isConnected && what.has("problems")) draw(); });

const LEVELS = ["error", "warning", "info"];

function draw() {
  const all = state.problems;
  if (!all) return box.replaceChildren(h("p", { className: "empty" }, t("checking")));
  const kept = document.activeElement?.closest?.("[data-n]")?.dataset.n;
  const sorted = [...all].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  box.replaceChildren(h("h2", {}, t("problems")), sorted.length ? h("ul", { className: "remarks" }, ...sorted.map(one)) : h("p", { className: "empty" }, t("no.problems")));
  if (kept) box.querySelector(`[data-n="${kept}"] button`)?.focus();
}

/** A problem as the page says it: the title of its check, else the message, and under it the rest. */
export function remarked(problem) {
  const title = check(problem.code), message = said(problem.message);
  return [h("strong", {}, title || message), title ? h("span", {}, message) : null, problem.advice ? h("span", { className: "quiet" }, said(problem.advice)) : null];
}

function one(problem, n) {
  const row = problem.text === state.text ? state.rows.concat(state.terms).find((each) => each.key === problem.key) : null;
  return h("li", { className: `remark ${problem.level}`, data: { n } },
    ...remarked(problem),
    row ? h("span", { className: "quiet", lang: state.deck.languages[0] }, row.front) : problem.shown.map((line) => h("code", {}, line)),
    h("p", { className: "buttons" }, problem.key ? button(t("go.there"), () => jump(problem)) : h("span", { className: "quiet" }, `${problem.file}${problem.line ? `:${problem.line}` : ""}`), problem.allowable ? button(t("allow"), () => allow(problem)) : null));
}

async function jump(problem) {
  if (problem.text !== state.text) await openText(problem.text);
  if (state.terms.some((term) => term.key === problem.key)) { state.term = problem.key; state.undecided = false; show("terms"); } else { Object.assign(state, { key: problem.key, doubtful: false, find: "" }); show("pairs"); }
}

async function allow(problem) {
  if (problem.text !== state.text) await openText(problem.text);
  const row = state.rows.concat(state.terms).find((each) => each.key === problem.key);
  if (row && await act("allow", [row], { code: problem.code })) checkSoon(0);
}
