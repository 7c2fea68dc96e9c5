// The deck: what the next build does, its texts, its settings, what learners changed, and other programs.

import { call, download, work } from "./api.js";
import { ask, button, h, say } from "./dom.js";
import { arrived, dropzone, worked } from "./drop.js";
import { remarked } from "./problems.js";
import { pulling } from "./pull.js";
import { settings } from "./settings.js";
import { listen, open, openText, refuse, state } from "./store.js";
import { show } from "./main.js";
import { t } from "./words.js";

/** The page of the deck. */
export function deckPage() {
  const next = h("section", { id: "build" }), texts = h("section", { id: "texts" });
  void building(next);
  listed(texts);
  const stop = listen((what) => { if (!texts.isConnected) stop(); else if (what.has("counts") && !texts.contains(document.activeElement)) listed(texts); });
  return h("div", { className: "column" }, next, texts, settings(), pulling(), exporting());
}

// ---------------------------------------------------------------- building

async function building(place) {
  place.replaceChildren(h("h2", {}, t("build.title")), h("p", { className: "quiet" }, t("looking")));
  let plan;
  try { plan = await call("plan"); } catch (problem) { return refuse(problem); }
  const done = h("div", { id: "built" });
  if (plan.problems) {
    return place.replaceChildren(h("h2", {}, t("build.title")), h("p", {}, t("build.stopped")), h("ul", { className: "remarks" }, ...plan.problems.map((each) => h("li", { className: "remark error" }, ...remarked(each)))), h("p", { className: "buttons" }, button(t("to.problems"), () => show("problems"))));
  }
  const counts = Object.entries(plan.counts).filter(([kind, n]) => n || kind === "same").map(([kind, n]) => h("li", { className: kind }, h("strong", {}, n), " ", t(`change.${kind}`, { n })));
  const warn = plan.counts.changed + plan.counts.retired + plan.counts.revived;
  place.replaceChildren(h("h2", {}, t("build.title")), h("ul", { className: "counts" }, ...counts),
    plan.current ? h("p", { className: "quiet" }, t("build.current")) : "", warn ? h("p", { className: "quiet" }, t("build.overwrites", { n: warn })) : "",
    ...["changed", "retired", "revived", "new"].map((kind) => changes(kind, plan.changes.filter((each) => each.kind === kind), plan.counts[kind])),
    h("p", { className: "buttons" }, button(t("build.go"), () => go(place, done), { kind: "main" }), plan.package.there ? button(t("build.save"), () => save(plan.package.name)) : ""), done);
  if (plan.package.there) done.replaceChildren(...imported(plan.package));
}

function changes(kind, list, n) {
  if (!list.length) return "";
  const text = (each) => h("li", {}, h("span", { lang: state.deck.languages[0] }, each.front), " = ", h("span", { lang: state.deck.languages[1] }, each.back),
    ...each.fields.map(([name, old, now]) => h("p", { className: "diff" }, h("span", { className: "quiet" }, t(`field.${name}`)), h("del", {}, old || "—"), " → ", h("ins", {}, now || "—"))));
  return h("details", {}, h("summary", {}, `${n} ${t(`change.${kind}`, { n })}`), h("ul", { className: "changes" }, ...list.map(text)), n > list.length ? h("p", { className: "quiet" }, t("and.more", { n: n - list.length })) : "");
}

async function go(place, done, given = {}) {
  const bar = h("progress", { "aria-label": t("working") });
  done.replaceChildren(h("p", { className: "progress", role: "status" }, bar, t("doing.build")));
  try {
    const made = await work("build", given, (now) => { if (now.whole > 1) { bar.max = now.whole; bar.value = now.done; } });
    if (made.ask) {
      const yes = await ask((end) => [h("h2", {}, t(`ask.${made.ask}`)), h("p", {}, t(`ask.${made.ask}.about`, { n: made.many })), ...(made.shown ?? []).map((line) => h("p", {}, h("code", {}, line))), h("p", { className: "buttons" }, button(t(`ask.${made.ask}.yes`), () => end(true), { kind: "main" }), button(t("cancel"), () => end(false)))]);
      if (yes) return go(place, done, { ...given, [made.ask]: true });
      return done.replaceChildren();
    }
    say(t("built", { n: made.cards }));
    await open();
    await building(place);
    place.querySelector("#built")?.scrollIntoView({ block: "nearest" });
  } catch (problem) {
    done.replaceChildren();
    const named = problem.problems?.find((each) => each.message.startsWith("the deck was called"));
    if (named && await ask((end) => [h("h2", {}, t("ask.rename")), h("p", {}, t("ask.rename.about")), h("p", { className: "buttons" }, button(t("ask.rename.yes"), () => end(true), { kind: "main" }), button(t("cancel"), () => end(false)))])) return go(place, done, { ...given, rename: true });
    if (!named) refuse(problem);
  }
}

const imported = (made) => [h("p", {}, t("package.at"), " ", h("code", { className: "path" }, made.path)), h("ol", {}, h("li", {}, t("import.1")), h("li", {}, t("import.2")), h("li", {}, t("import.3")))];
const save = async (name) => { try { await download("package", {}, name); } catch (problem) { refuse(problem); } };

// ---------------------------------------------------------------- texts

function listed(place) {
  const again = async () => { await open(); listed(place); };
  const did = async (name, given) => { try { await call(name, given); await again(); } catch (problem) { refuse(problem); } };
  const result = h("div", {});
  let files = [];
  const title = h("input", { id: "text-title" });
  const add = button(t("text.add"), async () => {
    add.disabled = true;
    const made = await worked(result, "add", files, { title: title.value });
    add.disabled = false;
    if (!made) return;
    await again();
    place.querySelector(".result").replaceChildren(arrived(made), h("p", { className: "buttons" }, button(t("text.open"), async () => { await openText(made.text); show("pairs"); }, { kind: "main" })));
  }, { kind: "main", disabled: true });
  const drop = dropzone({ id: "text-files", text: t("text.drop"), take: (given) => { files = given; add.disabled = !files.length; } });
  result.className = "result";
  place.replaceChildren(h("h2", {}, t("texts")), h("ol", { className: "texts" }, ...state.deck.texts.map((text, n) => one(text, n, did, again))),
    h("details", { open: !state.deck.texts.length }, h("summary", {}, t("text.new")), drop.zone, h("p", { className: "quiet" }, t("formats")), h("label", {}, h("span", {}, t("text.title")), title), h("p", { className: "buttons" }, add)), result);
}

function one(text, n, did, again) {
  const order = state.deck.texts.map((each) => each.id), last = order.length - 1;
  const to = (at) => { const moved = order.filter((id) => id !== text.id); moved.splice(at, 0, text.id); return did("order", { texts: moved }); };
  const facts = text.pairs === undefined ? "" : [t("count.pairs", { n: text.pairs }), text.doubtful ? t("count.doubtful", { n: text.doubtful }) : "", text.proposed ? t("to.decide", { n: text.proposed }) : ""].filter(Boolean).join(" · ");
  const renamed = () => ask((end) => {
    const field = h("input", { value: text.title, "aria-label": t("text.title") }), source = h("input", { value: text.source, "aria-label": t("text.source") });
    return [h("h2", {}, t("text.rename")), h("form", { on: { submit: (event) => { event.preventDefault(); end({ title: field.value, source: source.value }); } } }, h("label", {}, h("span", {}, t("text.title")), field), h("label", {}, h("span", {}, t("text.source")), source), h("p", { className: "buttons" }, h("button", { type: "submit", className: "main" }, t("save")), button(t("cancel"), () => end(null))))];
  }).then((given) => given && did("name-text", { text: text.id, ...given }));
  const out = async () => {
    const yes = await ask((end) => [h("h2", {}, t("text.out")), h("p", {}, t("text.out.about", { title: text.title })), h("p", { className: "buttons" }, button(t("text.out.yes"), () => end(true), { kind: "main" }), button(t("cancel"), () => end(false)))]);
    if (!yes) return;
    await did("remove", { text: text.id });
    if (state.text === text.id || !state.text) await openText(state.deck.texts[0]?.id ?? "");
  };
  const follow = async () => { say(t("aligning")); try { const made = await work("align", { text: text.id }); say(t("followed", made)); await again(); if (state.text === text.id) await openText(text.id); } catch (problem) { refuse(problem); } };
  return h("li", {}, h("div", {}, h("strong", {}, text.title), h("span", { className: "quiet" }, facts)), h("p", { className: "buttons" },
    button(t("text.open"), async () => { await openText(text.id); show("pairs"); }), button(t("text.rename"), renamed), button("↑", () => to(n - 1), { title: t("text.up", { title: text.title }), disabled: n === 0 }), button("↓", () => to(n + 1), { title: t("text.down", { title: text.title }), disabled: n === last }),
    button(t("text.align"), follow, { title: t("text.align.about") }), button(t("text.out"), out)));
}

// ---------------------------------------------------------------- other programs

const exporting = () => h("section", {}, h("h2", {}, t("export")), h("p", {}, t("export.about")), h("p", { className: "buttons" }, ...[".tmx", ".tsv", ".xlsx"].map((format) => button(format.slice(1).toUpperCase(), async () => { try { await download("export", { format }, `${state.deck.folder}${format}`); } catch (problem) { refuse(problem); } }))));
