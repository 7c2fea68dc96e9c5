// What learners changed in Anki: an export is dropped, both texts are shown, and the person chooses.

import { call } from "./api.js";
import { button, h, say } from "./dom.js";
import { dropzone, worked } from "./drop.js";
import { said } from "./said.js";
import { openText, refuse, state } from "./store.js";
import { t } from "./words.js";

/** The place for an export, and what was found in it. */
export function pulling() {
  const place = h("div", { id: "pulled" });
  let files = [];
  const look = button(t("pull.look"), async () => { const found = await worked(place, "pull", files); if (found) shown(place, found); }, { kind: "main", disabled: true });
  const drop = dropzone({ id: "pull-file", text: t("pull.drop"), accept: ".apkg,.colpkg", most: 1, take: (given) => { files = given; look.disabled = !files.length; } });
  return h("section", { id: "pull" }, h("h2", {}, t("pull")), h("p", {}, t("pull.about")), drop.zone, h("p", { className: "buttons" }, look), place);
}

function shown(place, found) {
  const open = found.findings.filter((each) => ["taken", "conflict", "deleted"].includes(each.kind)), others = found.findings.filter((each) => !open.includes(each));
  if (!found.findings.length) return place.replaceChildren(h("p", { className: "empty" }, t("pull.nothing")));
  const rows = open.map((each, n) => ({ each, field: each.kind === "deleted" ? deleted(each, n) : both(each, n) }));
  const save = button(t("pull.save"), async () => {
    const choices = rows.map(({ each }, n) => { const chosen = place.querySelector(`[name="choice-${n}"]:checked`); return [each.id, each.field, chosen?.value ?? ""]; });
    try { const made = await call("pull-apply", { pull: found.pull, choices }); say(t("pull.saved", { n: made.taken })); place.replaceChildren(h("p", { role: "status" }, t("pull.saved", { n: made.taken }))); await openText(state.text); } catch (problem) { refuse(problem); }
  }, { kind: "main" });
  place.replaceChildren(...rows.map((row) => row.field), ...others.map((each) => h("p", { className: "remark info" }, h("strong", {}, `${each.title || each.id} ${t(`field.${each.field}`)}`), each.why ? h("span", { className: "quiet" }, said(each.why)) : "")), rows.length ? h("p", { className: "buttons" }, save) : "");
}

const choice = (n, value, text, checked) => h("label", { className: "choice" }, h("input", { type: "radio", name: `choice-${n}`, value, checked }), h("span", {}, text));
const both = (each, n) => h("fieldset", { className: "finding" }, h("legend", {}, `${each.title} · ${t(`field.${each.field}`)}${each.kind === "conflict" ? ` · ${t("pull.conflict")}` : ""}`),
  choice(n, "theirs", h("span", {}, h("em", {}, t("pull.theirs")), " ", each.theirs || "—"), each.kind === "taken"), choice(n, "ours", h("span", {}, h("em", {}, t("pull.ours")), " ", each.ours || "—"), false), each.kind === "conflict" ? choice(n, "", t("pull.later"), true) : "");
const deleted = (each, n) => h("fieldset", { className: "finding" }, h("legend", {}, `${each.title} · ${t("pull.deleted")}`), choice(n, "keep", t("pull.keep"), true), choice(n, "skip", t("pull.skip"), false));
