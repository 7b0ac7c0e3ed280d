// A server of small pages for the tests of the scripts: the real build, the real policy, no product behind it.
import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const WEB = join(dirname(fileURLToPath(import.meta.url)), "..");
const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
const HTMX = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"historyCacheSize":0,"attributesToSettle":["class","width","height"]}`;
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const WORDS = {
  "upload.label": "Upload",
  "upload.progress": "{percent}% {rate} {left}",
  "upload.kb": "{n} KB",
  "upload.mb": "{n} MB",
  "upload.seconds": "{n} s",
  "upload.minutes": "{n} min",
  "upload.checking": "Checking",
  "upload.cancel": "Cancel upload",
  "upload.stopped": "Stopped",
  "upload.failed": "Failed",
  "counter.left": "{n} left",
  "error.prefix": "Error: ",
};

export function build(dir) {
  execFileSync(process.execPath, [join(WEB, "build.mjs"), "--out", dir], { stdio: ["ignore", "ignore", "inherit"] });
}

const row = (id) => `<tr data-id="${id}" data-href="/dossier?id=${id}" data-preview="/preview?id=${id}">
<td><input type="checkbox" name="id" value="${id}" aria-label="Pick ${id}"></td>
<td><a href="/dossier?id=${id}">Row ${id}</a></td></tr>`;

const PAGES = {
  "/list": (_, state) => `<p class="note" data-stale="inbox" hidden>changed</p><p>Inbox <b data-count="inbox">1.284</b></p>
<form method="post" action="/act" data-look><label>Search <input type="search" name="q"></label></form>
<form method="post" action="/act"><table data-keys="list"><thead><tr><th scope="col">
<input type="checkbox" data-pick-all aria-label="All"></th><th scope="col">What</th></tr></thead>
<tbody>${state.rows.map(row).join("")}</tbody></table>
<div class="bar bulk" data-bulk><b data-picked>0</b><button type="submit" data-key="a" name="bulk" value="1">Assign picked</button></div></form>
<aside class="detail" id="detail" aria-label="Quick view" data-error="Not loaded"></aside>
<a href="/reports" data-go="b">Reports</a><dialog id="keys" popover data-keys-help aria-label="Keys">
<label><input type="checkbox" data-keys-setting checked> Keys</label></dialog>`,
  "/dossier": (query) => `<nav class="crumbs" aria-label="Path"><ol><li><a href="/list">List</a></li></ol></nav>
<nav class="tabs" aria-label="Parts"><a href="#one">1</a><a href="#two">2</a></nav><h1 data-keys="dossier">Dossier ${query.get("id")}</h1>
<a href="?doc=2" data-doc="image" data-src="/photo.gif">Photo</a>
<section class="viewer" aria-label="Paper"><b data-doc-name>Form</b><iframe class="doc" title="Form" src="/reports"></iframe></section>
<a rel="next" href="/dossier?id=next">Next</a><button type="button" data-key="r" aria-disabled="true">Return</button>
<form method="post" action="/act" data-guard="Lose the text?"><label>Opinion <textarea name="t" data-key="c"></textarea></label><button>Write</button></form>`,
  "/form": () => `<form method="post" action="/upload" enctype="multipart/form-data" data-upload data-once>
<div class="field"><label for="f">File</label><div class="drop"><input type="file" id="f" name="f" data-max="2097152" data-types="pdf jpeg png"
data-too-big="{size} MB, limit {limit} MB" data-bad-type="{name} is not a PDF"></div></div>
<div class="field"><label for="t">Text</label><textarea id="t" name="t" maxlength="20"></textarea></div>
<p class="actions"><button type="submit" name="go" value="on" data-busy="Sending">Send</button></p></form>`,
  "/plain": () => `<form method="post" action="/slow" data-once><button type="submit">Pay</button></form>`,
  "/reports": () => `<h1>Reports</h1>`,
  "/flawed": () => `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p class="wide"></p>
<table><tbody><tr>${"<td>unbrokenunbroken</td>".repeat(20)}</tr></tbody></table>`,
};

/** Starts the server; state counts what it was asked and holds the open live lines. */
export async function start() {
  const dist = mkdtempSync(join(tmpdir(), "nhatle-web-"));
  build(dist);
  const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));
  const asset = (name) => `/static/${manifest[name].file}`;
  const state = { asked: [], live: new Set(), posted: [], words: WORDS, rows: ["a", "b", "c", "d", "e"] };

  const document = (main, words) => `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Fixture</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="htmx-config" content='${HTMX}'>
<link rel="icon" href="${asset("favicon.svg")}"><link rel="stylesheet" href="${asset("citizen.css")}"><link rel="stylesheet" href="${asset("work.css")}">
<script src="${asset("htmx.min.js")}" defer></script><script src="${asset("officer.js")}" defer></script></head>
<body class="work" data-live="/live"><main>${main}</main><script type="application/json" id="words">${JSON.stringify(words)}</script></body></html>`;

  function html(response, main, status = 200) {
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", "content-security-policy": CSP });
    response.end(document(main, state.words));
  }

  function get(response, url) {
    if (url.pathname.startsWith("/static/")) {
      response.writeHead(200, { "content-type": TYPES[extname(url.pathname)] });
      createReadStream(join(dist, url.pathname.slice("/static/".length))).pipe(response);
    } else if (url.pathname === "/live") {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
      state.live.add(response);
      response.on("close", () => state.live.delete(response));
    } else if (url.pathname === "/preview") {
      const id = url.searchParams.get("id");
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(`<p>Preview ${id}</p><a href="/dossier?id=assign-${id}" data-key="a">Assign</a>`);
    } else if (PAGES[url.pathname]) html(response, PAGES[url.pathname](url.searchParams, state));
    else response.writeHead(404).end();
  }

  function post(request, response, url) {
    let bytes = 0;
    request.on("data", (part) => (bytes += part.length));
    request.on("end", () => {
      state.posted.push({ path: url.pathname, bytes });
      if (url.pathname === "/act") response.writeHead(303, { location: "/list" }).end();
      else setTimeout(() => html(response, `<h1>Received</h1><p>${bytes} bytes</p>`, 422), url.pathname === "/slow" ? 500 : 0);
    });
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://fixture");
    state.asked.push(url.pathname + url.search);
    if (request.method === "POST") post(request, response, url);
    else get(response, url);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  process.env.BASE_URL = `http://127.0.0.1:${server.address().port}`;
  const stop = () => {
    for (const line of state.live) line.end();
    server.closeAllConnections();
    server.close();
    rmSync(dist, { recursive: true, force: true });
  };
  return { state, stop };
}
