// What deckgen says of a deck and its files, in the words of the page. Python makes English sentences where it finds
// something; a catalogue has, for their templates, what the page says instead: `{}` is what was filled in, `{1}` the
// first of these pieces, `{1:language}` a piece that has words of its own. What has no template is shown as it is.

import { state } from "./store.js";
import { called, catalogue, check, language, t } from "./words.js";

const PIECE = /\{(\d)(?::(\w+))?\}/g, LIST = /, | and /;
const plain = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** Templates, made ready to be found: whole texts by themselves, others by pattern, the longest fixed text first. */
function prepared(templates) {
  const parts = Object.entries(templates).map(([template, text]) => [template.split("{}"), text]);
  const fixed = ([pieces]) => pieces.join("").length;
  return {
    whole: new Map(parts.filter(([pieces]) => pieces.length === 1).map(([[template], text]) => [template, text])),
    patterns: parts.filter(([pieces]) => pieces.length > 1).sort((a, b) => fixed(b) - fixed(a)).map(([pieces, text]) => [new RegExp(`^${pieces.map(plain).join("([^]*?)")}$`), text]),
  };
}

const ready = new WeakMap();
/** The text for `text` among templates, filled in; undefined if none of them fits. */
function found(templates, text) {
  if (!templates) return undefined;
  if (!ready.has(templates)) ready.set(templates, prepared(templates));
  const { whole, patterns } = ready.get(templates), same = whole.get(text);
  if (same !== undefined) return filled(same, []);
  for (const [pattern, other] of patterns) {
    const pieces = pattern.exec(text);
    if (pieces) return filled(other, pieces.slice(1));
  }
  return undefined;
}

const filled = (text, pieces) => text.replace(PIECE, (_, n, kind) => { const piece = pieces[n - 1] ?? ""; return kind ? worded(kind, piece) : piece; });

/** A piece of a sentence in the words of the page, by what kind of thing it is. */
function worded(kind, piece) {
  if (kind in SPECIAL) return SPECIAL[kind](piece);
  const words = catalogue.pieces[kind], one = (text) => found(words, text);
  const all = piece.split(LIST).map(one);
  return one(piece) ?? (all.every((each) => each !== undefined) ? listed(all) : piece);
}

const listed = (words) => new Intl.ListFormat(language, { type: "conjunction" }).format(words);
const SPECIAL = {
  said: (text) => said(text),
  number: (text) => Number(text) ? new Intl.NumberFormat(language).format(Number(text)) : text,
  file: (text) => text.split(/[\\/]/).at(-1),
  code: (code) => { try { return called(code); } catch { return code; } },
  check: (code) => check(code) || code,
  op: (name) => { const text = t(`op.${name}`); return text === `op.${name}` ? name : text; },
  language: (names) => { const all = names.split(LIST).map((name) => codes().get(name)); return all.every(Boolean) ? listed(all.map(called)) : names; },
  quoted,
  place,
};

// As the page quotes; what is quoted is left as it is, whatever is in it.
function quoted(text) { return text.replace(/“([^”]*)”/g, (whole) => found(catalogue.pieces.quoted, whole)); }

let named = null;
/** The codes of languages by their English names, as messages have them. */
function codes() {
  if (named) return named;
  named = new Map();
  const english = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const letters = [..."abcdefghijklmnopqrstuvwxyz"], pairs = letters.flatMap((one) => letters.map((other) => one + other));
  for (const code of [...pairs, ...(state.deck?.known ?? []), ...(state.deck?.languages ?? [])]) {
    const name = english.of(code);
    if (name && !named.has(name)) named.set(name, code);
  }
  return named;
}

/** Another entry, which messages name by file and line: its text if it is at hand, else the text that it is in. */
function place(where) {
  const [, id, line] = /^(.*)\.yaml:(\d+)$/.exec(where) ?? [];
  if (!id) return where;
  const rows = id === state.text ? [...state.rows, ...state.terms].filter((row) => row.kind !== "section" && row.line === Number(line)) : [];
  if (rows.length === 1) return quoted(`“${rows[0].front || rows[0].back}”`);
  return found(catalogue.pieces.place, state.deck?.texts.find((text) => text.id === id)?.title ?? id);
}

/** A message or advice in the words of the page. */
export const said = (text) => !text ? "" : found(catalogue.sentences, text) ?? found(catalogue.pieces.system, text) ?? text;
