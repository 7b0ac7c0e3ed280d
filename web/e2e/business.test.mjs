// A business: opened by the person who answers for it, signed in by its tax number, files in its own name, is followed by
// everybody who knows the code, and gets a second representative who says yes. The parts build on each other and run in
// this order.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, PHONE, axe, close, closeBrowser, noComplaints, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import { MARITAL_STATUS, answer, answersOf, errorsOn, go, next, pageCode, pageForm, reached, sender, submit } from "./steps.mjs";

const OWNER = { name: "Phan Thị Ví Dụ", identity: "044188000811", phone: "0975000811" };
const FRIEND = { name: "Phan Văn Mẫu", identity: "044088000829", phone: "0975000829" };
const PASSWORD = "sông Nhật Lệ đêm nay";
const BUSINESS = { tax_code: "3100999983-002", name: "Chi nhánh Công ty TNHH Mẫu", phone: "0975000837" };
const SECRET = "núi Thần Đinh sáng mai";

const walk = {};

after(closeBrowser);

/** Runs work in a window of its own, as a stranger. */
async function inWindow(work, { viewport = PHONE, js = true } = {}) {
  const visitor = await page(viewport, { js });
  try {
    await work(visitor);
    noComplaints(visitor);
    noOtherHost(visitor);
  } finally {
    await close(visitor);
  }
}

/** Fills the form that is sent to an address, and sends it. */
async function typed(target, action, values) {
  const form = target.locator(`main form[action="${action}"]`);
  for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value);
  const accept = form.locator("[name=accept]");
  if (await accept.count()) await accept.check();
  await go(target, sender(form));
}

async function register(target, person) {
  await target.goto(url("/register"));
  await typed(target, "/register", { ...person, password: PASSWORD });
  assert.equal(new URL(target.url()).pathname, "/my", await errorsOn(target));
}

async function signIn(target, login, password, nextPage) {
  await target.goto(url(`/sign-in?next=${encodeURIComponent(nextPage)}`));
  await typed(target, "/sign-in", { login, password });
  assert.equal(new URL(target.url()).pathname, nextPage, await errorsOn(target));
}

test("a person opens the account of a business; a wrong tax number is refused in words", async () => {
  await inWindow(async (owner) => {
    await register(owner, OWNER);
    await go(owner, owner.locator("main a[href='/my/businesses']"));
    await axe(owner);
    await go(owner, owner.locator("main a[href='/my/businesses/new']"));
    await axe(owner);
    await noOverflow(owner);
    await typed(owner, "/my/businesses/new", { ...BUSINESS, tax_code: "3100999984", password: SECRET });
    assert.equal(await owner.locator(".err-sum li").count(), 1);
    await axe(owner);
    await typed(owner, "/my/businesses/new", { ...BUSINESS, password: SECRET });
    assert.equal(new URL(owner.url()).pathname, "/my/businesses", await errorsOn(owner));
    const main = await owner.locator("main").innerText();
    assert.ok(main.includes(BUSINESS.name) && main.includes(BUSINESS.tax_code));
    await axe(owner);
    await noOverflow(owner);
    walk.opened = true;
  });
});

test("the business signs in by its tax number and files in its own name, without script too", async () => {
  reached(walk, "opened");
  await inWindow(
    async (business) => {
      await signIn(business, "3100999983002", SECRET, "/my");
      await axe(business);
      const main = await business.locator("main").innerText();
      assert.ok(main.includes(BUSINESS.name) && main.includes(BUSINESS.tax_code));
      await business.goto(url(`/apply/${MARITAL_STATUS}`));
      await go(business, sender(business.locator(`main form[action="/apply/${MARITAL_STATUS}"]`)));
      assert.equal(pageCode(business), "applicant", "for whom is not asked");
      assert.equal(await pageForm(business).locator("#name").inputValue(), OWNER.name);
      await axe(business);
      const answers = answersOf("marital-status");
      await answer(business, answers);
      await next(business);
      await answer(business, answers, { until: "review" });
      const review = await business.locator("main").innerText();
      assert.ok(review.includes(BUSINESS.name) && review.includes(BUSINESS.tax_code) && review.includes(OWNER.name));
      await axe(business);
      await noOverflow(business);
      walk.reference = await submit(business);
      await business.goto(url("/my/dossiers"));
      assert.ok((await business.locator("main").innerText()).includes(walk.reference));
    },
    { js: false },
  );
});

test("whoever knows the reference and the number of the business follows the dossier", async () => {
  const reference = reached(walk, "reference");
  await inWindow(async (visitor) => {
    await visitor.goto(url("/track"));
    const form = visitor.locator("main form[action='/track']");
    await form.locator("[name=code]").fill(reference);
    await form.locator("[name=factor]").fill(BUSINESS.phone.slice(-4));
    await go(visitor, sender(form));
    const main = await visitor.locator("main").innerText();
    assert.ok(main.includes(reference), main);
    assert.ok(!main.includes(BUSINESS.tax_code) && !main.includes(OWNER.identity), "it tells nobody's number");
  });
});

test("a second person is asked, says yes, and then the first may leave", async () => {
  reached(walk, "opened");
  await inWindow(
    async (business) => {
      await signIn(business, BUSINESS.tax_code, SECRET, "/my/representatives");
      await axe(business);
      await typed(business, "/my/representatives", { identity: FRIEND.identity, password: SECRET });
      assert.equal(await business.locator(".err-sum li").count(), 0, await errorsOn(business));
      await axe(business);
      await noOverflow(business);
    },
    { viewport: DESKTOP },
  );
  await inWindow(async (friend) => {
    // Who was asked before having an account finds it afterwards.
    await register(friend, FRIEND);
    await friend.goto(url("/my/businesses"));
    await axe(friend);
    await go(friend, sender(friend.locator("main form[action$='/accept']")));
    assert.equal(await friend.locator(".err-sum li").count(), 0, await errorsOn(friend));
  });
  await inWindow(async (owner) => {
    await signIn(owner, OWNER.identity, PASSWORD, "/my/businesses");
    await go(owner, sender(owner.locator("main form[action$='/end']")));
    assert.equal(await owner.locator("main form").count(), 0, "what has ended offers nothing");
  });
  await inWindow(async (business) => {
    await signIn(business, BUSINESS.tax_code, SECRET, "/my/representatives");
    await go(business, business.locator("main a[href$='/end']").first());
    await axe(business);
    await typed(business, new URL(business.url()).pathname, { password: SECRET });
    assert.equal(await business.locator(".err-sum li").count(), 1, "the last representative stays");
    await axe(business);
  });
});
