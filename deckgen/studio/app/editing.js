// Changing one row where it stands: its texts, the border at which it is split, words for a term, a heading.

import { $, button, h, say } from "./dom.js";
import { call } from "./api.js";
import { choose, doubtful, element } from "./pairs.js";
import { act, changed, refuse, seen, state } from "./store.js";
import { called, t } from "./words.js";

let open = null;
/** Whether a row is being changed. */
export const editing = () => open !== null && open.form.isConnected;

function begin(line, form) {
  end();
  const row = element(line.key);
  if (!row) return;
  const place = h("div", { role: "row", className: "changing" }, h("div", { role: "gridcell" }, form)); // in a grid only rows may stand
  open = { form: place, row };
  $("actions").inert = true;
  row.after(place);
  row.hidden = true;
  form.querySelector("textarea, input, [tabindex]")?.focus();
  form.scrollIntoView({ block: "nearest" });
}

/** Close what is open, without saving. */
export function end() {
  if (!open) return;
  const { form, row } = open;
  open = null;
  $("actions")?.removeAttribute("inert");
  form.remove();
  row.hidden = false;
  if (row.isConnected) choose(row.dataset.key);
}

const lang = (side) => state.deck.languages[side];
const field = (label, value, { rows = 1, side, name, wide = false } = {}) => {
  const made = rows > 1 ? h("textarea", { rows, value, name }) : h("input", { value, name });
  if (side !== undefined) { made.lang = lang(side); made.dir = "auto"; made.spellcheck = true; }
  return h("label", { className: wide ? "wide" : "" }, h("span", {}, label), made);
};
const value = (form, name) => form.querySelector(`[name=${name}]`).value;

/** A form whose Enter saves, except in a note; Escape closes it, Ctrl and Enter saves and goes on. */
function form_(className, save, ...children) {
  const made = h("form", {
    className: `change ${className}`, noValidate: true,
    on: {
      submit: (event) => { event.preventDefault(); void save(false); },
      keydown: (event) => {
        if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); end(); }
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void save(true); }
        else if (event.key === "Enter" && event.target.matches("textarea:not([name=note])")) { event.preventDefault(); void save(false); }
      },
    },
  }, ...children);
  return made;
}
const buttons = (...more) => h("p", { className: "buttons" }, h("button", { type: "submit", className: "main" }, t("save")), ...more, button(t("cancel"), end, { key: "Esc" }));

/** Edit a pair or the title of a heading. */
export function edits(line) {
  if (!line || line.kind === "left") return;
  if (line.kind === "section") return heading(line);
  const made = form_("pair", async (next) => {
    const values = { front: value(made, "front"), back: value(made, "back"), cue: value(made, "cue"), hint: value(made, "hint"), note: value(made, "note"), tags: value(made, "tags").split(/[\s,]+/).filter(Boolean) };
    if (next) values.doubt = 0;
    end();
    if (await act("edit", [line], { values }) && next) doubtful();
  },
  field(t("front"), line.front, { rows: 3, side: 0, name: "front" }), field(t("back"), line.back, { rows: 3, side: 1, name: "back" }),
  field(t("cue"), line.cue, { name: "cue" }), field(t("hint"), line.hint, { name: "hint" }), field(t("tags"), line.tags.join(" "), { name: "tags" }), field(t("note"), line.note, { rows: 2, name: "note", wide: true }),
  buttons());
  begin(line, made);
  const first = made.querySelector(`[name=${state.side ? "back" : "front"}]`);
  first.focus();
  first.setSelectionRange(first.value.length, first.value.length);
}

/** A heading above a pair, or another title for a heading. */
export function heading(line) {
  if (line.kind === "left") return;
  const isNew = line.kind === "pair";
  const made = form_("heading", async () => {
    const titles = { front: value(made, "front"), back: value(made, "back") };
    end();
    if (isNew && !titles.front.trim()) return;
    await act(isNew ? "heading" : "retitle", [line], titles);
  },
  h("p", { className: "wide" }, t(isNew ? "heading.above" : "heading.change")),
  field(t("front"), isNew ? "" : line.front, { side: 0, name: "front" }), field(t("back"), isNew ? "" : line.back, { side: 1, name: "back" }),
  buttons(isNew ? button(t("heading.of"), () => { end(); void act("heading", [line]); }) : null));
  begin(line, made);
}

// ---------------------------------------------------------------- splitting

// The places where a text can be cut: before each word.
const cuts = (text) => [...text.matchAll(/\s+(?=\S)/g)].map((match) => match.index + match[0].length);
const ending = (text, at) => /[.!?…:;]["'”’»)]*\s*$/.test(text.slice(0, at));

/** Choose the border at which a pair becomes two. */
export function splitting(line) {
  const texts = [line.front, line.back], places = texts.map((text) => [0, ...cuts(text), text.length]);
  const at = texts.map((text, side) => {
    const middle = text.length / 2, near = (list) => list.reduce((a, b) => Math.abs(b - middle) < Math.abs(a - middle) ? b : a, list[0]);
    const sentences = places[side].filter((each) => each < text.length && ending(text, each));
    return near(sentences.length ? sentences : places[side].slice(1));
  });
  let side = state.side;
  const halves = texts.map((text, n) => h("div", { className: "halves", role: "slider", tabIndex: 0, lang: lang(n), dir: "auto", "aria-label": t(n ? "border.back" : "border.front"), "aria-valuemin": 0, data: { n } }));
  const drawn = () => halves.forEach((box, n) => {
    const before = texts[n].slice(0, at[n]), after = texts[n].slice(at[n]);
    box.replaceChildren(h("span", {}, before || t("split.nothing")), h("span", { className: "border", "aria-hidden": "true" }, "‖"), h("span", { className: "second" }, after || t("split.nothing")));
    box.setAttribute("aria-valuemax", places[n].length - 1);
    box.setAttribute("aria-valuenow", places[n].indexOf(at[n]));
    box.setAttribute("aria-valuetext", `${before || t("split.nothing")} | ${after || t("split.nothing")}`);
  });
  const save = async () => { end(); await act("split", [line], { at }); };
  const made = form_("split", save, ...halves, h("p", { className: "wide quiet" }, t("split.about")), h("p", { className: "buttons" }, h("button", { type: "submit", className: "main" }, t("split")), button(t("cancel"), end, { key: "Esc" })));
  made.addEventListener("keydown", (event) => {
    const n = Number(event.target.dataset?.n ?? -1);
    if (n < 0) return;
    const list = places[n], now = list.indexOf(at[n]);
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: list.length - 1, ArrowDown: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.ctrlKey) { event.preventDefault(); void save(); }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") { event.preventDefault(); halves[1 - n].focus(); return; }
    if (to !== undefined) { event.preventDefault(); at[n] = list[Math.max(0, Math.min(list.length - 1, to))]; drawn(); }
  });
  for (const [n, box] of halves.entries()) box.addEventListener("click", (event) => {
    const point = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    if (!point || !box.contains(point.offsetNode)) return;
    const second = point.offsetNode.parentElement?.classList.contains("second");
    const offset = second ? at[n] + point.offset : at[n] && point.offset;
    at[n] = places[n].reduce((a, b) => Math.abs(b - offset) < Math.abs(a - offset) ? b : a);
    drawn();
  });
  drawn();
  begin(line, made);
  halves[side].focus();
}

// ---------------------------------------------------------------- a new term

const words = (text) => [...text.matchAll(/[\p{L}\p{M}\p{N}]+(?:[’'-][\p{L}\p{M}\p{N}]+)*/gu)].map((match) => ({ from: match.index, to: match.index + match[0].length }));

/** Choose words for a new term: those that are selected on the page, or by arrows. */
export function picking(line) {
  const chosen = selected(line);
  if (chosen) return void drafting(line, chosen);
  let side = state.side;
  const texts = [line.front, line.back], every = texts.map(words), spans = [[0, 0], null];
  if (side === 1) spans.reverse();
  const boxes = texts.map((text, n) => h("div", { className: "halves", role: "application", tabIndex: 0, lang: lang(n), dir: "auto", "aria-label": t("pick.words", { language: called(lang(n)) }), data: { n } }));
  const drawn = () => boxes.forEach((box, n) => {
    const span = spans[n];
    if (!span || !every[n].length) return box.replaceChildren(texts[n]);
    const [a, b] = [every[n][span[0]].from, every[n][span[1]].to];
    box.replaceChildren(texts[n].slice(0, a), h("mark", {}, texts[n].slice(a, b)), texts[n].slice(b));
  });
  const text = (n) => spans[n] ? texts[n].slice(every[n][spans[n][0]].from, every[n][spans[n][1]].to) : "";
  const save = async () => { end(); await drafting(line, { front: text(0), back: text(1) }); };
  const made = form_("pick", save, ...boxes, h("p", { className: "wide quiet" }, t("pick.about")), h("p", { className: "buttons" }, h("button", { type: "submit", className: "main" }, t("go.on")), button(t("cancel"), end, { key: "Esc" })));
  made.addEventListener("keydown", (event) => {
    const n = Number(event.target.dataset?.n ?? -1), by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (n < 0) return;
    if (event.key === "Enter") { event.preventDefault(); void save(); }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") { event.preventDefault(); boxes[1 - n].focus(); }
    if (!by) return;
    event.preventDefault();
    const last = every[n].length - 1, [a, b] = spans[n] ?? [by > 0 ? -1 : 1, by > 0 ? -1 : 1], bounded = (x) => Math.max(0, Math.min(last, x));
    spans[n] = event.shiftKey ? [Math.min(a, bounded(b + by)), bounded(b + by)] : [bounded((by > 0 ? b : a) + by), bounded((by > 0 ? b : a) + by)];
    if (spans[n][0] > spans[n][1]) spans[n] = [spans[n][1], spans[n][1]];
    drawn();
  });
  drawn();
  begin(line, made);
  boxes[side].focus();
}

function selected(line) {
  const selection = getSelection(), text = String(selection).trim();
  const cell = selection.anchorNode?.parentElement?.closest("[data-side]");
  if (!text || !cell || cell.closest(".row")?.dataset.key !== line.key) return null;
  selection.removeAllRanges();
  return cell.dataset.side === "0" ? { front: text, back: "" } : { front: "", back: text };
}

/** The form of a new term, filled in with what is proposed. */
async function drafting(line, chosen) {
  say(t("looking"));
  let draft;
  try { draft = await call("draft", { text: state.text, rows: [seen(line)], ...chosen }); } catch (problem) { return refuse(problem); }
  say("");
  const made = form_("term", async () => {
    const values = { ...draft, front: value(made, "front"), back: value(made, "back"), grammar: value(made, "grammar"), cue: value(made, "cue"), hint: value(made, "hint") };
    end();
    if (await act("new-term", [line], { values })) changed("card");
  },
  h("p", { className: "wide quiet" }, t("term.in", { front: draft.found[0], back: draft.found[1] })),
  field(t("term"), draft.front, { side: 0, name: "front" }), field(t("meaning"), draft.back, { side: 1, name: "back" }),
  field(t("grammar"), draft.grammar, { name: "grammar" }), field(t("cue"), "", { name: "cue" }), field(t("hint"), "", { name: "hint" }), buttons());
  begin(line, made);
  made.querySelector(draft.back ? "[name=front]" : "[name=back]").focus();
}
