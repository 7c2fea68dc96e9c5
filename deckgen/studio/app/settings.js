// What a person chooses for a deck: its name, its cards, its voice.

import { call } from "./api.js";
import { h, say } from "./dom.js";
import { begin } from "./main.js";
import { open, refuse, state } from "./store.js";
import { t } from "./words.js";

const CARDS = { sentence: ["recognition", "production"], vocabulary: ["recognition", "production", "gap"] };

/** The form with the settings of the deck. */
export function settings() {
  const now = state.deck.settings;
  const name = h("input", { id: "setting-name", value: now.name });
  const boxes = Object.fromEntries(Object.entries(CARDS).map(([kind, names]) => [kind, names.map((each) => h("input", { type: "checkbox", id: `card-${kind}-${each}`, checked: now.cards[kind].includes(each) }))]));
  const typed = Object.fromEntries(Object.keys(CARDS).map((kind) => [kind, h("input", { type: "checkbox", id: `typed-${kind}`, checked: now.typed.includes(kind) })]));
  const engine = now.audio?.engine ?? "";
  const known = ["", "system", "espeak-ng", ...(engine && !["system", "espeak-ng"].includes(engine) ? [engine] : [])];
  const audio = h("select", { id: "audio" }, ...known.map((each) => h("option", { value: each, selected: each === engine }, t(`audio.${each || "none"}`))));
  // What learners read; once a deck was built, their cards are in it.
  const called = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
  const back = state.deck.built ? null : h("select", { id: "back" }, ...[...new Set([state.deck.languages[1], ...state.deck.known])].filter((code) => code !== state.deck.languages[0]).map((code) => h("option", { value: code, selected: code === state.deck.languages[1] }, called.of(code))));
  const save = async (event) => {
    event.preventDefault();
    const cards = Object.fromEntries(Object.entries(boxes).map(([kind, each]) => [kind, CARDS[kind].filter((_, n) => each[n].checked)]));
    const given = { name: name.value, cards, typed: Object.keys(typed).filter((kind) => typed[kind].checked) };
    if (audio.value !== engine) given.audio = audio.value;
    if (back && back.value !== state.deck.languages[1]) given.back = back.value;
    try { await call("settings", given); if (given.back) await begin("deck"); else await open(); say(t("did.saved", { what: t("settings") })); } catch (problem) { refuse(problem); }
  };
  const kind = (each) => h("fieldset", {}, h("legend", {}, t(`kind.${each}`)), ...CARDS[each].map((card, n) => h("label", {}, boxes[each][n], t(`about.${card}`))), h("label", {}, typed[each], t("typed")));
  return h("section", { id: "settings" }, h("h2", {}, t("settings")), h("form", { on: { submit: save } }, h("label", {}, h("span", {}, t("deck.name")), name), ...Object.keys(CARDS).map(kind), h("label", {}, h("span", {}, t("audio")), audio), back ? h("label", {}, h("span", {}, t("learners.language")), back) : "", h("p", { className: "buttons" }, h("button", { type: "submit", className: "main" }, t("save")))));
}
