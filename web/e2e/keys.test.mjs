// The keys of the officers' list on the real inbox: J, K, Enter, X, / and ?.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { DESKTOP, close, closeBrowser, noComplaints, noOtherHost, page, url } from "./harness.mjs";
import { CITIZEN, RECEPTION, applyForBirth, signIn } from "./steps.mjs";

/** New dossiers can be picked, because many can be accepted at once. */
const LIST = "/officer/unit?filter=new";

let session;
let desk;

before(async () => {
  const citizen = await page(DESKTOP, { js: false });
  await signIn(citizen, CITIZEN);
  // Three rows to walk through, whatever the sample left.
  for (let turn = 0; turn < 3; turn += 1) await applyForBirth(citizen);
  await close(citizen);
  const officer = await page(DESKTOP, { js: false });
  await signIn(officer, RECEPTION);
  session = await officer.context().storageState();
  await close(officer);
});
beforeEach(async () => {
  desk = await page(DESKTOP, { storageState: session });
  await desk.goto(url(LIST));
  await desk.locator("html.keys-on").waitFor();
});
afterEach(async () => {
  noComplaints(desk);
  noOtherHost(desk);
  await close(desk);
});
after(closeBrowser);

async function press(...keys) {
  for (const key of keys) await desk.keyboard.press(key);
}

const rows = () => desk.locator("table[data-keys=list] tbody tr[data-id]");
const idAt = (index) => rows().nth(index).getAttribute("data-id");
const current = () =>
  desk.evaluate(() => [...document.querySelectorAll("table[data-keys=list] tr[aria-current=true]")].map((row) => row.dataset.id));

test("J and K move one current row, whose link has focus", async () => {
  assert.deepEqual(await current(), []);
  await press("j", "j");
  assert.deepEqual(await current(), [await idAt(1)]);
  await press("k");
  const first = await idAt(0);
  assert.deepEqual(await current(), [first]);
  const focused = await desk.evaluate(() => document.activeElement?.closest("tr")?.dataset.id);
  assert.equal(focused, first);
  await press("k");
  assert.deepEqual(await current(), [first], "the first row is the end");
});

test("the quick view shows the current row", async () => {
  await press("j");
  const link = desk.locator(`#detail a[href^="/officer/dossiers/${await idAt(0)}"]`).first();
  await link.waitFor();
  await desk.locator("#detail:not([inert])").waitFor();
});

test("Enter opens the current row, Esc comes back to it", async () => {
  await press("j", "j");
  const id = await idAt(1);
  await press("Enter");
  await desk.waitForURL(`**/officer/dossiers/${id}*`);
  await desk.locator("html.keys-on").waitFor();
  await press("Escape");
  await desk.waitForURL("**/officer/unit*");
  assert.equal(new URL(desk.url()).pathname, "/officer/unit");
});

test("] and [ go through the dossiers of the list, Esc goes back to it with its filter", async () => {
  const [first, second] = [await idAt(0), await idAt(1)];
  await press("j", "Enter");
  await desk.waitForURL(`**/officer/dossiers/${first}*`);
  for (const [key, id] of [["]", second], ["[", first]]) {
    await desk.locator("html.keys-on").waitFor();
    await press(key);
    await desk.waitForURL(`**/officer/dossiers/${id}*`);
  }
  await desk.locator("html.keys-on").waitFor();
  await press("Escape");
  await desk.waitForURL((address) => `${address.pathname}${address.search}` === LIST);
});

test("X picks rows, and the bar says how many", async () => {
  const bar = desk.locator("[data-bulk]");
  assert.equal(await bar.filter({ visible: true }).count(), 0);
  await press("j", "x", "j", "x");
  assert.equal(await rows().locator("input[type=checkbox]:checked").count(), 2);
  assert.equal((await desk.locator("[data-picked]").first().textContent()).trim(), "2");
  assert.ok((await bar.filter({ visible: true }).count()) > 0);
  await press("x");
  assert.equal(await rows().locator("input[type=checkbox]:checked").count(), 1);
});

test("Shift+X picks the rows between", async () => {
  await press("j", "x", "j", "j", "Shift+X");
  assert.equal(await rows().locator("input[type=checkbox]:checked").count(), 3);
});

test("/ goes to the search, where letters are letters", async () => {
  await press("/");
  const name = await desk.evaluate(() => document.activeElement?.getAttribute("name"));
  assert.equal(name, "q");
  await desk.keyboard.type("jx?");
  assert.equal(await desk.locator("input[name=q]").first().inputValue(), "jx?");
  assert.deepEqual(await current(), []);
});

test("? lists the keys, and keys rest while the list is open", async () => {
  const help = desk.locator("dialog[data-keys-help]");
  assert.equal(await help.isVisible(), false);
  await press("?");
  await help.waitFor();
  assert.ok((await help.locator("kbd").count()) >= 6);
  await press("j");
  assert.deepEqual(await current(), []);
  await press("Escape");
  await help.waitFor({ state: "hidden" });
  await press("j");
  assert.equal((await current()).length, 1);
});
