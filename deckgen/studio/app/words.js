// The words of the page in the language of the person.

const KEPT = "deckgen-language";
export const LANGUAGES = { cs: "Čeština", en: "English", it: "Italiano" };
let known = {};
/** What is said instead of the sentences of deckgen; `said.js` finds and fills them in. */
export let catalogue = { sentences: {}, pieces: {} };
export let language = "en";

/** Load the words of a language: the one that was chosen before, or the first of the browser's that there is. */
export async function load(chosen) {
  const wanted = [chosen, localStorage.getItem(KEPT), ...navigator.languages.map((each) => each.slice(0, 2)), "en"];
  language = wanted.find((each) => each in LANGUAGES);
  if (chosen) localStorage.setItem(KEPT, chosen);
  const read = async (name) => (await fetch(`/app/${name}.json`)).json();
  [known, catalogue] = await Promise.all([read(language), read(`said.${language}`)]);
  document.documentElement.lang = language;
}

/** A text of the page: `{name}` is filled in, and of `a|b|c` the form for the number `n` is taken. */
export function t(key, given = {}) {
  let text = known[key] ?? key;
  if (text.includes("|") && "n" in given) {
    const order = language === "cs" ? ["one", "few", "other"] : ["one", "other"];
    const forms = text.split("|"), rule = new Intl.PluralRules(language).select(given.n);
    text = forms[order.indexOf(rule)] ?? forms.at(-1);
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");
}

/** The words for a check by its code; nothing if there are none. */
export const check = (code) => known[`check.${code}`] ?? "";

/** Keys as the keyboards of that language name them. */
export const keys = (text) => text.replace(/Shift|Enter/g, (name) => t(`key.${name}`));

/** The name of a language by its code, in the language of the page. */
export const called = (code) => new Intl.DisplayNames(language, { type: "language" }).of(code);
