// Elements, and what is said to the person.

/** An element: `properties` are set as properties, those with a hyphen or known attributes as attributes. */
export function h(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [event, call] of Object.entries(value)) made.addEventListener(event, call);
    else if (key === "data") Object.assign(made.dataset, value);
    else if (key.includes("-") || key === "role" || key === "lang" || key === "for" || key === "list") made.setAttribute(key, value === true ? "true" : value);
    else made[key] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const $ = (id) => document.getElementById(id);

/** A button with its key, which a tooltip and the help name. */
export function button(text, call, { key = "", kind = "", title = "", disabled = false, pressed } = {}) {
  const made = h("button", { type: "button", className: kind, disabled, on: { click: call } }, text);
  if (key) made.append(h("kbd", { "aria-hidden": "true" }, key));
  if (key) made.setAttribute("aria-keyshortcuts", key.replace("␣", "Space"));
  if (title) made.title = title;
  if (pressed !== undefined) made.setAttribute("aria-pressed", pressed);
  return made;
}

let fading = 0;
/** Say something at the bottom of the window; a problem stays until the next thing is said. */
export function say(text, { problem = false } = {}) {
  const box = $("said");
  clearTimeout(fading);
  box.className = text ? (problem ? "problem shown" : "shown") : "";
  box.textContent = text;
  if (!problem) fading = setTimeout(() => { box.className = ""; }, 4000);
}

/** Ask in a dialog: gives what `make` resolves with, null if the person closed it. */
export function ask(make) {
  const dialog = $("dialog"), before = document.activeElement;
  return new Promise((resolve) => {
    const end = (value) => { dialog.onclose = null; if (dialog.open) dialog.close(); dialog.replaceChildren(); resolve(value); if (before?.isConnected) before.focus(); };
    dialog.replaceChildren(...make(end));
    dialog.onclose = () => end(null);
    dialog.showModal();
  });
}

/** Whether keys go into a field. */
export const typing = (target) => target.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
