// Passkeys with Chromium's virtual authenticator: made, used alone, used after a password, refused of another origin,
// removed. A passkey needs a name, so these pages are opened as localhost.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { DESKTOP, axe, close, closeBrowser, noComplaints, page, url } from "./harness.mjs";
import { PASSWORD, errorsOn, go, sender } from "./steps.mjs";

/** A sample officer whom no other journey needs: a passkey is asked for at each sign-in from then on. */
const OFFICER = "approver.18886";
const LIST = "/my/security/passkeys";

let desk;
let device;
let authenticator;

/** The same server under the name that passkeys are for. */
function named(path) {
  const address = new URL(url(path));
  address.hostname = "localhost";
  return address.href;
}

/** A window with an authenticator of its own. */
async function withAuthenticator(target, { verifies = true } = {}) {
  const line = await target.context().newCDPSession(target);
  await line.send("WebAuthn.enable");
  const { authenticatorId } = await line.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return { line, authenticatorId };
}

const passkeyForm = (target) => target.locator("form[data-passkey]");

async function signOut(target) {
  await target.context().clearCookies();
}

async function typePassword(target) {
  await target.goto(named("/sign-in"));
  const form = target.locator("main form[action='/sign-in']");
  await form.locator("[name=login]").fill(OFFICER);
  await form.locator("[name=password]").fill(PASSWORD);
  await go(target, sender(form));
}

/** Presses the button of a passkey and waits for the page that answers. */
async function answer(target) {
  await go(target, passkeyForm(target).locator("button[type=submit]"));
}

const isSignedIn = async (target) => {
  await target.goto(named("/my"));
  return new URL(target.url()).pathname === "/my";
};

before(async () => {
  desk = await page(DESKTOP);
  ({ line: device, authenticatorId: authenticator } = await withAuthenticator(desk));
});
beforeEach(() => signOut(desk));
after(closeBrowser);

test("a passkey is made after the password, and shown in the list", async () => {
  await typePassword(desk);
  await desk.goto(named(`${LIST}/new`));
  await desk.locator("[name=password]").fill(PASSWORD);
  await go(desk, sender(desk.locator(`main form[action='${LIST}/new']`)));
  await passkeyForm(desk).locator("[name=name]").fill("Máy ở cơ quan");
  await axe(desk);
  await answer(desk);
  assert.equal(await desk.locator(".bigcode").count(), 10, await errorsOn(desk));
  await desk.goto(named(LIST));
  await desk.getByRole("heading", { name: "Máy ở cơ quan" }).waitFor();
  await axe(desk);
  const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId: authenticator });
  assert.deepEqual(credentials.map((known) => known.rpId), ["localhost"]);
  noComplaints(desk);
});

test("the same device is not asked for a second one", async () => {
  await desk.goto(named("/sign-in"));
  await answer(desk);
  await desk.goto(named(`${LIST}/new`));
  await desk.locator("[name=password]").fill(PASSWORD);
  await go(desk, sender(desk.locator(`main form[action='${LIST}/new']`)));
  await passkeyForm(desk).locator("button[type=submit]").click();
  await desk.locator("[data-passkey-say=known]").waitFor();
});

test("it signs in alone, to the page that was asked for", async () => {
  await desk.goto(named("/sign-in?next=%2Fmy%2Fpassword"));
  await axe(desk);
  await answer(desk);
  assert.equal(new URL(desk.url()).pathname, "/my/password", await errorsOn(desk));
  noComplaints(desk);
});

test("after the password it is the second step", async () => {
  await typePassword(desk);
  assert.equal(await desk.locator("input[name=code]").count(), 1);
  await axe(desk);
  await answer(desk);
  assert.ok(await isSignedIn(desk), await errorsOn(desk));
  noComplaints(desk);
});

test("a device that does not know its holder is the second step only", async () => {
  await device.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: false });
  try {
    await desk.goto(named("/sign-in"));
    await passkeyForm(desk).locator("button[type=submit]").click();
    // Chromium refuses by itself when the page asks for a verified holder.
    await desk.locator("[data-passkey-say=stopped]").waitFor();
    assert.equal(await isSignedIn(desk), false);
    await typePassword(desk);
    await answer(desk);
    assert.ok(await isSignedIn(desk), await errorsOn(desk));
  } finally {
    await device.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: true });
  }
});

test("an answer for another origin is refused in words", async () => {
  await desk.goto(named("/sign-in"));
  // What a false page would get: everything is right but the address that the browser wrote down.
  await desk.evaluate(() => {
    const send = HTMLFormElement.prototype.submit;
    const plain = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const coded = (text) => btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    HTMLFormElement.prototype.submit = function forged() {
      const client = this.querySelector("[name=client]");
      client.value = coded(JSON.stringify({ ...JSON.parse(plain(client.value)), origin: "https://evil.example" }));
      send.call(this);
    };
  });
  await answer(desk);
  assert.match(await errorsOn(desk), /địa chỉ khác/);
  assert.equal(await isSignedIn(desk), false);
});

test("under an IP address the page says where passkeys work", async () => {
  const address = new URL(url("/sign-in"));
  if (address.hostname === "localhost") return;
  await desk.goto(address.href);
  await desk.locator("[data-passkey-say=elsewhere]").waitFor();
  assert.equal(await passkeyForm(desk).isVisible(), false);
});

test("without script the page says what to do instead", async () => {
  const plain = await page(DESKTOP, { js: false });
  try {
    await plain.goto(named("/sign-in"));
    await plain.locator("[data-passkey-say=none]").waitFor();
    assert.equal(await passkeyForm(plain).isVisible(), false);
    await axe(plain);
  } finally {
    await close(plain);
  }
});

test("it is removed after the password and opens nothing any more", async () => {
  await desk.goto(named("/sign-in"));
  await answer(desk);
  await desk.goto(named(LIST));
  await go(desk, desk.locator(`a[href$='/remove']`));
  await desk.locator("[name=password]").fill(PASSWORD);
  await go(desk, sender(desk.locator("main form[action$='/remove']")));
  assert.equal(await desk.locator(`a[href$='/remove']`).count(), 0, await errorsOn(desk));
  await signOut(desk);
  await desk.goto(named("/sign-in"));
  await answer(desk);
  assert.match(await errorsOn(desk), /Không nhận ra khóa/);
  await typePassword(desk);
  assert.ok(await isSignedIn(desk), "the password alone again");
});
