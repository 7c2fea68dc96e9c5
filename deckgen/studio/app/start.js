// Before there is a deck: two files, and a name.

import { button, h, say } from "./dom.js";
import { dropzone, worked } from "./drop.js";
import { begin } from "./main.js";
import { t } from "./words.js";

// What was given stays when the page is made again, in another language.
const kept = { files: [], name: "" };

/** The page on which a project begins. */
export function start() {
  const name = h("input", { id: "deck-name", value: kept.name, on: { input: () => { kept.name = name.value; } } }), place = h("div", {});
  const go = button(t("start.go"), async () => {
    go.disabled = true;
    const made = await worked(place, "begin", kept.files, { name: name.value || kept.files[0].name.replace(/\.[^.]+$/, "") });
    go.disabled = false;
    if (!made) return;
    await begin();
    const left = made.left_out ? t("arrived.left", { n: made.left_out }) : "";
    say(made.unrelated ? t("arrived.unrelated") : [t("arrived.pairs", { n: made.pairs }), left].filter(Boolean).join(" · "), { problem: made.unrelated });
  }, { kind: "main", disabled: true });
  const drop = dropzone({ id: "begin-files", text: t("start.drop"), files: kept.files, ordered: true, take: (given) => { kept.files = given; go.disabled = !given.length; } });
  return h("section", { className: "column start" }, h("h2", {}, t("start.title")), h("p", {}, t("start.about")), drop.zone, h("p", { className: "quiet" }, t("formats")),
    h("label", {}, h("span", {}, t("deck.name")), name), h("p", { className: "buttons" }, go), place);
}
