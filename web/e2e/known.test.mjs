// What the province holds is not asked again: a result of one procedure is used for a paper of another one, by the citizen
// online and by the desk for a dossier on paper. The parts build on each other and run in this order.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { PHONE, axe, close, closeBrowser, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import {
  APPROVER,
  CITIZEN,
  CODE,
  HANDLER,
  MARITAL_STATUS,
  RECEPTION,
  act,
  answer,
  answersOf,
  apply,
  asOfficer,
  begin,
  errorsOn,
  file,
  fill,
  go,
  next,
  openFromUnit,
  pageForm,
  pdf,
  reached,
  sender,
  signIn,
  submit,
} from "./steps.mjs";

const MARRIAGE = "1.000894";
const PAPER = "marital-status-certificate";
const RECEIPT = "BB/24E 0007654";
/** The same person as written on a paper form. */
const APPLICANT = {
  "applicant-name": "Nguyễn Văn Mẫu",
  "applicant-identity": CITIZEN,
  "applicant-phone": "0912345678",
  "applicant-address": "Số 1, đường Mẫu, phường Hải Thành",
};

/** What later parts need: the first dossier and the code of its result. */
const walk = {};
const from = (part) => reached(walk, part);

after(closeBrowser);

/** Runs work as the citizen on a phone without scripts. */
async function asCitizen(work) {
  const citizen = await page(PHONE, { js: false });
  try {
    await signIn(citizen, CITIZEN, "/my/dossiers");
    await work(citizen);
    noOtherHost(citizen);
  } finally {
    await close(citizen);
  }
}

test("a certificate is applied for and decided", async () => {
  await asCitizen(async (citizen) => {
    walk.id = (await apply(citizen, MARITAL_STATUS, answersOf("marital-status"))).id;
  });
  await asOfficer(RECEPTION, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "pay-at-counter", { values: { method: "cash", receipt: RECEIPT } });
    await act(desk, from("id"), "accept");
  });
  await asOfficer(HANDLER, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "forward");
  });
  await asOfficer(APPROVER, async (desk) => {
    await openFromUnit(desk, from("id"));
    [walk.code] = (await desk.locator("main").textContent()).match(CODE) ?? [];
    await act(desk, from("id"), "approve", { files: { result: file("giay-xac-nhan.pdf", pdf("GIAY XAC NHAN MAU")) } });
  });
});

test("the citizen uses it for a marriage instead of an upload, and can take it out again", async () => {
  await asCitizen(async (citizen) => {
    await citizen.goto(url(`/apply/${MARRIAGE}`));
    await begin(citizen, MARRIAGE);
    await answer(citizen, answersOf("marriage"));
    const result = `${from("code")}-KQ(1)`;
    const offer = citizen.locator(`main button[formaction*="/papers/${PAPER}/held/"]`, { hasText: result });
    assert.equal(await offer.count(), 1, "the result is offered beside the upload");
    await axe(citizen);
    await noOverflow(citizen);
    const taken = citizen.locator("main li.file", { hasText: result });
    await go(citizen, offer);
    assert.equal(await taken.count(), 1, await errorsOn(citizen));
    assert.equal(await offer.count(), 0, "it is offered once");
    await go(citizen, taken.locator("button"));
    assert.equal(await taken.count(), 0);
    await go(citizen, offer);
    assert.equal(await taken.count(), 1);
    await next(citizen);
    await answer(citizen, answersOf("marriage"), { until: "review" });
    await submit(citizen);
  });
});

test("the desk finds it for a dossier on paper, looks at it and takes it", async () => {
  await asOfficer(RECEPTION, async (desk) => {
    await desk.goto(url(`/officer/intake?procedure=${MARRIAGE}`));
    await fill(desk, { ...APPLICANT, ...answersOf("marriage") });
    await go(desk, sender(pageForm(desk)));
    const [, id] = new URL(desk.url()).pathname.match(/^\/officer\/dossiers\/([^/]+)$/) ?? [];
    assert.ok(id, `it was not taken in: ${await errorsOn(desk)}`);
    await desk.goto(url(`/officer/dossiers/${id}?part=papers`));
    const result = `${from("code")}-KQ(1)`;
    const cell = desk.locator("main table.papers td > div > div", { hasText: result });
    assert.equal(await cell.count(), 1, "it stands beside the missing paper");
    await axe(desk, { exclude: ["iframe"] });
    await noOverflow(desk);
    const seen = await desk.request.get(url(await cell.locator("a").getAttribute("href")));
    assert.equal(seen.status(), 200);
    await go(desk, cell.locator("form button"));
    await desk.locator(".note.ok[role=status]").waitFor();
    assert.match(await desk.locator("main table.papers").textContent(), /-KQ\(1\)/);
    assert.equal(await cell.count(), 0, "it is there now");
    await desk.goto(url(`/officer/dossiers/${id}?part=access`));
    assert.match(await desk.locator("main table.access").textContent(), /Mở giấy tờ đã có trong kho/);
    await desk.goto(url(`/officer/dossiers/${id}?part=history`));
    assert.match(await desk.locator("main ol.time").textContent(), /Lấy giấy tờ đã có trong kho/);
  });
});
