// What the page knows: the deck, the text that is open, the row that is chosen, and who wants to hear of changes.

import { Refusal, call } from "./api.js";
import { ask, button, h, say } from "./dom.js";
import { said } from "./said.js";
import { t } from "./words.js";

export const state = {
  deck: null, decks: [], view: "pairs", text: "", rows: [], terms: [], left: [], unreadable: [], key: "", side: 0,
  pins: [], find: "", doubtful: false, undecided: true, term: "", problems: null, steps: { undo: "", redo: "" }, versions: {},
};
const listeners = new Set();
export const listen = (call) => { listeners.add(call); return () => listeners.delete(call); };
/** Tell everybody that something changed: "rows", "terms", "left", "deck", "problems", "at". */
export const changed = (...what) => { for (const each of listeners) each(new Set(what)); };

/** Rows as they are shown: pairs, headings, and the sentences that no pair has, at their places. */
export function lines() {
  const behind = new Map();
  for (const each of state.left) behind.set(each.behind, [...(behind.get(each.behind) ?? []), each]);
  const ghosts = (key) => (behind.get(key) ?? []).map((each) => ({ kind: "left", key: `left ${each.side} ${each.behind} ${each.sentence}`, mark: "", ...each }));
  return [...ghosts(""), ...state.rows.flatMap((row) => [row, ...ghosts(row.key)])];
}

export const seen = (row) => ({ key: row.key, mark: row.mark });

/** Open the deck, or another one. */
export async function open(deck) {
  const answer = await call("open", deck ? { deck } : {});
  Object.assign(state, { deck: answer.deck, decks: answer.decks, root: answer.root });
  if (answer.deck) {
    state.steps = answer.deck.steps;
    if (!answer.deck.texts.some((text) => text.id === state.text)) state.text = answer.deck.texts[0]?.id ?? "";
  }
  changed("deck");
  if (answer.deck) void counted();
  return answer.deck;
}

/** How much every text holds: known a little later, as all of them are read for it. */
async function counted() {
  const { texts } = await call("counts");
  for (const each of texts) Object.assign(state.deck.texts.find((text) => text.id === each.id) ?? {}, each);
  changed("counts");
}

/** Show a text. */
export async function openText(id, key = "") {
  Object.assign(state, { text: id, left: [], pins: [], key, term: "" });
  if (!id) return changed("rows", "terms");
  take(await call("text", { text: id }));
  void leftOut();
}

/** Take in what the server says of the text that is open. */
export function take(answer) {
  if (answer.id !== state.text) return;
  const { splice } = answer, now = splice ? { rows: spliced(state.rows, splice.rows), terms: spliced(state.terms, splice.terms) } : answer;
  Object.assign(state, { rows: now.rows, terms: now.terms, unreadable: answer.unreadable, version: answer.version });
  if (answer.steps) state.steps = answer.steps;
  const summary = state.deck.texts.find((text) => text.id === answer.id);
  if (summary) Object.assign(summary, { pairs: answer.pairs, doubtful: answer.doubtful, proposed: answer.proposed });
  changed("rows", "terms");
}

// Only what is different is sent; the rows below it have moved some lines in the file.
function spliced(rows, { at, gone, rows: come, shift }) {
  const below = rows.slice(at + gone);
  if (shift) for (const row of below) row.line += shift;
  return [...rows.slice(0, at), ...come, ...below];
}

/** Ask again which sentences no pair has. */
export async function leftOut() {
  const text = state.text;
  try {
    const { left } = await call("left", { text });
    if (text === state.text && JSON.stringify(left) !== JSON.stringify(state.left)) { state.left = left; changed("left"); }
  } catch (problem) { if (!(problem instanceof Refusal)) throw problem; }
}

let queue = Promise.resolve(), acts = 0;
// One after the other: what is asked for meanwhile is about rows as the one before leaves them.
const inTurn = (call) => { acts++; const done = queue.then(call); queue = done.catch(() => {}); return done; };
const asShown = (row) => state.rows.find((each) => each.key === row.key) ?? state.terms.find((each) => each.key === row.key) ?? row;

/** Do something to rows of the open text; gives whether it was done. */
export const act = (op, rows, given = {}) => inTurn(() => acting(op, rows.map(asShown), given));

async function acting(op, rows, given) {
  try {
    const answer = await call("do", { text: state.text, version: state.version, op, rows: rows.map(seen), ...given });
    await shown(answer);
    return true;
  } catch (problem) {
    if (problem.status === 409) return conflict(problem, op, rows, given);
    refuse(problem);
    return false;
  }
}

/** Undo or redo. */
export const back = (what) => inTurn(() => going(what));

async function going(what) {
  try {
    const answer = await call(what, { version: state.version });
    if (answer.id !== state.text) Object.assign(state, { text: answer.id, left: [], pins: [], term: "" });
    await shown(answer, what);
  } catch (problem) { refuse(problem); }
}

async function shown(answer, what = "") {
  take(answer);
  if (what && answer.key && state.rows.some((row) => row.key === answer.key)) state.key = answer.key;
  changed("at");
  say(t(what ? `did.${what}` : "did.saved", { what: t(`op.${answer.did}`) }));
  void leftOut();
  checkSoon();
}

let checking = 0, took = 0;
/** Look for problems once nothing was done for a moment, which is longer if looking takes long. */
export function checkSoon(wait = Math.max(900, 2 * took)) {
  clearTimeout(checking);
  checking = setTimeout(async () => {
    const began = performance.now();
    try {
      state.problems = (await call("problems")).problems;
      took = performance.now() - began;
      changed("problems");
    } catch (problem) { if (!(problem instanceof Refusal)) throw problem; }
  }, wait);
}

/** Say why something was not done. */
export function refuse(problem) {
  if (!(problem instanceof Refusal)) { say(t("lost"), { problem: true }); throw problem; }
  const text = problem.problems.map((each) => [said(each.message), said(each.advice)].filter(Boolean).join(" → ")).join("\n");
  say(problem.status === 401 ? t("ended") : text || t("lost"), { problem: true });
}

/** An entry changed on disk since it was shown: both texts, and the person chooses. */
async function conflict(problem, op, rows, given) {
  const row = problem.row, before = rows[0];
  const side = (title, texts) => h("section", {}, h("h3", {}, title), ...texts.map((text) => h("p", {}, text)));
  const mine = given.values?.front !== undefined ? [given.values.front, given.values.back] : [before.front ?? "", before.back ?? ""];
  const again = row && rows.length === 1 && ["edit", "edit-term", "good", "skip", "decide"].includes(op);
  const choice = await ask((end) => [
    h("h2", {}, t("conflict.title")), h("p", {}, t(row ? "conflict.text" : "conflict.gone")),
    h("div", { className: "both" }, row ? side(t("conflict.disk"), [row.front, row.back]) : null, side(t("conflict.mine"), mine)),
    h("p", { className: "buttons" }, button(t("conflict.keep"), () => end("keep"), { kind: "main" }), again ? button(t("conflict.write"), () => end("write")) : null),
  ]);
  take(await call("text", { text: state.text }));
  await leftOut();
  return choice === "write" ? acting(op, [row], given) : false;
}

/** Notice what others change: an editor, git, another window. */
export async function watch() {
  if (document.hidden || !state.deck) return;
  await queue;
  const began = acts;
  let now;
  try { now = await call("state", { text: state.text }); } catch (problem) { if (problem.status === 401 || !(problem instanceof Refusal)) say(t("ended"), { problem: true }); return; }
  if (acts !== began) return; // it was asked before what was done since
  const before = state.versions;
  state.versions = { deck: now.deck };
  if (before.deck === undefined) return;
  if (JSON.stringify(now.steps) !== JSON.stringify(state.steps)) { state.steps = now.steps; changed("steps"); }
  if (now.deck !== before.deck) await open();
  if (now.version && now.version !== state.version) {
    const answer = await call("text", { text: state.text });
    if (acts !== began) { state.versions = before; return; }
    take(answer);
    await leftOut();
    say(t("elsewhere"));
    checkSoon();
  }
}
