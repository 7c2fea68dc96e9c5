// The page: its top, its views, its keys.

import { enter, idle } from "./api.js";
import { cards, night } from "./cards.js";
import { $, ask, button, h, say, typing } from "./dom.js";
import { deckPage } from "./deck.js";
import { end, editing } from "./editing.js";
import * as pairs from "./pairs.js";
import { problems } from "./problems.js";
import { said } from "./said.js";
import { start } from "./start.js";
import { back, changed, checkSoon, listen, open, openText, state, watch } from "./store.js";
import * as terms from "./terms.js";
import { LANGUAGES, keys, language, load, t } from "./words.js";

const KEYS = "deckgen-keys";
const single = () => localStorage.getItem(KEYS) !== "off";

/** Show a view: pairs, terms, problems or the deck. */
export function show(view) {
  end();
  state.view = view;
  document.body.className = `view-${view}`;
  const page = $("page");
  if (!state.deck) page.replaceChildren(start());
  else if (view === "pairs") page.replaceChildren(unreadable(), pairs.pairs(), cards());
  else if (view === "terms") page.replaceChildren(unreadable(), terms.terms(), cards());
  else page.replaceChildren(view === "problems" ? problems() : deckPage());
  top_();
  if (view === "pairs") pairs.draw();
  changed("terms", "card");
  if (!page.contains(document.activeElement)) (page.querySelector("[tabindex='0']") ?? page).focus({ preventScroll: true });
}

function unreadable() {
  if (!state.unreadable.length) return "";
  return h("div", { className: "banner", role: "alert" }, h("strong", {}, t("unreadable")), ...state.unreadable.map((each) => h("p", {}, `${each.file}:${each.line} `, said(each.message), ...each.shown.map((line) => h("code", {}, line)), h("span", { className: "quiet" }, said(each.advice)))));
}

let broken = false;
listen((what) => {
  if (["deck", "terms", "rows", "problems", "steps", "at"].some((each) => what.has(each))) top_();
  if (what.has("rows") && broken !== Boolean(state.unreadable.length)) { broken = !broken; if (["pairs", "terms"].includes(state.view)) show(state.view); }
});

/** The top of the page. */
function top_() {
  const head = $("top"), focused = document.activeElement?.id;
  if (!state.deck) return head.replaceChildren(h("h1", {}, "deckgen"), tools());
  const undecided = state.terms.filter((term) => term.status === "proposed").length;
  const count = (n) => n ? h("span", { className: "count" }, n) : null;
  const tab = (view, n) => h("button", { type: "button", id: `to-${view}`, "aria-current": state.view === view ? "page" : undefined, on: { click: () => show(view) } }, t(view), count(n));
  const found = (state.problems ?? []).filter((each) => each.level !== "info" && each.code !== "doubtful").length;
  const kept = $("find");
  head.replaceChildren(
    state.decks.length > 1 ? h("h1", {}, h("select", { id: "decks", "aria-label": t("decks"), on: { change: async (event) => { await begin(state.view, event.target.value); } } }, ...state.decks.map((name) => h("option", { value: name, selected: name === state.deck.folder }, name === state.deck.folder ? state.deck.name : name)))) : h("h1", {}, state.deck.name),
    state.deck.texts.length > 1 ? h("select", { id: "text", "aria-label": t("text"), on: { change: async (event) => { await openText(event.target.value); show(state.view); } } }, ...state.deck.texts.map((text) => h("option", { value: text.id, selected: text.id === state.text }, text.title))) : h("span", { className: "quiet one" }, state.deck.texts[0]?.title ?? ""),
    h("nav", { "aria-label": t("views") }, tab("pairs", state.rows.filter((row) => row.doubt > 0 && !row.skip).length), tab("terms", undecided), tab("problems", found), tab("deck", 0)),
    ["pairs", "terms"].includes(state.view) ? kept ?? h("input", { id: "find", type: "search", placeholder: t("find"), "aria-label": t("find"), value: state.find, on: { input: (event) => { state.find = event.target.value; changed("filter"); }, keydown: (event) => { if (event.key === "Escape") { event.target.value = state.find = ""; changed("filter"); event.target.blur(); } if (event.key === "Enter") pairs.choose(state.key); } } }) : "",
    state.view === "pairs" ? h("label", { className: "only" }, h("input", { type: "checkbox", id: "doubtful", checked: state.doubtful, on: { change: (event) => { state.doubtful = event.target.checked; changed("filter"); } } }), t("only.doubtful")) : "",
    tools());
  if (focused && document.activeElement === document.body) $(focused)?.focus();
}

const tools = () => h("span", { className: "tools" },
  state.deck ? h("button", { type: "button", id: "undo", disabled: !state.steps.undo, "aria-label": t("undo"), title: state.steps.undo ? `${t("undo")}: ${t(`op.${state.steps.undo}`)} (Z)` : t("undo"), on: { click: () => back("undo") } }, "↶") : "",
  state.deck ? h("button", { type: "button", id: "redo", disabled: !state.steps.redo, "aria-label": t("redo"), title: state.steps.redo ? `${t("redo")}: ${t(`op.${state.steps.redo}`)} (${keys("Shift+Z")})` : t("redo"), on: { click: () => back("redo") } }, "↷") : "",
  h("button", { type: "button", id: "night", "aria-label": t("night"), title: t("night"), "aria-pressed": String(document.documentElement.classList.contains("night")), on: { click: () => { night(!document.documentElement.classList.contains("night"), true); top_(); } } }, "☾"),
  h("select", { id: "language", "aria-label": t("language"), on: { change: async (event) => { await load(event.target.value); $("find")?.remove(); show(state.view); } } }, ...Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, selected: code === language }, name))),
  h("button", { type: "button", id: "help", "aria-label": t("help"), title: `${t("help")} (?)`, on: { click: help } }, "?"));

const HELP = [["↑ ↓ J K", "help.rows"], ["← →", "help.side"], ["A", "help.good"], ["N / Shift+N", "help.next"], ["E / Enter", "help.edit"], ["Ctrl+Enter", "help.save"], ["S", "help.split"], ["M", "help.merge"], ["U / D", "help.move"], ["X", "help.leave"], ["␣", "help.later"], ["T", "help.term"], ["1 – 3", "help.others"], ["H", "help.heading"], ["P, R", "help.pin"], ["Z / Shift+Z", "help.undo"], ["/", "help.find"], ["G P / T / C / D", "help.go"]];

/** Every key, and the switch that turns those without Ctrl off. */
function help() {
  void ask((end) => [
    h("h2", {}, t("help")), h("p", {}, t("help.about")),
    h("dl", { className: "keys" }, ...HELP.flatMap(([key, text]) => [h("dt", {}, h("kbd", {}, keys(key))), h("dd", {}, t(text))])),
    h("label", {}, h("input", { type: "checkbox", checked: single(), on: { change: (event) => localStorage.setItem(KEYS, event.target.checked ? "on" : "off") } }), t("help.single")),
    h("p", { className: "buttons" }, button(t("close"), () => end(null), { kind: "main" }))]);
}

// ---------------------------------------------------------------- keys

const inPairs = {
  ArrowDown: () => pairs.step(1), j: () => pairs.step(1), ArrowUp: () => pairs.step(-1), k: () => pairs.step(-1), PageDown: () => pairs.step(10), PageUp: () => pairs.step(-10), Home: () => pairs.ends(false), End: () => pairs.ends(true),
  ArrowLeft: () => pairs.side(0), ArrowRight: () => pairs.side(1), a: pairs.good, n: () => pairs.doubtful(1), N: () => pairs.doubtful(-1), x: pairs.skip, e: pairs.edit, Enter: pairs.edit, s: pairs.split, m: pairs.merge,
  u: () => pairs.move(true), d: () => pairs.move(false), t: pairs.pick, h: pairs.titled, p: () => pairs.current()?.kind === "left" ? pairs.pairUp() : pairs.pin(), r: pairs.realign,
};
const inTerms = {
  ArrowDown: () => terms.step(1), j: () => terms.step(1), ArrowUp: () => terms.step(-1), k: () => terms.step(-1), Home: () => terms.step(-1e6), End: () => terms.step(1e6), a: terms.accept, x: terms.reject, " ": terms.postpone, e: terms.edit, Enter: terms.edit,
  n: () => terms.next(1), N: () => terms.next(-1), 1: () => terms.other(0), 2: () => terms.other(1), 3: () => terms.other(2),
};
const everywhere = { z: () => back("undo"), Z: () => back("redo"), "?": help, "/": () => $("find")?.focus() };
const GO = { p: "pairs", t: "terms", c: "problems", d: "deck" };
let going = 0;

addEventListener("keydown", (event) => {
  if ($("dialog").open || event.altKey) return;
  if (!state.deck) { if (event.key === "?" && !typing(event.target)) { event.preventDefault(); help(); } return; }
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() === "z" && !typing(event.target)) { event.preventDefault(); void back(event.shiftKey ? "redo" : "undo"); }
    if (key === "y" && !typing(event.target)) { event.preventDefault(); void back("redo"); }
    return;
  }
  if (typing(event.target) || event.target.closest?.("form.change")) return;
  if ((key === "Enter" || key === " ") && event.target.closest?.("button, a, summary, input, label")) return;
  const arrows = key.startsWith("Arrow") || key.startsWith("Page") || ["Home", "End", "Enter", " "].includes(key);
  if (!arrows && !single()) return;
  if (going && Date.now() - going < 1500 && GO[key]) { going = 0; event.preventDefault(); return show(GO[key]); }
  going = key === "g" ? Date.now() : 0;
  const call = everywhere[key] ?? (state.view === "pairs" ? inPairs : state.view === "terms" ? inTerms : {})[key];
  if (!call || (editing() && key !== "z")) return;
  event.preventDefault();
  void call();
});
addEventListener("unhandledrejection", (event) => say(event.reason?.message ?? String(event.reason), { problem: true }));

// ---------------------------------------------------------------- the beginning

/** Show the deck that is open now, from its first text on. */
export async function begin(view = "pairs", deck) {
  await open(deck);
  if (state.deck && state.text) await openText(state.text);
  show(state.deck ? view : "start");
  if (state.deck) checkSoon(300);
}

window.deckgen = { idle };
await load();
night();
if (!await enter()) $("page").replaceChildren(h("section", { className: "column" }, h("h1", {}, "deckgen"), h("p", {}, t("no.ticket"))));
else {
  try { await begin(); } catch (problem) { $("page").replaceChildren(h("section", { className: "column" }, h("h1", {}, "deckgen"), h("p", { className: "remark error" }, problem.status === 401 ? t("no.ticket") : problem.message))); }
  setInterval(() => void watch(), 1500);
}
