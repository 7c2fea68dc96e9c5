// Calls of the server, with the token that the ticket in the address was exchanged for.

import { said } from "./said.js";

const KEPT = "deckgen-token";
let token = sessionStorage.getItem(KEPT) ?? "";

/** An answer that is not what was asked for: `problems` say why, `row` is what an entry is now. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body?.problems?.map((each) => said(each.message)).join("; ") || String(status));
    Object.assign(this, { status, problems: body?.problems ?? [], row: body?.row });
  }
}

/** Exchange the ticket in the address for a token; whether there is one. */
export async function enter() {
  const ticket = location.hash.slice(1);
  if (ticket && !ticket.includes("=")) {
    history.replaceState(null, "", location.pathname);
    const answer = await fetch("/api/enter", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ticket }) });
    if (answer.ok) { token = (await answer.json()).token; sessionStorage.setItem(KEPT, token); }
  }
  return Boolean(token);
}

let open = 0;
/** Whether nothing is being asked of the server; for tests, which wait for it. */
export const idle = () => open === 0;

const counted = async (call) => { open++; try { return await call(); } finally { open--; } };

async function sent(name, headers, body) {
  const answer = await fetch(`/api/${name}`, { method: "POST", headers: { ...headers, "X-Deckgen-Token": token }, body });
  if (answer.ok) return answer;
  if (answer.status === 401) sessionStorage.removeItem(KEPT);
  throw new Refusal(answer.status, await answer.json().catch(() => null));
}

/** Ask the server; gives its answer. */
export async function call(name, given = {}) {
  return counted(async () => (await sent(name, { "Content-Type": "application/json" }, JSON.stringify(given))).json());
}

/** Send a file; gives the name to use it by. */
export async function upload(file) {
  const headers = { "Content-Type": "application/octet-stream", "X-Deckgen-Name": encodeURIComponent(file.name) };
  return (await (await sent("upload", headers, file)).json()).file;
}

/** Save what the server sends as a file. */
export async function download(name, given, as) {
  const blob = await (await sent(name, { "Content-Type": "application/json" }, JSON.stringify(given))).blob();
  const link = document.createElement("a"), address = URL.createObjectURL(blob);
  Object.assign(link, { href: address, download: as });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Wait for long work; `step` is told how far it is. */
export async function work(name, given, step = () => {}) {
  const { job } = await call(name, given);
  for (let wait = 100; ; wait = Math.min(600, wait * 1.3)) {
    const now = await call("job", { job });
    if (now.ended) return now.result;
    step(now);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
