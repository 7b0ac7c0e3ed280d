// What officers have goes to another with a record to print; one dossier is opened by break-glass, read, told and reviewed.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, axe, close, closeBrowser, noComplaints, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import { BUSY_DESK, HANDLER, LEADER, PASSWORD, asOfficer, errorsOn, go, reached, sender, signIn } from "./steps.mjs";

const ADMINISTRATOR = "administrator.44";
/** Officers of a ward where nobody else walks. */
const LEAVING = "handler.18856";
const RECEIVING = "approver.18856";
const BASIS = "Quyết định số 12/QĐ-UBND ngày 10/12/2024";
const REASON = "Người nộp đang cấp cứu, cần biết số giấy khai sinh ngay.";

/** A dossier of another agency: its path and its code. */
const walk = {};

after(closeBrowser);

/** Opens the account of who leaves; logins of its divisions begin alike. */
async function openLeaving(desk) {
  await desk.goto(url(`/officer/admin/people?q=${LEAVING}`));
  const login = desk.locator("td.code").filter({ hasText: new RegExp(`^\\s*${LEAVING.replace(".", "\\.")}\\s*$`) });
  await go(desk, desk.locator("main tbody tr").filter({ has: login }).locator("th a"));
}

/** Runs work as somebody who has no list of dossiers. */
async function as(login, next, work) {
  const desk = await page(DESKTOP);
  try {
    await signIn(desk, login, next);
    await work(desk);
    noComplaints(desk);
    noOtherHost(desk);
  } finally {
    await close(desk);
  }
}

test("everything an officer has is handed over, and the record is a sheet to print and sign", async () => {
  await as(ADMINISTRATOR, "/officer/admin/people", async (desk) => {
    await openLeaving(desk);
    const form = () => desk.locator("main form[action$='/hand-over']");
    await go(desk, desk.locator("main a[href$='/hand-over']"));
    await axe(desk);
    await noOverflow(desk);
    await form().locator("[name=receiver]").fill("khong.co.ai");
    await form().locator("[name=basis]").fill(BASIS);
    await go(desk, sender(form()));
    assert.equal(await desk.locator(".err-sum li").count(), 1);
    assert.equal(await form().locator("[name=basis]").inputValue(), BASIS, "what was typed stays");
    await form().locator("[name=receiver]").fill(RECEIVING);
    await go(desk, sender(form()));
    assert.match(new URL(desk.url()).pathname, /^\/officer\/admin\/hand-overs\//, await errorsOn(desk));
    const sheet = desk.locator("article.sheet");
    assert.ok((await sheet.innerText()).includes(BASIS));
    assert.equal(await sheet.locator(".signs .name").count(), 3, "three people sign");
    assert.ok((await sheet.locator("ol li").count()) > 0, "the roles are listed");
    await axe(desk);
    await desk.emulateMedia({ media: "print" });
    assert.equal(await desk.locator(".no-print").isVisible(), false, "the tools are not printed");
    await desk.emulateMedia({ media: "screen" });
    // Once more there is nothing left.
    await openLeaving(desk);
    await go(desk, desk.locator("main a[href$='/hand-over']"));
    assert.equal(await desk.locator("main a[href^='/officer/admin/hand-overs/']").count(), 1);
  });
});

test("a dossier of another agency is found by nobody without a right", async () => {
  await asOfficer(BUSY_DESK, async (desk) => {
    const row = desk.locator("table[data-keys=list] tr[data-id]").first();
    walk.path = `/officer/dossiers/${await row.getAttribute("data-id")}`;
    walk.code = (await row.locator(".code").first().textContent()).trim();
  });
  await asOfficer(HANDLER, async (desk) => {
    const response = await desk.goto(url(reached(walk, "path")));
    assert.equal(response.status(), 404);
  });
});

test("break-glass opens it to read, with no act, and says until when", async () => {
  await asOfficer(HANDLER, async (desk) => {
    await desk.goto(url("/officer/glass"));
    await axe(desk);
    await noOverflow(desk);
    const form = desk.locator("main form[action='/officer/glass']");
    await form.locator("[name=code]").fill(reached(walk, "code"));
    await form.locator("[name=reason]").fill("gấp");
    await go(desk, sender(form));
    assert.equal(await desk.locator(".err-sum li").count(), 2, "a short reason, and nothing proven");
    await form.locator("[name=reason]").fill(REASON);
    await form.locator("[name=proof]").fill("khong phai mat khau");
    await go(desk, sender(form));
    assert.equal(await desk.locator(".err-sum li").count(), 1);
    assert.equal(await form.locator("[name=proof]").inputValue(), "", "a password is never sent back");
    await form.locator("[name=proof]").fill(PASSWORD);
    await go(desk, sender(form));
    assert.equal(new URL(desk.url()).pathname, reached(walk, "path"), await errorsOn(desk));
    assert.equal(await desk.locator("main form[action^='/officer/dossiers/']").count(), 0, "nothing can be done");
    for (const part of ["content", "papers", "history"]) {
      await desk.goto(url(`${reached(walk, "path")}?part=${part}`));
      const banner = desk.locator("main .note.soon").filter({ hasText: "mở khẩn cấp" });
      assert.match(await banner.innerText(), /\d{2}:\d{2}/, `${part} says until when`);
    }
    await desk.goto(url("/officer/glass"));
    assert.equal(await desk.locator(`main a[href="${reached(walk, "path")}"]`).count(), 1);
  });
});

test("the leader is told and reviews it", async () => {
  await as(LEADER, "/officer/inbox", async (desk) => {
    const entry = desk.locator("nav a[href='/officer/glass/review']").first();
    assert.match((await entry.locator("[data-count=glass]").textContent()).trim(), /^[1-9]/);
    await desk.goto(url("/officer/glass/review"));
    await axe(desk);
    const row = desk.locator("main tbody tr").filter({ hasText: reached(walk, "code") });
    assert.ok((await row.innerText()).includes(REASON));
    await go(desk, row.locator("form[action$='/review'] button"));
    await desk.locator(".note.ok[role=status]").waitFor();
    const done = desk.locator("main tbody tr").filter({ hasText: reached(walk, "code") });
    assert.equal(await done.locator("form").count(), 0, "it is reviewed");
  });
});
