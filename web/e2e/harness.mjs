// Helpers for browser tests under node:test. Environment:
//   BASE_URL  the running server, e.g. http://127.0.0.1:8080      CHROMIUM  the browser (default /usr/bin/chromium)
//   SHOTS     folder for screenshots; without it shot() does nothing
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
// What a browser asks itself, among it its own reader of PDF files.
const LOCAL = new Set(["data:", "blob:", "about:", "chrome:", "chrome-extension:"]);
const WAIT_MS = 10_000;
const CLOSE_MS = 3_000;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

let server;
let browser;
// What each context asked the network for, and what its pages complained about.
const logs = new WeakMap();
const scripted = new WeakMap();

/** The address of a path on the server under test. */
export function url(path = "/") {
  const base = process.env.BASE_URL;
  assert.ok(base, "BASE_URL names the server under test, for example http://127.0.0.1:8080");
  return new URL(path, base).href;
}

async function launched() {
  server ??= await chromium.launchServer({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ARGS });
  browser ??= await chromium.connect(server.wsEndpoint());
  return browser;
}

/** Waits for an end, but not for ever: Chromium may not answer when it closes in the middle of a navigation. */
async function atMost(ms, work) {
  let timer;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** Closes a page together with its context. */
export async function close(target) {
  await atMost(CLOSE_MS, target.context().close());
}

/** Call in after(): ends the browser of this test file. */
export async function closeBrowser() {
  if (browser) await atMost(CLOSE_MS, browser.close());
  await server?.kill();
  browser = undefined;
  server = undefined;
}

function watch(context) {
  const log = { requests: [], complaints: [] };
  logs.set(context, log);
  context.on("request", (request) => log.requests.push(request.url()));
  context.on("page", (page) => {
    page.on("websocket", (socket) => log.requests.push(socket.url()));
    page.on("pageerror", (error) => log.complaints.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !/^Failed to load resource/.test(text)) log.complaints.push(text);
    });
  });
}

/**
 * A new page in a context of its own. viewport: PHONE, DESKTOP or {width, height}.
 * Options: js (default true), locale (default vi-VN), storageState of an earlier context.
 */
export async function page(viewport = DESKTOP, { js = true, locale = "vi-VN", storageState } = {}) {
  const context = await (await launched()).newContext({
    viewport,
    locale,
    javaScriptEnabled: js,
    reducedMotion: "reduce",
    timezoneId: "Asia/Ho_Chi_Minh",
    ...(storageState ? { storageState } : {}),
  });
  watch(context);
  scripted.set(context, js);
  context.setDefaultTimeout(WAIT_MS);
  return context.newPage();
}

/** The same document in a context that may run script: axe needs it. The page's own scripts stay out. */
async function scriptedCopy(original) {
  const html = await original.content();
  const address = original.url();
  const storageState = await original.context().storageState();
  const copy = await page(original.viewportSize() ?? DESKTOP, { storageState });
  await copy.route("**/*", (route) => {
    const request = route.request();
    if (request.isNavigationRequest() && request.frame() === copy.mainFrame()) {
      return route.fulfill({ status: 200, contentType: "text/html; charset=utf-8", body: html });
    }
    return request.resourceType() === "script" ? route.abort() : route.continue();
  });
  await copy.goto(address);
  return copy;
}

function explain(violation) {
  const nodes = violation.nodes.map((node) => `    ${node.target.join(" ")}\n      ${node.html}\n      ${node.failureSummary?.replace(/\n\s*/g, "; ")}`);
  return `  ${violation.id} (${violation.impact}): ${violation.help}\n${nodes.join("\n")}`;
}

/** Asserts that axe-core finds no violation of WCAG 2.2 A and AA. Open dialogs and errors are looked at as they are. */
export async function axe(target, { exclude = [] } = {}) {
  const js = scripted.get(target.context()) ?? true;
  const subject = js ? target : await scriptedCopy(target);
  try {
    await subject.evaluate(await axeSource());
    const violations = await subject.evaluate(
      async ([tags, skip]) => {
        const found = await window.axe.run({ exclude: skip.map((selector) => [selector]) }, { runOnly: tags, iframes: false, resultTypes: ["violations"] });
        return found.violations;
      },
      [AXE_TAGS, exclude],
    );
    assert.equal(violations.length, 0, `axe found on ${target.url()}:\n${violations.map(explain).join("\n")}`);
  } finally {
    if (subject !== target) await close(subject);
  }
}

let axeText;
async function axeSource() {
  // Evaluated by the debugger, not put into the page: the page's CSP stays as it is.
  axeText ??= require("axe-core").source;
  return `${axeText};undefined`;
}

/** Asserts that nothing in this page's context asked another host. */
export function noOtherHost(target) {
  const home = new URL(url()).host;
  const strangers = logs.get(target.context()).requests.filter((address) => {
    const { protocol, host } = new URL(address);
    return !LOCAL.has(protocol) && host !== home;
  });
  assert.deepEqual([...new Set(strangers)], [], "requests left the host");
}

/** Asserts that no script failed and that the content security policy refused nothing. */
export function noComplaints(target) {
  assert.deepEqual(logs.get(target.context()).complaints, [], "the browser's console has errors");
}

/** Asserts that the page does not scroll sideways (at 390 px unless told otherwise). */
export async function noOverflow(target, width = PHONE.width) {
  const before = target.viewportSize();
  await target.setViewportSize({ width, height: before?.height ?? PHONE.height });
  const found = await target.evaluate(() => {
    const root = document.documentElement;
    const limit = root.clientWidth;
    if (root.scrollWidth <= limit) return [];
    const clipped = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > limit + 0.5 && !clipped(element),
    );
    return [`${root.scrollWidth} px wide`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 160))];
  });
  if (before) await target.setViewportSize(before);
  assert.deepEqual(found, [], `${target.url()} scrolls sideways at ${width} px`);
}

/** Saves a PNG of the whole page as SHOTS/name.png; option full: false takes only what the window shows. */
export async function shot(target, name, { full = true } = {}) {
  const folder = process.env.SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await target.screenshot({ path: join(folder, `${name}.png`), fullPage: full, animations: "disabled", caret: "hide" });
}
