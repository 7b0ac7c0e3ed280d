// One's own data: consent is asked unticked, given and taken back by a click; erasure shows first what a law keeps.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, axe, close, closeBrowser, noComplaints, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import { CITIZEN, MARITAL_STATUS, answer, answersOf, begin, go, sender, signIn } from "./steps.mjs";

let citizen;

before(async () => {
  citizen = await page(PHONE, { js: false });
  await signIn(citizen, CITIZEN, "/my/data");
});
after(async () => {
  await close(citizen);
  await closeBrowser();
});

const giving = () => citizen.locator("main form[action='/my/data/consents/answers']");
const withdrawing = () => citizen.locator("main form[action='/my/data/consents/answers/withdraw']");

test("consent needs its box, and one click takes it back", async () => {
  await citizen.goto(url("/my/data"));
  const box = giving().locator("input[name=agree]");
  assert.equal(await box.isChecked(), false, "nobody agrees for somebody else");
  await axe(citizen);
  await noOverflow(citizen);
  await go(citizen, sender(giving()));
  assert.equal(await citizen.locator(".err-sum li").count(), 1);
  await axe(citizen);
  await box.check();
  await go(citizen, sender(giving()));
  assert.equal(await withdrawing().count(), 1);
  await axe(citizen);
  await go(citizen, sender(withdrawing()));
  assert.equal(await withdrawing().count(), 0);
  assert.equal(await box.isChecked(), false);
});

test("the review of an application asks with an empty box, and the draft can be sent without it", async () => {
  await citizen.goto(url(`/apply/${MARITAL_STATUS}`));
  const id = await begin(citizen, MARITAL_STATUS);
  await answer(citizen, answersOf("marital-status"), { until: "review" });
  const box = citizen.locator("main input[name=consent-answers]");
  assert.equal(await box.count(), 1);
  assert.equal(await box.isChecked(), false);
  await axe(citizen);
  await citizen.goto(url(`/my/drafts/${id}/drop`));
  await go(citizen, sender(citizen.locator(`main form[action='/my/drafts/${id}/drop']`)));
});

test("erasure says first what goes and what stays", async () => {
  await citizen.goto(url("/my/data/erase"));
  assert.ok((await citizen.locator("main table tbody tr").count()) >= 6);
  await axe(citizen);
  await noOverflow(citizen);
  noComplaints(citizen);
  noOtherHost(citizen);
});
