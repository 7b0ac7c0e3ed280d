import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { PHONE, axe, closeBrowser, noComplaints, noOtherHost, noOverflow, page, url } from "../e2e/harness.mjs";
import { start } from "./fixture.mjs";

const MB = 1024 * 1024;
const PDF = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(MB)]);
const file = (name, buffer) => ({ name, mimeType: "application/pdf", buffer });

let fixture;
before(async () => (fixture = await start()));
afterEach(() => (fixture.state.posted.length = 0));
after(async () => {
  await closeBrowser();
  fixture.stop();
});

async function open(path, options) {
  const tab = await page(PHONE, options);
  await tab.goto(url(path));
  return tab;
}

for (const [what, chosen, sentence] of [
  ["too large", file("big.pdf", Buffer.concat([PDF, Buffer.alloc(MB)])), "Error: 2,1 MB, limit 2 MB"],
  ["of another type under a PDF name", file("trick.pdf", Buffer.from("MZ program")), "Error: trick.pdf is not a PDF"],
]) {
  test(`a file that is ${what} is refused before it travels`, async () => {
    const tab = await open("/form");
    await tab.locator("#f").setInputFiles(chosen);
    await tab.getByText(sentence).waitFor();
    assert.equal(await tab.locator("#f").getAttribute("aria-invalid"), "true");
    await tab.getByRole("button", { name: "Send" }).click();
    await tab.locator("#f").setInputFiles(file("good.pdf", PDF));
    await tab.locator(".err").waitFor({ state: "detached" });
    assert.equal(await tab.locator("#f").getAttribute("aria-invalid"), null);
    assert.deepEqual(fixture.state.posted, []);
  });
}

test("an upload shows its answer without asking twice, and Back works", async () => {
  const tab = await open("/form");
  await tab.locator("#f").setInputFiles(file("good.pdf", PDF));
  await tab.getByRole("button", { name: "Send" }).click();
  await tab.getByRole("heading", { name: "Received" }).waitFor();
  assert.equal(fixture.state.posted.length, 1);
  assert.ok(fixture.state.posted[0].bytes > PDF.length);
  assert.equal(new URL(tab.url()).pathname, "/upload");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Received");
  await tab.goBack();
  await tab.locator("#f").waitFor();
  noComplaints(tab);
  noOtherHost(tab);
});

test("a slow upload shows its progress and can be stopped; what was typed stays", async () => {
  const tab = await open("/form");
  const line = await tab.context().newCDPSession(tab);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 200_000 });
  await tab.locator("#t").fill("typed");
  await tab.locator("#f").setInputFiles(file("good.pdf", PDF));
  await tab.getByRole("button", { name: "Send" }).click();
  await tab.getByText(/^\d+% [\d.,]+ KB \d+ s$/).first().waitFor();
  await tab.getByRole("button", { name: "Cancel upload" }).click();
  await tab.getByText("Stopped").first().waitFor();
  assert.equal(await tab.locator("#t").inputValue(), "typed");
  assert.equal(await tab.getByRole("button", { name: "Send" }).getAttribute("aria-disabled"), null);
  assert.deepEqual(fixture.state.posted, []);
});

test("without the words the form posts as it is", async () => {
  const all = fixture.state.words;
  fixture.state.words = {};
  try {
    const tab = await open("/form");
    await tab.locator("#f").setInputFiles(file("good.pdf", PDF));
    await tab.getByRole("button", { name: "Send" }).click();
    await tab.getByRole("heading", { name: "Received" }).waitFor();
    assert.equal(fixture.state.posted.length, 1);
    assert.equal(await tab.locator(".count").count(), 0);
  } finally {
    fixture.state.words = all;
  }
});

test("the form works with script off", async () => {
  const tab = await open("/form", { js: false });
  await tab.locator("#f").setInputFiles(file("good.pdf", PDF));
  await tab.getByRole("button", { name: "Send" }).click();
  await tab.getByRole("heading", { name: "Received" }).waitFor();
});

test("an impatient double click sends once", async () => {
  const tab = await open("/plain");
  await tab.evaluate(async () => {
    document.querySelector("button").click();
    // The first request is on its way now; a second one would reach the server too.
    await new Promise((later) => setTimeout(later, 150));
    document.querySelector("button").click();
    document.querySelector("form").requestSubmit();
  });
  await tab.getByRole("heading", { name: "Received" }).waitFor();
  assert.equal(fixture.state.posted.length, 1);
});

test("a textarea says how many characters it still takes", async () => {
  const tab = await open("/form");
  assert.equal(await tab.locator(".count").textContent(), "20 left");
  await tab.locator("#t").fill("Nhật Lệ");
  assert.equal(await tab.locator(".count").textContent(), "13 left");
});

test("the helpers themselves can fail", async () => {
  for (const js of [true, false]) {
    const good = await open("/form", { js });
    await axe(good);
    await noOverflow(good);
    const flawed = await open("/flawed", { js });
    await assert.rejects(axe(flawed), /image-alt/);
    await assert.rejects(noOverflow(flawed), /sideways/);
  }
  const stranger = await open("/form");
  await stranger.goto("http://127.0.0.1:9/").catch(() => undefined);
  assert.throws(() => noOtherHost(stranger), /left the host/);
  const barred = await open("/form");
  await barred.evaluate(() => document.body.insertAdjacentHTML("beforeend", `<p style="color:red">x</p>`));
  assert.throws(() => noComplaints(barred), /Content Security Policy/);
});
