// A place for files: dropped, chosen, or pasted; a text and its translation are two files or one.

import { Refusal, upload, work } from "./api.js";
import { button, h, say } from "./dom.js";
import { said } from "./said.js";
import { refuse } from "./store.js";
import { t } from "./words.js";

/**
 * A field for files: `take` is called with those that were given, `most` of them at once; `files` are there already. If
 * they are `ordered`, the first of two is the front of the cards: it says so, and they can change places.
 */
export function dropzone({ id, text, accept = "", most = 2, files = [], ordered = false, take }) {
  const input = h("input", { type: "file", id, multiple: most > 1, accept, className: "file", on: { change: () => given([...input.files]) } });
  const list = h("ul", { className: "files" });
  const given = (more) => {
    files = [...files, ...more].slice(-most);
    input.value = "";
    const sides = ordered && files.length === 2;
    list.replaceChildren(...files.map((file, n) => h("li", {}, sides ? h("span", { className: "quiet" }, `${t(n ? "back" : "front")}: `) : "", file.name, " ", button("×", () => { files = files.filter((each) => each !== file); given([]); }, { title: t("remove.file") }))));
    if (sides) list.append(h("li", {}, button(t("swap.files"), () => { files = [...files].reverse(); given([]); })));
    take(files);
  };
  const zone = h("div", {
    className: "drop", on: {
      dragover: (event) => { event.preventDefault(); zone.classList.add("over"); }, dragleave: () => zone.classList.remove("over"),
      drop: (event) => { event.preventDefault(); zone.classList.remove("over"); given([...event.dataTransfer.files]); },
    },
  }, h("p", {}, text), input, h("label", { for: id, className: "choose" }, t(most > 1 ? "choose.files" : "choose.file")), list);
  if (files.length) given([]);
  return { zone, clear: () => { files = []; given([]); } };
}

/** Upload files and do long work with them, with progress in `place`; gives the result, null if it was refused. */
export async function worked(place, name, files, given = {}) {
  const bar = h("progress", { "aria-label": t("working") }), line = h("p", { className: "progress", role: "status" }, bar, h("span", {}, t("working")));
  place.replaceChildren(line);
  try {
    const keys = [];
    for (const file of files) keys.push(await upload(file));
    const result = await work(name, { ...given, files: keys }, (now) => {
      if (now.whole > 1) { bar.max = now.whole; bar.value = now.done; } else bar.removeAttribute("value");
      line.lastChild.textContent = now.doing ? `${t(`doing.${now.doing}`)}${now.whole > 1 ? ` ${now.done}/${now.whole}` : ""}` : t("working");
    });
    place.replaceChildren();
    return result;
  } catch (problem) {
    if (!(problem instanceof Refusal)) { place.replaceChildren(); refuse(problem); return null; }
    place.replaceChildren(...problem.problems.map((each) => h("p", { className: "remark error", role: "alert" }, h("strong", {}, [each.file, said(each.message)].filter(Boolean).join(": ")), ...(each.shown ?? []).map((text) => h("code", {}, text)), each.advice ? h("span", { className: "quiet" }, said(each.advice)) : "")));
    if (!problem.problems.length) say(t("lost"), { problem: true });
    return null;
  }
}

/** What became of a text that came in. */
export const arrived = (made) => h("section", { className: "arrived", role: "status" },
  h("h3", {}, t("arrived", { title: made.title })),
  h("ul", {}, h("li", {}, t("arrived.pairs", { n: made.pairs })), made.left_out ? h("li", {}, t("arrived.left", { n: made.left_out })) : "", made.terms ? h("li", {}, t("arrived.terms", { n: made.terms })) : ""),
  made.unrelated ? h("p", { className: "remark warning" }, t("arrived.unrelated")) : "");
