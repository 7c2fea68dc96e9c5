// Terms, each as the card that it would be: decided with one key, and on to the next.

import { button, h, say } from "./dom.js";
import { call, work } from "./api.js";
import { act, changed, listen, openText, refuse, state } from "./store.js";
import { t } from "./words.js";

const later = new Set(); // put off for now; nothing is written of it
let box, list, side, form = null;

/** The list of terms, and beside it what is known of the one that is chosen. */
export function terms() {
  list = h("div", { id: "terms", role: "listbox", "aria-label": t("terms"), tabIndex: -1, on: { click: (event) => { const item = event.target.closest("[data-key]"); if (item) choose(item.dataset.key); } } });
  side = h("section", { id: "term", "aria-label": t("term") });
  box = h("section", { id: "pairs", className: "terms" },
    h("p", { className: "filter" }, h("label", {}, h("input", { type: "checkbox", checked: state.undecided, on: { change: (event) => { state.undecided = event.target.checked; draw(); } } }), t("only.undecided")), h("span", { id: "count", className: "quiet" }), button(t("propose"), propose)),
    list, side, h("div", { id: "actions", role: "toolbar", "aria-label": t("actions") }));
  return box;
}

listen((what) => {
  if (!box?.isConnected) return;
  if (what.has("terms") || what.has("filter")) draw();
});

const wanted = (term) => {
  const find = state.find.toLowerCase();
  return (!state.undecided || term.status === "proposed" || term.key === state.term) && (!find || `${term.front} ${term.back} ${term.key}`.toLowerCase().includes(find));
};
const shown = () => state.terms.filter(wanted);
export const current = () => state.terms.find((term) => term.key === state.term);

function draw() {
  const terms = shown();
  if (!terms.some((term) => term.key === state.term)) state.term = (terms.find((term) => term.status === "proposed") ?? terms[0])?.key ?? "";
  list.replaceChildren(...terms.map((term) => h("div", { role: "option", tabIndex: term.key === state.term ? 0 : -1, className: `term ${term.status} ${term.tier}`, "aria-selected": String(term.key === state.term), data: { key: term.key } },
    h("span", { className: "front", lang: state.deck.languages[0], dir: "auto" }, term.front), h("span", { className: "back", lang: state.deck.languages[1], dir: "auto" }, term.back),
    h("span", { className: "state" }, t(term.status === "proposed" ? `tier.${term.tier || "none"}` : `status.${term.status}`)))));
  if (!terms.length) list.replaceChildren(h("p", { className: "empty" }, t(state.terms.length ? "all.decided" : "no.terms")));
  document.getElementById("count").textContent = t("to.decide", { n: state.terms.filter((term) => term.status === "proposed").length });
  choose(state.term);
}

function choose(key) {
  state.term = key;
  for (const item of list.children) {
    const on = item.dataset.key === key;
    item.setAttribute?.("aria-selected", String(on));
    item.tabIndex = on ? 0 : -1;
    if (on && !form?.isConnected && (document.activeElement === document.body || list.contains(document.activeElement) || document.activeElement?.closest("#page") === null || document.activeElement.id === "page")) { item.focus({ preventScroll: true }); }
    if (on) item.scrollIntoView({ block: "nearest" });
  }
  asking = about();
  tools();
  changed("card");
}

let asked = "", known = null, asking = Promise.resolve();
/** The sentence of the term, its other counterparts, and all places where it stands. */
async function about() {
  const term = current();
  if (!term) return side.replaceChildren();
  const pair = state.rows.find((row) => row.key === term.pair);
  const sentence = (text, words, code) => { const at = words ? text.indexOf(words) : -1; return h("p", { lang: code, dir: "auto" }, ...(at < 0 ? [text] : [text.slice(0, at), h("mark", {}, words), text.slice(at + words.length)])); };
  const facts = [term.grammar, term.cue, term.hint, term.note].filter(Boolean).join(" · ");
  const draw = () => form?.isConnected || side.replaceChildren(
    h("h2", {}, h("span", { lang: state.deck.languages[0] }, term.front), " = ", h("span", { lang: state.deck.languages[1] }, term.back)), facts ? h("p", { className: "quiet" }, facts) : "",
    pair ? h("blockquote", {}, sentence(pair.front, term.found[0], state.deck.languages[0]), sentence(pair.back, term.found[1], state.deck.languages[1])) : h("p", { className: "remark error" }, t("no.example")),
    known?.others.length ? h("div", {}, h("h3", {}, t("others")), h("p", { className: "buttons" }, ...known.others.slice(0, 3).map(([text], n) => button(text, () => other(n), { key: String(n + 1) })))) : "",
    known?.places.length > 1 ? h("details", {}, h("summary", {}, t("places", { n: known.places.length })), h("ul", {}, ...known.places.map(([key, front, back]) => { const row = state.rows.find((each) => each.key === key); return h("li", {}, row ? sentence(row.front, front, state.deck.languages[0]) : "", row ? sentence(row.back, back, state.deck.languages[1]) : ""); }))) : "");
  const name = `${state.text} ${term.front} ${term.back}`;
  if (asked !== name) { known = null; asked = name; draw(); try { const found = await call("term", { text: state.text, front: term.front, back: term.back }); if (asked === name) { known = found; draw(); } } catch { /* the term itself is shown */ } }
  else draw();
}

/** Go some terms up or down. */
export function step(by) {
  const all = shown(), at = all.findIndex((term) => term.key === state.term);
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  if (next) { choose(next.key); focus(); }
}
const focus = () => [...list.children].find((item) => item.dataset.key === state.term)?.focus();

/** Go to the next term that is not decided; those put off come last. */
export function next(by = 1) {
  const all = state.terms, at = all.findIndex((term) => term.key === state.term);
  const ahead = [...all.keys()].slice(1).map((n) => all[((at + by * n) % all.length + all.length) % all.length]).filter((term) => term.status === "proposed");
  const found = ahead.find((term) => !later.has(term.key)) ?? ahead[0];
  if (!found) return say(t("all.decided"));
  state.term = found.key;
  draw();
  focus();
}

async function decide(status) {
  const term = current();
  if (!term || state.unreadable.length) return;
  if (await act("decide", [term], { status: term.status === status ? "proposed" : status })) { if (term.status === "proposed") next(); else { draw(); focus(); } }
}
export const accept = () => decide("accepted");
export const reject = () => decide("rejected");
export function postpone() { const term = current(); if (term) { later.add(term.key); next(); } }

/** Take another counterpart, and go on. */
export async function other(n) {
  const term = current();
  await asking; // somebody may be faster than the search for them
  const found = known?.others[n];
  if (!term || !found || state.unreadable.length || term.key !== state.term) return;
  const [back, , place] = found;
  const values = { back, status: "accepted" };
  if (place) Object.assign(values, { pair: place[0], found: [place[1], place[2]] });
  if (await act("edit-term", [term], { values })) next();
  else focus();
}

/** Edit the term where it stands. */
export function edit() {
  const term = current();
  if (!term || state.unreadable.length) return;
  const field = (name, value, lang) => h("label", {}, h("span", {}, t(name)), h("input", { name, value, lang }));
  const bar = document.getElementById("actions"), close = () => { form.remove(); form = null; bar.inert = false; void about(); focus(); };
  form = h("form", {
    className: "change term", on: {
      submit: async (event) => {
        event.preventDefault();
        const value = (name) => form.querySelector(`[name="${name}"]`).value;
        const values = { front: value("term"), back: value("meaning"), grammar: value("grammar"), cue: value("cue"), hint: value("hint"), note: value("note"), found: [value("words.front"), value("words.back")] };
        const on = event.submitter?.name === "accept" || form.dataset.next;
        if (on) values.status = "accepted";
        close();
        if (await act("edit-term", [term], { values }) && on) next();
      },
      keydown: (event) => { if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); } if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.dataset.next = "1"; form.requestSubmit(); } },
    },
  }, field("term", term.front, state.deck.languages[0]), field("meaning", term.back, state.deck.languages[1]), field("grammar", term.grammar), field("cue", term.cue), field("hint", term.hint), h("label", { className: "wide" }, h("span", {}, t("note")), h("input", { name: "note", value: term.note })), field("words.front", term.found[0], state.deck.languages[0]), field("words.back", term.found[1], state.deck.languages[1]),
  h("p", { className: "buttons" }, h("button", { type: "submit", name: "accept", className: "main" }, t("save.accept")), h("button", { type: "submit" }, t("save")), button(t("cancel"), close, { key: "Esc" })));
  for (const each of form.querySelectorAll("input")) each.id = `field-${each.name}`;
  side.replaceChildren(form);
  bar.inert = true;
  form.querySelector("input").focus();
}

/** Ask for more terms. */
async function propose() {
  say(t("looking"));
  try { const { terms } = await work("propose", { text: state.text }); say(t("proposed", { n: terms })); await openText(state.text); } catch (problem) { refuse(problem); }
}

function tools() {
  const term = current(), bar = document.getElementById("actions");
  if (!bar) return;
  bar.replaceChildren(...(!term || state.unreadable.length ? [] : [
    button(t(term.status === "accepted" ? "accepted.back" : "accept"), accept, { key: "A", kind: "main" }), button(t(term.status === "rejected" ? "restore" : "reject"), reject, { key: "X" }),
    button(t("later"), postpone, { key: "␣" }), button(t("edit"), edit, { key: "E" }), button(t("next.undecided"), () => next(), { key: "N" })]));
}
