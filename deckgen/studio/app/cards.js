// The cards of the row that is chosen, as Anki shows them.

import { show, sides } from "./card.js";
import { call } from "./api.js";
import { $, button, h } from "./dom.js";
import { remarked } from "./problems.js";
import { listen, state } from "./store.js";
import { t } from "./words.js";

const NIGHT = "deckgen-night";
let box, types = null, asked = 0, template = "", known = null;

/** The side with the cards. */
export function cards() {
  forget();
  box = h("aside", { id: "cards", "aria-label": t("cards") },
    h("div", { className: "tabs", role: "group", "aria-label": t("cards"), id: "kinds" }),
    h("div", { id: "stage", hidden: true, on: { click: stay, auxclick: stay } },
      h("figure", {}, h("figcaption", {}, t("question")), h("div", { className: "frame", id: "question" })),
      h("figure", {}, h("figcaption", {}, t("answer")), h("div", { className: "frame", id: "answer" }))),
    h("div", { id: "about" }));
  return box;
}

// A link of a card would take the page away, which is all that a person has open.
const stay = (event) => { if (event.composedPath().some((each) => each.href)) event.preventDefault(); };

// Without what the policy of the page does not stop: frames with our own scripts in them, connections made ahead, which
// a browser makes for a form too before it forbids to send it.
const FOREIGN = "iframe, frame, object, embed, portal, fencedframe, link, meta, base, noscript, template";
function own(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  made.content.querySelectorAll(FOREIGN).forEach((each) => each.remove());
  made.content.querySelectorAll("form").forEach((each) => each.replaceWith(...each.childNodes));
  return made.innerHTML;
}

listen((what) => {
  if (!box?.isConnected) return;
  if (["rows", "terms", "card", "at"].some((each) => what.has(each))) refresh();
  if (what.has("problems")) about();
  if (what.has("looks")) drawn();
  if (what.has("deck")) { forget(); refresh(); }
});

/** Ask for everything again; an answer that is on its way is to an older question. */
function forget() { types = known = null; asked++; }

let waiting = 0;
/** Show the cards of what is chosen, once it stays chosen for a moment. */
export function refresh() {
  clearTimeout(waiting);
  waiting = setTimeout(load, 40);
}

const chosen = () => state.view === "terms" ? state.terms.find((term) => term.key === state.term) : state.rows.find((row) => row.key === state.key && row.kind === "pair");

async function load() {
  const row = chosen(), mine = ++asked;
  about();
  if (!row || row.key.startsWith("@")) { known = null; return drawn(); }
  try {
    const held = types ?? (await call("types")).types, answer = await call("cards", { text: state.text, key: row.key });
    if (mine !== asked) return;
    [types, known] = [held, answer];
  } catch { if (mine === asked) known = null; }
  drawn();
}

function drawn() {
  const stage = $("stage"), kinds = $("kinds");
  if (!stage) return;
  const note = known?.notes[0];
  stage.hidden = !note;
  if (!note) return kinds.replaceChildren(h("p", { className: "quiet" }, t(chosen() ? "no.card" : "choose.row")));
  const names = known.cards.map(([, name]) => name);
  const shown = names.includes(template) ? template : names[0];
  kinds.replaceChildren(...names.map((name) => button(t(`card.${name}`), () => { template = name; drawn(); }, { pressed: name === shown })));
  const night = document.documentElement.classList.contains("night"), type = types[note.kind];
  const both = sides(note, type, shown, state.deck.name);
  const options = { note, type, template: shown, night, sounds: known.sounds, words: { listen: t("listen"), unrecorded: t("unrecorded"), aloud: t("aloud"), answer: t("your.answer") } };
  show($("question"), own(both.question), { ...options, side: "question" });
  show($("answer"), own(both.answer), { ...options, side: "answer" });
}

/** What is remarkable about the row: its problems, and where it is written. */
function about() {
  const place = $("about"), row = chosen();
  if (!place) return;
  if (!row) return place.replaceChildren();
  const problems = (state.problems ?? []).filter((each) => each.key === row.key && each.text === state.text && each.code !== "doubtful");
  const folder = state.view === "terms" ? "vocabulary" : "pairs";
  place.replaceChildren(
    ...problems.map((each) => h("p", { className: `remark ${each.level}` }, ...remarked(each))),
    h("p", { className: "quiet place" }, h("code", {}, `${folder}/${state.text}.yaml:${row.line}`)));
}

/** Day or night, for the page and for the cards; what was chosen before, or what the system says. */
export function night(on = (localStorage.getItem(NIGHT) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "1" : "")) === "1", keep = false) {
  document.documentElement.classList.toggle("night", on);
  if (keep) localStorage.setItem(NIGHT, on ? "1" : "0");
  if (box?.isConnected) drawn();
}
