// What a citizen and an officer do, as functions over a page. Controls are found by the names and addresses that the
// server reads, never by words, so that both languages walk the same way.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DESKTOP, close, noComplaints, noOtherHost, page, url } from "./harness.mjs";

export const PASSWORD = "mau-nhat-le-2024";
/** The sample citizen, and the last four digits that prove a look-up. */
export const CITIZEN = "044085000017";
export const FACTOR = CITIZEN.slice(-4);
/** The commune whose officers walk, and their accounts. */
export const COMMUNE = "18853";
export const RECEPTION = `reception.${COMMUNE}.mot-cua`;
export const HANDLER = `handler.${COMMUNE}`;
export const APPROVER = `approver.${COMMUNE}`;
/** A desk with much work, and the leader of the province. */
export const BUSY_DESK = "reception.450.mot-cua";
export const LEADER = "leader.44";
/** Birth registration costs nothing, a marital status certificate does. */
export const BIRTH = "1.001193";
export const MARITAL_STATUS = "1.004873";
/** A dossier code in the form of fact 2.42, anywhere in a text. */
export const CODE = /\d{3}(?:\.\d{2,3}){2,4}\.H46-\d{6}-\d{4}/;

/** What the house's own pages of an application ask. The applicant is known from the account. */
const HOUSE = { behalf: "self", address: "số 1, đường Mẫu, phường Hải Thành", area: COMMUNE, delivery: "electronic" };
const MOST_PAGES = 20;

/** The answers that the sample province gives to a form: field names and values of its schema. */
export function answersOf(form) {
  return JSON.parse(readFileSync(new URL(`../../data/forms/samples/${form}.json`, import.meta.url), "utf8"));
}

/** A small PDF of one page that says `words`, with a cross-reference table as readers expect it. */
export function pdf(words) {
  const content = `BT /F1 20 Tf 72 760 Td (${words.replace(/[^ -'*-[\]-~]/g, "?")}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  text += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

/** A file as setInputFiles takes it. */
export function file(name, buffer, mimeType = "application/pdf") {
  return { name, mimeType, buffer };
}

/** Presses what leads to another document and waits for that. */
export async function go(target, control) {
  await Promise.all([target.waitForEvent("domcontentloaded"), control.click()]);
}

/** The button that sends a form, not one that does something else with it. */
export function sender(form) {
  return form.locator("button[type=submit]:not([name])");
}

/** The words of the errors that a page shows, for messages of assertions. */
export async function errorsOn(target) {
  return (await target.locator(".err-sum li").allTextContents()).join("; ");
}

export async function signIn(target, login, next = "") {
  await target.goto(url(next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in"));
  await fillSignIn(target, login);
}

/** Fills the sign-in page that is open. */
export async function fillSignIn(target, login) {
  const form = target.locator("main form[action='/sign-in']");
  await form.locator("[name=login]").fill(login);
  await form.locator("[name=password]").fill(PASSWORD);
  await go(target, sender(form));
  const { pathname } = new URL(target.url());
  assert.notEqual(pathname, "/sign-in", `${login} could not sign in: ${await errorsOn(target)}`);
}

/** Runs work as an officer in a window of their own. */
export async function asOfficer(login, work) {
  const desk = await page(DESKTOP);
  try {
    await signIn(desk, login, "/officer/unit");
    await work(desk);
    noComplaints(desk);
    noOtherHost(desk);
  } finally {
    await close(desk);
  }
}

/** Gives what an earlier part of a walk found; says plainly that it did not when that part failed. */
export function reached(walk, part) {
  assert.ok(walk[part], `an earlier part did not get as far as the ${part}`);
  return walk[part];
}

/** The last part of the address: on a draft the code of its page. */
export function pageCode(target) {
  return new URL(target.url()).pathname.split("/").at(-1);
}

/** Begins an application from its first page and gives the id of the draft, which the dossier keeps. */
export async function begin(target, procedure) {
  const found = target.locator(`main form[action="/apply/${procedure}"]`);
  await go(target, sender(found));
  const [, id] = new URL(target.url()).pathname.match(/^\/my\/drafts\/([^/]+)\/for$/) ?? [];
  assert.ok(id, `no draft of ${procedure} was begun: ${target.url()} ${await errorsOn(target)}`);
  return id;
}

async function fillOne(form, name, value) {
  const boxes = form.locator(`input[name="${name}-d"]`);
  if (await boxes.count()) {
    const [year, month, day] = String(value).split("-");
    for (const [part, typed] of [["d", day], ["m", month], ["y", year]]) {
      await form.locator(`input[name="${name}-${part}"]`).fill(typed);
    }
    return;
  }
  const choice = form.locator(`input[type=radio][name="${name}"][value="${value}"]`);
  if (await choice.count()) return choice.check();
  const list = form.locator(`select[name="${name}"]`);
  if (await list.count()) return list.selectOption(String(value));
  const tick = form.locator(`input[type=checkbox][name="${name}"]`);
  if (await tick.count()) return tick.setChecked(value === true);
  const text = form.locator(`input[name="${name}"], textarea[name="${name}"]`);
  if (await text.count()) await text.first().fill(String(value));
}

/** The form of the page of a draft that is open. */
export function pageForm(target) {
  return target.locator(`main form[action$="/${pageCode(target)}"]`);
}

/** Types those of the answers for which this page has a control. */
export async function fill(target, answers) {
  const form = pageForm(target);
  for (const [name, value] of Object.entries(answers)) await fillOne(form, name, value);
}

/** Saves the page and goes on. */
export async function next(target) {
  const before = target.url();
  await go(target, sender(pageForm(target)));
  assert.notEqual(target.url(), before, `the page was not taken: ${await errorsOn(target)}`);
}

/** Answers page after page up to the one with the code `until`; `on` has what else is done on a page before it is filled. */
export async function answer(target, answers, { until = "papers", on = {} } = {}) {
  const seen = [];
  while (pageCode(target) !== until) {
    const code = pageCode(target);
    assert.ok(!seen.includes(code) && seen.length < MOST_PAGES, `the pages ${[...seen, code].join(", ")} do not lead to ${until}`);
    seen.push(code);
    await on[code]?.();
    await fill(target, { ...HOUSE, ...answers });
    await next(target);
  }
  return seen;
}

/** Sends files for a paper of a draft. */
export async function attach(target, paper, files) {
  await target.locator(`#paper-${paper}`).setInputFiles(files);
  await go(target, target.locator(`main button[formaction$="/papers/${paper}"]`));
}

/** Sends the reviewed draft and gives the submission reference. */
export async function submit(target) {
  assert.equal(pageCode(target), "review");
  await go(target, sender(pageForm(target)));
  assert.equal(pageCode(target), "submitted", `it was not submitted: ${await errorsOn(target)}`);
  const [reference] = (await target.locator("main").innerText()).match(/T-[0-9A-Z]{10}(?![0-9A-Z])/) ?? [];
  assert.ok(reference, "the page after submitting names no reference");
  return reference;
}

/** A whole application without detours: gives id and reference. */
export async function apply(target, procedure, answers, papers = {}) {
  await target.goto(url(`/apply/${procedure}`));
  const id = await begin(target, procedure);
  await answer(target, answers);
  for (const [paper, files] of Object.entries(papers)) await attach(target, paper, files);
  await next(target);
  await answer(target, answers, { until: "review" });
  return { id, reference: await submit(target) };
}

/** A birth registration that a citizen who has signed in sends. */
export async function applyForBirth(target) {
  const papers = { "birth-certificate-medical": file("giay-chung-sinh.pdf", pdf("GIAY CHUNG SINH MAU")) };
  return apply(target, BIRTH, answersOf("birth"), papers);
}

/** Goes through the pages of an officer's list until the row of a dossier is there, and gives the row. */
export async function findRow(target, list, id) {
  await target.goto(url(list));
  for (;;) {
    const row = target.locator(`table[data-keys=list] tr[data-id="${id}"]`);
    if (await row.count()) return row;
    const more = target.locator("main nav.pages a[rel=next]");
    assert.ok(await more.count(), `${list} has no row for ${id}`);
    await go(target, more);
  }
}

/** Opens the form of an act from the dossier's page, wherever that page has it, and gives it. */
async function actForm(target, id, act) {
  const form = target.locator(`form[action="/officer/dossiers/${id}/${act}"]`).filter({ visible: true });
  const link = target.locator(`a[href^="/officer/dossiers/${id}/act/${act}"]`).filter({ visible: true });
  const folded = target.locator("details.menu:not([open])", { has: target.locator(`a[href^="/officer/dossiers/${id}/act/${act}"]`) });
  if (await folded.count()) await folded.first().locator("summary").click();
  await form.or(link).first().waitFor();
  if ((await form.count()) === 0) await link.first().click();
  await form.first().waitFor();
  return form.first();
}

/** Does an act on the dossier whose page is open: fills its form, sends it and waits until the house says it is done. */
export async function act(target, id, name, { values = {}, files = {} } = {}) {
  const done = target.locator(".note.ok[role=status]");
  // What the act before said must not pass for the answer to this one.
  if (await done.count()) await target.reload();
  const form = await actForm(target, id, name);
  for (const [field, value] of Object.entries(values)) await fillOne(form, field, value);
  for (const [field, chosen] of Object.entries(files)) {
    await form.locator(`input[type=file][name="${field}"]`).setInputFiles(chosen);
  }
  await form.locator("button[type=submit]").first().click();
  const refused = target.locator(".err-sum");
  await done.or(refused).first().waitFor();
  assert.equal(await refused.count(), 0, `${name} was refused: ${await errorsOn(target)}`);
}

/** Follows the row of a dossier in the unit's list to its page. */
export async function openFromUnit(target, id) {
  const row = await findRow(target, "/officer/unit", id);
  await go(target, row.locator(`a[href^="/officer/dossiers/${id}"]`).first());
  assert.equal(new URL(target.url()).pathname, `/officer/dossiers/${id}`);
}
