// A paper dossier whose applicant has no account: taken in at the counter, its fee paid there, a supplement brought there,
// the result handed over there. The parts build on each other and run in this order.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { PHONE, axe, close, closeBrowser, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import {
  APPROVER,
  CODE,
  HANDLER,
  MARITAL_STATUS,
  RECEPTION,
  act,
  answersOf,
  asOfficer,
  errorsOn,
  file,
  fill,
  go,
  openFromUnit,
  pageCode,
  pageForm,
  pdf,
  reached,
  sender,
} from "./steps.mjs";

/** The applicant as written on the paper form. */
const APPLICANT = {
  "applicant-name": "Phạm Văn Minh Họa",
  "applicant-identity": "044080000019",
  "applicant-phone": "0905000019",
  "applicant-address": "Số 5, đường Mẫu, phường Hải Thành",
};
const FACTOR = APPLICANT["applicant-identity"].slice(-4);
/** The receipt as the officer types it and as it is kept. */
const RECEIPT = { typed: "aa/24e  0001234", kept: "AA/24E 0001234" };
const GOOD = file("giay-uy-quyen.pdf", pdf("GIAY UY QUYEN MAU"));
const WRONG = file("ghi-chu.txt", Buffer.from("Không phải giấy tờ, chỉ là chữ.\n"), "text/plain");
const NOTE = "Đã nhận bản chính giấy ủy quyền.";
/** What the applicant corrects on two pages of the form. */
const ADDRESS = "số 21, tổ dân phố Ví Dụ";
const PLACE = "Ủy ban nhân dân phường Đồng Sơn";

/** What later parts need: the dossier's id and its code. */
const walk = {};
const from = (part) => reached(walk, part);

after(closeBrowser);

/** The form of an act on a page of its own. */
function formOf(desk, name) {
  return desk.locator(`main form[action="/officer/dossiers/${from("id")}/${name}"]`);
}

/** Waits until the house says that an act on the dossier is done. */
async function done(desk) {
  await desk.locator(".note.ok[role=status]").waitFor();
  assert.equal(new URL(desk.url()).pathname, `/officer/dossiers/${from("id")}`);
}

/** Types the whole paper form, which shows every question at once. */
async function takeIn(desk) {
  await desk.goto(url(`/officer/intake?procedure=${MARITAL_STATUS}`));
  await fill(desk, { ...APPLICANT, ...answersOf("marital-status") });
  await go(desk, sender(pageForm(desk)));
  const [, id] = new URL(desk.url()).pathname.match(/^\/officer\/dossiers\/([^/]+)$/) ?? [];
  return id ?? assert.fail(`it was not taken in: ${await errorsOn(desk)}`);
}

test("a paper dossier is taken in at the counter, and its fee is due there", async () => {
  await asOfficer(RECEPTION, async (desk) => {
    walk.id = await takeIn(desk);
    const link = desk.locator(`a[href^="/officer/dossiers/${walk.id}/act/pay-at-counter"]`);
    assert.equal(await link.count(), 1, "the fee can be taken");
  });
});

test("a scan beside a wrong file adds nothing, and a wrong scan is removed; the history tells of both", async () => {
  await asOfficer(RECEPTION, async (desk) => {
    const send = async (files) => {
      await desk.goto(url(`/officer/dossiers/${from("id")}/act/scan`));
      await formOf(desk, "scan").locator("[name=paper]").selectOption("other");
      await formOf(desk, "scan").locator("input[type=file][name=file]").setInputFiles(files);
      await go(desk, sender(formOf(desk, "scan")));
    };
    const papers = async () => {
      await desk.goto(url(`/officer/dossiers/${from("id")}?part=papers`));
      return desk.locator("main").textContent();
    };
    await send([GOOD, WRONG]);
    assert.match(await errorsOn(desk), /ghi-chu\.txt/);
    await axe(desk);
    assert.ok(!(await papers()).includes(GOOD.name), "nothing was added");
    await send([GOOD]);
    await done(desk);
    assert.ok((await papers()).includes(GOOD.name));
    await go(desk, desk.locator('main table.papers form[action$="/remove"] button'));
    await done(desk);
    assert.ok(!(await papers()).includes(GOOD.name), "it was removed");
    await desk.goto(url(`/officer/dossiers/${from("id")}?part=history`));
    const told = await desk.locator("main ol.time").textContent();
    assert.equal(told.split(GOOD.name).length, 3, "one line for adding, one for removing");
  });
});

test("the fee is paid at the counter against a receipt", async () => {
  await asOfficer(RECEPTION, async (desk) => {
    await desk.goto(url(`/officer/dossiers/${from("id")}/act/pay-at-counter`));
    assert.match(await desk.locator("main").textContent(), /15\.000/);
    await formOf(desk, "pay-at-counter").locator("[name=method][value=card]").check();
    await go(desk, sender(formOf(desk, "pay-at-counter")));
    assert.equal(await desk.locator('.err-sum a[href="#receipt"]').count(), 1, "a receipt is asked for");
    assert.equal(await desk.locator("#receipt-e").count(), 1);
    assert.equal(await formOf(desk, "pay-at-counter").locator("[name=method][value=card]").isChecked(), true);
    await axe(desk);
    await formOf(desk, "pay-at-counter").locator("[name=receipt]").fill(RECEIPT.typed);
    await go(desk, sender(formOf(desk, "pay-at-counter")));
    await done(desk);
    assert.equal(await desk.locator('a[href*="/act/pay-at-counter"]').count(), 0, "it is paid once");
    await desk.goto(url(`/officer/dossiers/${from("id")}?part=history`));
    assert.ok((await desk.locator("main ol.time").textContent()).includes(RECEIPT.kept));
    // The papers are counted as the procedure asks, one of them anew; the receipt lists them at once.
    await act(desk, from("id"), "accept", { values: { "copies-declaration": "2" } });
    await desk.goto(url(`/officer/dossiers/${from("id")}/print/01`));
    const [declaration] = await desk.locator("article.sheet ol > li").allTextContents();
    assert.match(declaration, /: 1\D+: 2$/);
  });
});

test("the handler asks for a supplement", async () => {
  await asOfficer(HANDLER, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "ask-supplement", { values: { request: "Bổ sung giấy ủy quyền có chứng thực." } });
  });
});

test("the applicant brings it to the counter; a good file stays when another one is refused", async () => {
  await asOfficer(RECEPTION, async (desk) => {
    await desk.goto(url(`/officer/dossiers/${from("id")}`));
    await go(desk, desk.locator(`a[href^="/officer/dossiers/${from("id")}/act/supplement-at-counter"]`));
    assert.equal(pageCode(desk), "supplement-at-counter");
    assert.ok((await desk.locator("main").textContent()).includes("Bổ sung giấy ủy quyền có chứng thực."));
    await axe(desk);
    await noOverflow(desk);

    const form = formOf(desk, "supplement-at-counter");
    await form.locator("[name=note]").fill(NOTE);
    // Answers of two pages of the form are corrected at once.
    for (const page of ["residence", "purpose"]) await form.locator(`#answers-${page} > summary`).click();
    await form.locator("[name=residence_address]").fill(ADDRESS);
    await form.locator("[name=marriage_place]").fill(PLACE);
    await form.locator("input[type=file][name='paper-other']").setInputFiles([GOOD, WRONG]);
    await go(desk, sender(form));
    assert.match(await errorsOn(desk), /ghi-chu\.txt/);
    assert.match(await desk.locator("#paper-other-e").textContent(), /ghi-chu\.txt/);
    for (const [name, typed] of Object.entries({ note: NOTE, residence_address: ADDRESS, marriage_place: PLACE })) {
      assert.equal(await form.locator(`[name=${name}]`).inputValue(), typed, "nothing typed is lost");
    }
    assert.deepEqual(await desk.locator("main li.file a").allTextContents(), [GOOD.name]);
    await axe(desk);

    await go(desk, sender(form));
    await done(desk);
    await desk.goto(url(`/officer/dossiers/${from("id")}?part=history`));
    assert.ok((await desk.locator("main ol.time").textContent()).includes(NOTE));
    await desk.goto(url(`/officer/dossiers/${from("id")}`));
    const content = await desk.locator("main").textContent();
    assert.ok(content.includes(ADDRESS) && content.includes(PLACE), "the corrections of both pages are there");
  });
});

test("it goes on to its result, which is handed over at the counter", async () => {
  await asOfficer(HANDLER, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "forward");
  });
  await asOfficer(APPROVER, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "approve", { files: { result: file("giay-xac-nhan.pdf", pdf("GIAY XAC NHAN MAU")) } });
  });
  await asOfficer(RECEPTION, async (desk) => {
    await openFromUnit(desk, from("id"));
    [walk.code] = (await desk.locator("main").textContent()).match(CODE) ?? [];
    await act(desk, from("id"), "deliver", { values: { proof: "Người nộp ký nhận tại quầy." } });
  });
});

test("without an account the applicant follows it, and sees what was paid", async () => {
  const visitor = await page(PHONE, { js: false });
  try {
    await visitor.goto(url(`/track?code=${encodeURIComponent(from("code"))}`));
    const form = visitor.locator("main form[action='/track']");
    await form.locator("[name=factor]").fill(FACTOR);
    await go(visitor, sender(form));
    const main = visitor.locator("main");
    assert.ok((await main.locator("ol.time > li").count()) >= 8, "every step stands in the timeline");
    const text = await main.textContent();
    assert.ok(text.includes(RECEIPT.kept), "the receipt is named");
    assert.match(text, /15\.000/);
    assert.ok(!text.includes(NOTE), "notes are not for everybody");
    await axe(visitor);
    await noOverflow(visitor);
    noOtherHost(visitor);
  } finally {
    await close(visitor);
  }
});
