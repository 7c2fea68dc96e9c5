// A card as Anki shows it: its templates are filled in by Anki's rules and drawn apart from the page around it.
// A page may import this module or hold it inside a script element, so no end of one may stand here, nor a comment's
// beginning in HTML. A note is {kind, fields, tags}, a type {css, templates: {Name: {front, back}}, order: [Name]}.

// ---------------------------------------------------------------- Anki's templates
// A field counts as empty if it contains only whitespace and empty lines.
export const empty = (text) => /^(?:\s|<\/?(?:br|div)\s*\/?>)*$/i.test(text ?? "");

// The text of a piece of HTML, of which nothing is loaded. Most pieces are text alone, and parsing takes its time.
export function plain(html) {
  if (!/[<&\r\0]/.test(html ?? "")) return html ?? "";
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.textContent;
}

// As in Anki, typed answers and voices leave markers in the text, which the client's page turns into controls.
function filtered(name, fields) {
  const [, filter, field] = name.match(/^(?:(.*):)?(.*)$/s);
  if (filter === "type") return `[[type:${field}]]`;
  if (filter?.startsWith("tts ")) return `[tts:${filter.slice(4).trim()}:${field}]`;
  return fields[field] ?? "";
}

export function fill(template, fields) {
  const open = [];
  const shown = () => open.every((each) => each.shown);
  let out = "", at = 0;
  for (const match of template.matchAll(/\{\{\s*([#^/]?)\s*([^{}]+?)\s*\}\}/g)) {
    if (shown()) out += template.slice(at, match.index);
    at = match.index + match[0].length;
    const [, sign, name] = match;
    if (sign === "/") open.pop();
    else if (sign) open.push({ shown: (sign === "#") !== empty(fields[name]) });
    else if (shown()) out += filtered(name, fields);
  }
  return shown() ? out + template.slice(at) : out;
}

// Both sides of a card as the backend gives them to a client, with the markers still in.
export function sides(note, type, template, deckName) {
  const { front, back } = type.templates[template];
  const fields = { ...note.fields, Key: note.fields.Key ?? "", Tags: note.tags.join(" "), Deck: deckName, Card: template };
  const question = fill(front, fields);
  return { question, answer: fill(back, { ...fields, FrontSide: question }) };
}

// ---------------------------------------------------------------- what a client adds
const ENGLISH = {
  listen: "listen", unrecorded: "the next build will record this", aloud: "read aloud by the device",
  answer: "your answer", voiceless: "this machine has no voice for",
};
// What Anki's own page adds around a card: its size, and the night colours that a card does not set.
// A page sets --card-height where it has less room.
const AROUND = `
:host { display: block; container-type: inline-size }
.card { min-height: var(--card-height, 26rem) }
.nightMode { background: #2c2c2c; color: #fcfcfc }
img { max-width: 100% }
.play { width: 40px; height: 40px; border-radius: 50%; border: 1px solid currentColor; background: none; color: inherit; font-size: 15px }
.play:disabled { opacity: .5 }
`;

const quoted = (text) => text.replace(/[&"<]/g, (letter) => `&#${letter.charCodeAt()};`);
const player = (attributes, hint) =>
  `<button type="button" class="play" aria-label="${quoted(hint)}" title="${quoted(hint)}" ${attributes}>▶</button>`;

function controls(html, { note, side, sounds, words }) {
  return html
    .replace(/\[\[type:(\w+)\]\]/g, (_, field) => side === "question"
      ? `<input id="typeans" type="text" aria-label="${quoted(words.answer)}">`
      : `<code id="typeans">${note.fields[field] ?? ""}</code>`)
    .replace(/\[sound:([^\]]+)\]/g, (_, name) => Object.hasOwn(sounds, name)
      ? player(`data-sound="${quoted(name)}"`, words.listen) : player("disabled", words.unrecorded))
    .replace(/\[tts:(\w+):(\w+)\]/g, (_, voice, field) =>
      player(`data-voice="${voice}" data-field="${field}"`, words.aloud));
}

// A recording is base64, an address with its scheme, or bytes.
function listen(sound) {
  const made = typeof sound === "string" ? null : URL.createObjectURL(new Blob([sound], { type: "audio/mpeg" }));
  const audio = new Audio(made ?? (sound.includes(":") ? sound : `data:audio/mpeg;base64,${sound}`));
  if (made) for (const end of ["ended", "error"]) audio.addEventListener(end, () => URL.revokeObjectURL(made));
  audio.play();
}

function readAloud(button, note, words) {
  const { voice, field } = button.dataset;
  if (!window.speechSynthesis) return;
  const said = new SpeechSynthesisUtterance(plain(note.fields[field])), lang = voice.replace("_", "-");
  // Only a local voice: a page never uses the network for a card.
  said.voice = speechSynthesis.getVoices().find((each) => each.localService && each.lang.replace("_", "-") === lang) ?? null;
  if (said.voice) speechSynthesis.speak(said); else button.title = `${words.voiceless} ${lang}`;
}

function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
const around = sheet(AROUND);

// Draws `html`, one side of a card, in the shadow of `frame`. The style sheets are objects: a policy needs no hash of
// them, and what they would load it forbids as it does for the page.
export function show(frame, html, { note, type, template, side, night = false, sounds = {}, words = {} }) {
  const root = frame.shadowRoot ?? frame.attachShadow({ mode: "open" });
  const labels = { ...ENGLISH, ...words };
  const number = type.order.indexOf(template) + 1, dark = night ? " nightMode night_mode" : "";
  root.adoptedStyleSheets = [around, sheet(type.css)];
  root.innerHTML = `<div class="card card${number}${dark}"><div id="qa">${controls(html, { note, side, sounds, words: labels })}</div></div>`;
  root.querySelectorAll(".play").forEach((button) => button.addEventListener("click", () => {
    const { sound, voice } = button.dataset;
    if (sound && Object.hasOwn(sounds, sound)) listen(sounds[sound]);
    if (voice) readAloud(button, note, labels);
  }));
}
