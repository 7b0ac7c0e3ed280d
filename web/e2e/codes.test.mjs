// Codes that are sent: a citizen proves how they are reached, signs in with a code by e-mail and by text message, and gets
// back in from home without the password. What a sample sends stands on the operator's page. The parts build on each other
// and run in this order.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DESKTOP, PHONE, axe, close, closeBrowser, noComplaints, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import { errorsOn, go, sender, signIn } from "./steps.mjs";

const OPERATOR = "operator.44";
const OWNER = { name: "Hồ Thị Ví Dụ", identity: "044195000733", phone: "0975000733", email: "vi.du@example.vn" };
const FIRST = "sông Nhật Lệ đêm nay";
const SECOND = "núi Thần Đinh sáng mai";
/** What people wait for a message, and how often the operator's page is looked at. */
const WAIT_MS = 20_000;
const STEP_MS = 300;

/** The window of the operator, who reads what was sent. */
let desk;
const state = { password: FIRST, used: new Set() };

after(async () => {
  if (desk) await close(desk);
  await closeBrowser();
});

/** Runs work in a window of its own, as a stranger. */
async function inWindow(work, options) {
  const visitor = await page(PHONE, options);
  try {
    await work(visitor);
    noComplaints(visitor);
    noOtherHost(visitor);
  } finally {
    await close(visitor);
  }
}

/** The code that was sent by a way and not used before. */
async function codeBy(way) {
  if (!desk) {
    desk = await page(DESKTOP, { js: false });
    await signIn(desk, OPERATOR);
  }
  for (let waited = 0; waited < WAIT_MS; waited += STEP_MS) {
    await desk.goto(url("/officer/operations/messages"));
    const texts = await desk.locator(`main tr[data-way=${way}] td:last-child`).allTextContents();
    const codes = texts.map((text) => text.trim().match(/^\d{6}(?= )/)?.[0]).filter((code) => code && !state.used.has(code));
    if (codes.length > 0) {
      state.used.add(codes[0]);
      return codes[0];
    }
    await desk.waitForTimeout(STEP_MS);
  }
  return assert.fail(`no code came by ${way}`);
}

/** The form of a page that sends to this address. */
function formTo(target, action) {
  return target.locator(`main form[action="${action}"]`);
}

async function typed(target, action, values) {
  const form = formTo(target, action);
  for (const [name, value] of Object.entries(values)) {
    const list = form.locator(`select[name="${name}"]`);
    if (await list.count()) await list.selectOption(value);
    else await form.locator(`[name="${name}"]`).fill(value);
  }
  await go(target, sender(form));
}

/** Types login and password; what follows is another page. */
async function password(target) {
  await target.goto(url("/sign-in?next=%2Fmy%2Fcontact"));
  await typed(target, "/sign-in", { login: OWNER.identity, password: state.password });
}

/** Types the code that came by a way and is signed in. */
async function code(target, way) {
  await typed(target, "/sign-in/code", { code: await codeBy(way) });
  assert.equal(new URL(target.url()).pathname, "/my/contact", await errorsOn(target));
}

/** Proves a contact of whoever has signed in. */
async function prove(target, way, value) {
  await target.goto(url(`/my/contact/${way}`));
  await typed(target, `/my/contact/${way}`, { value, password: state.password });
  await axe(target);
  await noOverflow(target);
  await typed(target, `/my/contact/${way}/prove`, { code: await codeBy(way) });
  assert.equal(new URL(target.url()).pathname, "/my/contact", await errorsOn(target));
}

/** Turns codes of a way on or off. */
async function turn(target, way) {
  await target.goto(url(`/my/contact/${way}/step`));
  await axe(target);
  await typed(target, `/my/contact/${way}/step`, { password: state.password });
  assert.equal(new URL(target.url()).pathname, "/my/contact", await errorsOn(target));
}

test("a citizen proves e-mail and telephone with the codes that were sent there", async () => {
  await inWindow(async (owner) => {
    await owner.goto(url("/register"));
    await owner.locator("main form[action='/register'] [name=accept]").check();
    await typed(owner, "/register", { ...OWNER, password: FIRST });
    assert.equal(new URL(owner.url()).pathname, "/my", await errorsOn(owner));
    await prove(owner, "email", OWNER.email);
    await prove(owner, "phone", OWNER.phone);
    await axe(owner);
    await noOverflow(owner);
    const main = await owner.locator("main").innerText();
    assert.ok(main.includes(OWNER.email) && main.includes(OWNER.phone));
    await turn(owner, "email");
  });
});

test("a code by e-mail is the second step; a wrong one is refused in words", async () => {
  await inWindow(async (owner) => {
    await password(owner);
    assert.equal(await formTo(owner, "/sign-in/code").count(), 1, "with one way the code is sent at once");
    await typed(owner, "/sign-in/code", { code: "12" });
    assert.equal(await owner.locator(".err-sum li").count(), 1);
    await axe(owner);
    await code(owner, "email");
    await turn(owner, "phone");
  });
});

test("with two ways one chooses, and a text message brings the code, without script too", async () => {
  for (const js of [true, false]) {
    await inWindow(
      async (owner) => {
        await password(owner);
        await axe(owner);
        const choice = formTo(owner, "/sign-in/code/send").filter({ has: owner.locator("[name=way][value=phone]") });
        await go(owner, sender(choice));
        await code(owner, "phone");
        // A contact that carries the second step does not bring back the password.
        if (!js) await turn(owner, "email");
      },
      { js },
    );
  }
});

test("a lost password is replaced from home, and nothing else changes for a day", async () => {
  await inWindow(async (owner) => {
    await owner.goto(url("/sign-in"));
    await go(owner, owner.locator("main a[href='/sign-in/lost']"));
    await axe(owner);
    await typed(owner, "/sign-in/lost", { login: OWNER.identity, way: "email" });
    await axe(owner);
    await noOverflow(owner);
    await typed(owner, "/sign-in/lost/code", { code: await codeBy("email"), password: SECOND });
    assert.equal(new URL(owner.url()).pathname, "/sign-in", await errorsOn(owner));
    state.password = SECOND;
    await password(owner);
    await code(owner, "phone");
    await owner.goto(url("/my/contact/phone/step"));
    await typed(owner, "/my/contact/phone/step", { password: SECOND });
    assert.equal(await owner.locator(".err-sum li").count(), 1, "contacts and factors rest for a day");
  });
});

test("the operator's page of messages is fit for everybody", async () => {
  await desk.goto(url("/officer/operations/messages"));
  await axe(desk);
  const main = await desk.locator("main").innerText();
  assert.ok(!main.includes(OWNER.email) && !main.includes(OWNER.phone) && !main.includes(OWNER.name), "it names nobody");
  noOtherHost(desk);
});
