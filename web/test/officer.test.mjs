import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { DESKTOP, close, closeBrowser, noComplaints, noOtherHost, page, url } from "../e2e/harness.mjs";
import { start } from "./fixture.mjs";

let fixture;
let tab;
before(async () => (fixture = await start()));
afterEach(async () => {
  if (tab) await close(tab);
  fixture.state.asked.length = 0;
  fixture.state.posted.length = 0;
});
after(async () => {
  await closeBrowser();
  fixture.stop();
});

async function open(path) {
  tab = await page(DESKTOP);
  await tab.goto(url(path));
}

async function keys(...names) {
  for (const name of names) await tab.keyboard.press(name);
}

async function until(condition, what) {
  for (let turn = 0; turn < 100; turn += 1) {
    if (condition()) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  assert.fail(what);
}

const current = () => tab.evaluate(() => [...document.querySelectorAll("tr[aria-current=true]")].map((row) => row.dataset.id).join());
const focused = () => tab.evaluate(() => document.activeElement.textContent.trim());
const previews = () => fixture.state.asked.filter((path) => path.startsWith("/preview"));

test("J and K move one current row, its link has focus, only the last one is fetched", async () => {
  await open("/list");
  await keys("j", "j", "ArrowDown", "k");
  assert.equal(await current(), "b");
  assert.equal(await focused(), "Row b");
  await tab.getByText("Preview b").waitFor();
  assert.deepEqual(previews(), ["/preview?id=b"]);
  await keys("j", "j", "j", "j", "j");
  assert.equal(await current(), "e", "the last row is the end");
  noComplaints(tab);
  noOtherHost(tab);
});

test("Tab into a row and a click beside its link make it the current one", async () => {
  await open("/list");
  await tab.getByRole("link", { name: "Row c" }).focus();
  assert.equal(await current(), "c");
  await tab.locator("tr[data-id=d]").click({ position: { x: 200, y: 4 } });
  assert.equal(await current(), "d");
  assert.equal(await focused(), "Row d");
});

test("Enter opens the row, also from its tick box; Esc comes back to it", async () => {
  await open("/list");
  await keys("j", "j");
  await tab.locator("tr[data-id=b] input").focus();
  await keys("Enter");
  await tab.waitForURL("**/dossier?id=b");
  assert.deepEqual(fixture.state.posted, [], "the form around the list was not sent");
  await keys("Escape");
  await tab.waitForURL("**/list");
  await tab.waitForFunction(() => document.querySelector("tr[aria-current=true]"));
  assert.equal(await focused(), "Row b");
});

test("after an act the next row is the current one", async () => {
  await open("/list");
  await keys("j", "j", "Enter");
  await tab.waitForURL("**/dossier?id=b");
  await tab.getByRole("button", { name: "Write" }).click();
  await tab.waitForURL("**/list");
  await tab.waitForFunction(() => document.querySelector("tr[aria-current=true]"));
  assert.equal(await current(), "c");
});

test("when the acted row left the list, the row that took its place is the current one", async () => {
  const { rows } = fixture.state;
  try {
    await open("/list");
    await keys("j", "j", "Enter");
    await tab.waitForURL("**/dossier?id=b");
    fixture.state.rows = rows.filter((id) => id !== "b");
    await tab.getByRole("button", { name: "Write" }).click();
    await tab.waitForURL("**/list");
    await tab.waitForFunction(() => document.querySelector("tr[aria-current=true]"));
    assert.equal(await current(), "c");
  } finally {
    fixture.state.rows = rows;
  }
});

test("X picks, Shift+X picks the range, the count and the bar follow", async () => {
  await open("/list");
  const bar = tab.locator("[data-bulk]");
  assert.equal(await bar.isVisible(), false);
  await keys("j", "x");
  assert.equal(await tab.locator("[data-picked]").textContent(), "1");
  await keys("j", "j", "j", "Shift+X");
  assert.equal(await tab.locator("[data-picked]").textContent(), "4");
  assert.equal(await bar.isVisible(), true);
  await tab.getByLabel("All").click();
  assert.equal(await tab.locator("[data-picked]").textContent(), "5");
  await tab.getByLabel("All").click();
  assert.equal(await bar.isVisible(), false);
});

test("A acts on the row under the cursor, never on the quick view of the row before", async () => {
  await open("/list");
  await keys("j");
  await tab.getByText("Preview a").waitFor();
  await keys("j", "a");
  await tab.waitForURL("**/dossier?id=assign-b");
});

test("A with picked rows presses the button of the picked rows", async () => {
  await open("/list");
  await keys("j", "x");
  await tab.getByText("Preview a").waitFor();
  const loaded = tab.waitForEvent("load");
  await keys("a");
  await loaded;
  assert.deepEqual(fixture.state.posted.map((post) => post.path), ["/act"]);
});

test("after a search the list is where it was, after an act it has moved on", async () => {
  await open("/list");
  await keys("j", "j");
  const searched = tab.waitForEvent("load");
  await keys("/");
  await tab.keyboard.type("x");
  await keys("Enter");
  await searched;
  assert.equal(await current(), "");
  await keys("j", "j", "x");
  const acted = tab.waitForEvent("load");
  await tab.getByRole("button", { name: "Assign picked" }).click();
  await acted;
  assert.equal(await current(), "c");
});

test("letters in a field stay letters", async () => {
  await open("/list");
  await keys("/");
  await tab.keyboard.type("jxa/?");
  assert.equal(await tab.locator("input[type=search]").inputValue(), "jxa/?");
  assert.equal(await current(), "");
});

test("? shows all keys, Esc closes, the setting switches them off for good", async () => {
  await open("/list");
  const dialog = tab.locator("#keys");
  await keys("?");
  assert.equal(await dialog.isVisible(), true);
  await keys("j");
  assert.equal(await current(), "", "keys rest while a dialog is open");
  await dialog.locator("input").uncheck();
  await keys("Escape");
  assert.equal(await dialog.isVisible(), false);
  await keys("j");
  assert.equal(await current(), "");
  await tab.reload();
  await keys("j");
  assert.equal(await current(), "");
  assert.equal(await tab.locator("html.keys-on").count(), 0);
});

test("G then B follows the link; G then a stray letter does nothing else", async () => {
  await open("/list");
  await keys("g", "j");
  assert.equal(await current(), "");
  await keys("g", "b");
  await tab.waitForURL("**/reports");
});

test("dossier: parts, neighbour, opinion, and a refused act that only takes focus", async () => {
  await open("/dossier?id=b");
  await keys("2");
  await tab.waitForURL("**#two");
  await keys("r");
  assert.equal(await focused(), "Return");
  await keys("c");
  assert.equal(await tab.evaluate(() => document.activeElement.localName), "textarea");
  await tab.evaluate(() => document.activeElement.blur());
  await keys("]");
  await tab.waitForURL("**/dossier?id=next");
});

test("a paper is shown beside the form, and a reload shows the same one", async () => {
  await open("/dossier?id=b");
  await tab.getByRole("link", { name: "Photo" }).click();
  assert.equal(await tab.locator(".viewer img.doc").getAttribute("src"), "/photo.gif");
  assert.equal(await tab.locator(".viewer iframe").count(), 0);
  assert.equal(await tab.locator("[data-doc-name]").textContent(), "Photo");
  assert.equal(new URL(tab.url()).search, "?doc=2");
  noComplaints(tab);
});

test("text that was not sent is asked about, sent text is not", async () => {
  await open("/dossier?id=b");
  const dialogs = [];
  tab.on("dialog", (dialog) => {
    dialogs.push(dialog.type());
    void dialog.accept();
  });
  await tab.locator("textarea").fill("half a thought");
  await tab.getByRole("link", { name: "Next" }).click();
  await tab.waitForURL("**/dossier?id=next");
  assert.deepEqual(dialogs, ["beforeunload"]);
  await tab.locator("textarea").fill("whole");
  await tab.getByRole("button", { name: "Write" }).click();
  await tab.waitForURL("**/list");
  assert.deepEqual(dialogs, ["beforeunload"]);
});

test("live counts arrive, are formatted, and a hidden tab holds no line", async () => {
  await open("/list");
  const { live } = fixture.state;
  await until(() => live.size === 1, "no line was opened");
  const tell = (data) => live.forEach((line) => line.write(`data: ${data}\n\n`));
  tell("not json");
  tell(`{"inbox":1284,"other":1}`);
  tell(`{"inbox":1285}`);
  await tab.getByText("1.285").waitFor();
  assert.equal(await tab.locator("[data-stale=inbox]").isVisible(), true);
  const show = (hidden) =>
    tab.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await show(true);
  await until(() => live.size === 0, "the hidden tab keeps its line");
  await show(false);
  await until(() => live.size === 1, "the tab shown again has no line");
  noComplaints(tab);
});
