// Before there is a deck: two files, and a name.

import { button, h } from "./dom.js";
import { dropzone, worked } from "./drop.js";
import { begin } from "./main.js";
import { t } from "./words.js";

/** The page on which a project begins. */
export function start() {
  const name = h("input", { id: "deck-name", value: "" }), place = h("div", {});
  let files = [];
  const go = button(t("start.go"), async () => {
    go.disabled = true;
    const made = await worked(place, "begin", files, { name: name.value || files[0].name.replace(/\.[^.]+$/, "") });
    go.disabled = false;
    if (made) await begin();
  }, { kind: "main", disabled: true });
  const drop = dropzone({ id: "begin-files", text: t("start.drop"), take: (given) => { files = given; go.disabled = !files.length; } });
  return h("section", { className: "column start" }, h("h2", {}, t("start.title")), h("p", {}, t("start.about")), drop.zone, h("p", { className: "quiet" }, t("formats")),
    h("label", {}, h("span", {}, t("deck.name")), name), h("p", { className: "buttons" }, go), place);
}
