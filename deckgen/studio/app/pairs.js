// The two columns: rows that are chosen by arrows, changed by one key each, and shown some hundred at a time.

import { $, ask, button, h, say } from "./dom.js";
import { editing, edits, heading, picking, splitting } from "./editing.js";
import { act, changed, lines, listen, state } from "./store.js";
import { t } from "./words.js";

const ROWS = 160; // that are made at a time
let box, grid, from = 0, to = 0, shown = [];

/** The list of rows with the buttons below it. */
export function pairs() {
  grid = h("div", { id: "rows", role: "grid", "aria-label": t("pairs"), on: { click: clicked, dblclick: () => edits(current()) } });
  box = h("section", { id: "pairs" }, h("div", { id: "scroll", tabIndex: -1, on: { scroll: more } }, grid), h("div", { id: "actions", role: "toolbar", "aria-label": t("actions") }));
  return box;
}

listen((what) => {
  if (!box?.isConnected) return;
  if (what.has("rows") || what.has("left") || what.has("filter")) draw();
  else if (what.has("at")) choose(state.key);
  if (what.has("rows") || what.has("at") || what.has("pins")) tools();
});

const wanted = (line) => {
  const find = state.find.toLowerCase();
  if (state.doubtful && !line.doubt && line.kind !== "left") return false;
  return !find || `${line.front ?? ""} ${line.back ?? ""} ${line.sentence ?? ""} ${line.key}`.toLowerCase().includes(find);
};

/** The line that is chosen. */
export const current = () => shown.find((line) => line.key === state.key);
const place = () => shown.findIndex((line) => line.key === state.key);

/** Make the rows anew; those that stayed the same keep their elements. */
export function draw() {
  const before = place();
  shown = lines().filter(wanted);
  if (!shown.some((line) => line.key === state.key)) state.key = shown[Math.max(0, Math.min(before, shown.length - 1))]?.key ?? "";
  window_(Math.max(0, place()));
  fill();
  choose(state.key, { focus: document.activeElement === document.body || grid.contains(document.activeElement) });
  tools();
}

function window_(at) {
  if (at < from || at >= to || to > shown.length || to - from < Math.min(ROWS, shown.length)) {
    from = Math.max(0, Math.min(at - 60, shown.length - ROWS));
    to = Math.min(shown.length, from + ROWS);
  }
}

function fill() {
  const old = new Map([...grid.children].map((row) => [row.dataset.is, row]));
  const rows = shown.slice(from, to).map((line, n) => {
    const is = JSON.stringify([line.key, line.mark, line.front, line.back, line.line, state.pins.includes(line.key), state.find]);
    const row = old.get(is) ?? made(line, is);
    row.setAttribute("aria-rowindex", from + n + 1);
    return row;
  });
  grid.setAttribute("aria-rowcount", shown.length);
  const empty = rows.length ? [] : [h("p", { className: "empty" }, t(state.rows.length ? "nothing.found" : "no.pairs"))];
  const now = [...rows, ...empty];
  // Only what differs is touched: the rest keeps its place on the screen.
  let at = grid.firstChild;
  for (const row of now) {
    if (row === at) at = at.nextSibling;
    else grid.insertBefore(row, at);
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

function more() {
  const scroll = $("scroll"), height = scroll.clientHeight;
  if (scroll.scrollTop + 2 * height > scroll.scrollHeight && to < shown.length) { to = Math.min(shown.length, to + ROWS); fill(); }
  if (scroll.scrollTop < height && from > 0) {
    const before = scroll.scrollHeight;
    from = Math.max(0, from - ROWS);
    fill();
    scroll.scrollTop += scroll.scrollHeight - before;
  }
}

const [front, back] = [0, 1];
const lang = (side) => state.deck.languages[side];
const cell = (side, text, line) => h("div", { role: "gridcell", className: "text", lang: lang(side), dir: "auto", data: { side } }, ...marked(text, line));

function marked(text, line) {
  const find = state.find.toLowerCase();
  const at = find ? text.toLowerCase().indexOf(find) : -1;
  return at < 0 || line.kind === "left" ? [text] : [text.slice(0, at), h("mark", {}, text.slice(at, at + find.length)), text.slice(at + find.length)];
}

function made(line, is) {
  const row = h("div", { role: "row", tabIndex: -1, className: `row ${line.kind}`, data: { key: line.key, is } });
  if (line.kind === "section") {
    row.append(h("div", { role: "gridcell", className: "text", lang: lang(front), dir: "auto" }, line.front), h("div", { role: "gridcell", className: "bead" }), h("div", { role: "gridcell", className: "text", lang: lang(back), dir: "auto" }, line.back));
  } else if (line.kind === "left") {
    const texts = [line.side === front ? line.sentence : "—", line.side === back ? line.sentence : "—"];
    row.append(cell(front, texts[0], line), h("div", { role: "gridcell", className: "bead" }, h("span", {}, t("left.out"))), cell(back, texts[1], line));
  } else {
    row.classList.toggle("doubt", line.doubt > 0);
    row.classList.toggle("skip", line.skip);
    row.style.setProperty("--d", line.doubt);
    const said = line.skip ? t("skipped") : line.doubt ? `${Math.round(line.doubt * 100)} %` : "";
    const bead = h("div", { role: "gridcell", className: "bead" }, said ? h("span", { title: line.doubt ? t("doubt.about", { n: Math.round(line.doubt * 100) }) : "" }, said) : h("span", { className: "dot", "aria-hidden": "true" }, "●"));
    if (state.pins.includes(line.key)) bead.append(h("span", { className: "pin", title: t("pinned") }, "◆"));
    row.append(cell(front, line.front, line), bead, cell(back, line.back, line));
    const extra = [line.cue, line.hint, line.note, line.tags.length ? `#${line.tags.join(" #")}` : ""].filter(Boolean).join(" · ");
    if (extra) row.append(h("div", { role: "gridcell", className: "extra" }, extra));
  }
  return row;
}

/** Choose a row, and bring it into sight. */
export function choose(key, { focus = true, jump = false } = {}) {
  for (const row of grid.querySelectorAll("[aria-selected=true]")) { row.setAttribute("aria-selected", "false"); row.tabIndex = -1; row.querySelectorAll(".side").forEach((each) => each.classList.remove("side")); }
  const before = state.key;
  state.key = key;
  let row = element(key);
  if (!row && place() >= 0) { window_(place()); fill(); row = element(key); }
  if (row) {
    row.setAttribute("aria-selected", "true");
    row.tabIndex = 0;
    row.querySelector(`[data-side="${state.side}"]`)?.classList.add("side");
    if (focus && !editing()) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: jump ? "center" : "nearest" }); }
  }
  if (before !== key) changed("card");
}

export const element = (key) => [...grid.children].find((row) => row.dataset.key === key);

function clicked(event) {
  const row = event.target.closest(".row");
  if (!row || editing()) return;
  const side = event.target.closest("[data-side]");
  if (side) state.side = Number(side.dataset.side);
  choose(row.dataset.key, { focus: !String(getSelection()) });
  changed("at");
  tools();
}

// ---------------------------------------------------------------- moving about

/** Go some rows up or down. */
export function step(by) {
  const at = Math.max(0, Math.min(shown.length - 1, place() + by));
  if (shown[at]) { choose(shown[at].key); tools(); }
}
export const ends = (last) => step(last ? shown.length : -shown.length);
export function side(which) { state.side = which; choose(state.key); tools(); }

/** Go to the next row that is doubtful, or to the last one. */
export function doubtful(by = 1) {
  const at = place(), count = shown.length;
  for (let n = 1; n <= count; n++) {
    const line = shown[(at + by * n + count * n) % count];
    if (line.doubt > 0 && !line.skip) { choose(line.key, { jump: true }); tools(); return; }
  }
  say(t("no.doubtful"));
}

const pairsAround = (by) => { const at = state.rows.findIndex((row) => row.key === state.key); for (let n = at + by; state.rows[n]; n += by) if (state.rows[n].kind === "pair") return state.rows[n]; return null; };

// ---------------------------------------------------------------- what can be done

const on = (call) => { const line = current(); if (line && !state.unreadable.length) return call(line); };
const pair = (call) => on((line) => line.kind === "pair" ? call(line) : undefined);

export const good = () => pair(async (line) => { if (!line.doubt || await act("good", [line])) doubtful(); });
export const skip = () => on((line) => {
  if (line.kind === "pair") return act("skip", [line], { skip: !line.skip });
  if (line.kind === "section") return act("retitle", [line], { front: "", back: "" });
});
export const edit = () => on((line) => line.kind === "left" ? undefined : edits(line));
export const split = () => pair(splitting);
export const pick = () => pair(picking);
export const titled = () => on(heading);

/** Merge with the pair above; a sentence that was left out joins the pair above it. */
export const merge = () => on((line) => {
  if (line.kind === "left") return join(line, -1);
  const above = pairsAround(-1);
  if (above && line.kind === "pair") { const key = above.key; return act("merge", [above, line]).then((done) => { if (done) { choose(state.rows.some((row) => row.key === key) ? key : line.key); tools(); } }); }
});

function join(line, by) {
  const at = shown.findIndex((each) => each.key === line.key);
  for (let n = at + by; shown[n]; n += by) if (shown[n].kind === "pair") return act("attach", [shown[n]], { side: line.side, sentence: line.sentence, above: by > 0 });
  say(t("no.pair.there"), { problem: true });
}

/** Move the first sentence of this side up, or the last one down. */
export const move = (up) => on((line) => {
  if (line.kind === "left") return join(line, up ? -1 : 1);
  if (line.kind !== "pair") return;
  const next = shown[place() + 1];
  if (!up && next?.kind === "left" && next.side !== state.side) return act("pair-with", [line], { side: state.side, sentence: next.sentence });
  const other = pairsAround(up ? -1 : 1);
  if (!other) return say(t("no.pair.there"), { problem: true });
  return act("move", [line, other], { side: state.side, up });
});

/** Make a pair of a sentence that was left out and of one beside it on the other side. */
export const pairUp = () => on((line) => {
  if (line.kind !== "left") return;
  const at = place();
  const other = [shown[at + 1], shown[at - 1]].find((each) => each?.kind === "left" && each.side !== line.side) ?? shown.find((each) => each.kind === "left" && each.side !== line.side && each.behind === line.behind);
  const behind = state.rows.find((row) => row.key === line.behind);
  const make = (texts) => act("pair", behind ? [behind] : [], { texts });
  if (other) return make(line.side === front ? [line.sentence, other.sentence] : [other.sentence, line.sentence]);
  return ask((end) => {
    const field = h("textarea", { rows: 3, lang: lang(1 - line.side), "aria-label": t("counterpart") });
    return [h("h2", {}, t("pair.up")), h("p", { lang: lang(line.side) }, line.sentence), field, h("p", { className: "buttons" }, button(t("save"), () => end(field.value), { kind: "main" }), button(t("cancel"), () => end(null)))];
  }).then((text) => text && make(line.side === front ? [line.sentence, text] : [text, line.sentence]));
});

/** Mark a row as one end of a run that is aligned again. */
export const pin = () => pair((line) => {
  state.pins = state.pins.includes(line.key) ? state.pins.filter((key) => key !== line.key) : [...state.pins, line.key].slice(-2);
  fill(); choose(line.key); changed("pins");
});
export async function realign() {
  const rows = state.pins.map((key) => state.rows.find((row) => row.key === key)).filter(Boolean);
  if (rows.length < 2) return say(t("pins.needed"), { problem: true });
  say(t("aligning"));
  if (await act("realign", rows)) { state.pins = []; draw(); changed("pins"); }
}

/** The buttons for the row that is chosen. */
function tools() {
  const line = current(), bar = $("actions");
  if (!bar) return;
  const all = !line || state.unreadable.length ? []
    : line.kind === "left" ? [button(t("join.above"), () => move(true), { key: "U" }), button(t("join.below"), () => move(false), { key: "D" }), button(t("pair.up"), pairUp, { key: "P" })]
      : line.kind === "section" ? [button(t("edit"), edit, { key: "E" }), button(t("heading.remove"), skip, { key: "X" })]
        : [button(t("good"), good, { key: "A", kind: "main" }), button(t("edit"), edit, { key: "E" }), button(t("split"), split, { key: "S" }), button(t("merge"), merge, { key: "M" }),
          button(t("up"), () => move(true), { key: "U", title: t("up.about") }), button(t("down"), () => move(false), { key: "D", title: t("down.about") }),
          button(t(line.skip ? "restore" : "leave"), skip, { key: "X" }), button(t("term.new"), pick, { key: "T" }), button(t("heading"), titled, { key: "H" }),
          button(t(state.pins.includes(line.key) ? "unpin" : "pin"), pin, { key: "P" }), state.pins.length === 2 ? button(t("realign"), realign, { key: "R", kind: "main" }) : null];
  const focused = bar.contains(document.activeElement) ? [...bar.children].indexOf(document.activeElement) : -1;
  bar.replaceChildren(...all.filter(Boolean));
  if (focused >= 0) (bar.children[focused] ?? bar.firstChild)?.focus();
}
