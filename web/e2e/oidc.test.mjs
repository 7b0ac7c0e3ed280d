// Signing in with a provider of identities: an account is linked, a session is raised to the level that a procedure asks
// for, the provider ends its session and ours ends with it. Environment: OIDC_ISSUER, the issuer that the server knows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, axe, close, closeBrowser, noComplaints, page, shot, url } from "./harness.mjs";
import { CITIZEN, PASSWORD, go, sender, signIn } from "./steps.mjs";

const ISSUER = process.env.OIDC_ISSUER;
const SKIP = ISSUER ? false : "OIDC_ISSUER is not set: the server knows no provider";
/** A procedure that asks for a level, and the way to it. */
const PROCEDURE = "/procedures/2.000488";
const LEVEL = "/sign-in/level/substantial";

let stop;
let person;

before(async () => {
  if (SKIP) return;
  const { startProvider } = await import("./provider.mjs");
  stop = await startProvider(ISSUER, new URL(url()).origin);
  person = await page(DESKTOP);
});
after(async () => {
  if (person) await close(person);
  await closeBrowser();
  stop?.();
});

const path = () => new URL(person.url()).pathname;

test("an owner links the account and confirms at the provider", { skip: SKIP }, async () => {
  await signIn(person, CITIZEN, "/my/security");
  await go(person, person.locator("a[href='/my/security/providers/test/link']"));
  const form = person.locator("form[action='/my/security/providers/test/link']");
  await form.locator("[name=password]").fill(PASSWORD);
  await go(person, sender(form));
  const away = person.locator(`a[href^='${ISSUER}/auth']`);
  await axe(person);
  await Promise.all([person.waitForURL(`${ISSUER}/interaction/**`), away.click()]);
  await person.locator("[name=number]").fill(CITIZEN);
  await person.locator("[name=name]").fill("Nguyễn Thị Mẫu");
  await person.locator("[name=level]").selectOption("loa2");
  await Promise.all([person.waitForURL(url("/my/security")), person.locator("button").click()]);
  await person.locator("a[href='/my/security/providers/test/unlink']").waitFor();
  await shot(person, "security-provider");
});

test("a procedure says which level it asks for, and the way raises the session", { skip: SKIP }, async () => {
  await person.goto(url(PROCEDURE));
  await go(person, person.locator(`a[href^='${LEVEL}']`).first());
  assert.equal(path(), LEVEL);
  await axe(person);
  await shot(person, "level");
  await Promise.all([person.waitForURL(url(PROCEDURE)), person.locator("a[href^='/sign-in/with/test']").click()]);
  await person.goto(url(`${LEVEL}?next=${encodeURIComponent(PROCEDURE)}`));
  assert.equal(path(), PROCEDURE, "the level is reached");
});

test("whoever signed out comes back with the provider", { skip: SKIP }, async () => {
  await person.context().clearCookies({ name: "nl_session" });
  await person.goto(url("/sign-in?next=%2Fmy"));
  await axe(person);
  await Promise.all([person.waitForURL(url("/my")), person.locator("a[href^='/sign-in/with/test']").click()]);
});

test("a session that ends at the provider ends here too", { skip: SKIP }, async () => {
  await person.goto(`${ISSUER}/session/end`);
  const hasEnded = (address) => address.pathname === "/session/end/success";
  await Promise.all([person.waitForURL(hasEnded), person.locator("[name=logout][value=yes]").click()]);
  await person.goto(url("/my"));
  assert.equal(path(), "/sign-in");
});

test("the owner removes the link", { skip: SKIP }, async () => {
  await signIn(person, CITIZEN, "/my/security");
  await go(person, person.locator("a[href='/my/security/providers/test/unlink']"));
  const form = person.locator("form[action='/my/security/providers/test/unlink']");
  await form.locator("[name=password]").fill(PASSWORD);
  await go(person, sender(form));
  await person.locator("a[href='/my/security/providers/test/link']").waitFor();
  noComplaints(person);
});
