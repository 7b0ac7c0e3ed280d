// The screenshots of docs/screens, phone and desktop, whole pages:
//   BASE_URL=http://127.0.0.1:8080 node web/e2e/shots.mjs [names of pages]
// Environment as in harness.mjs; SHOTS is docs/screens unless it says something else.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DESKTOP, PHONE, close, closeBrowser, page, shot, url } from "./harness.mjs";
import {
  BIRTH,
  BUSY_DESK,
  CITIZEN,
  CODE,
  FACTOR,
  HANDLER,
  LEADER,
  answersOf,
  begin,
  errorsOn,
  fill,
  go,
  pageForm,
  sender,
  signIn,
} from "./steps.mjs";

process.env.SHOTS ||= fileURLToPath(new URL("../../docs/screens", import.meta.url));

const ADMINISTRATOR = "administrator.44";
const OPERATOR = "operator.44";
const INSPECTOR = "inspector.44";
const PROTECTION = "data-protection.44";
/** An officer of the city, and who takes over. */
const LEAVING = "handler.450.phong-quan-ly-do-thi";
const RECEIVING = "approver.450";
/** Somebody who asks for erasure. */
const ERASED = { name: "Lê Thị Giả Định", identity: "044188000845", phone: "0975000845" };
const SECRET = "sông Nhật Lệ đêm nay";

const at = (path) => (target) => target.goto(url(path));

async function stepWithErrors(target) {
  await target.goto(url(`/apply/${BIRTH}`));
  const id = await begin(target, BIRTH);
  await target.goto(url(`/my/drafts/${id}/child`));
  await fill(target, { ...answersOf("birth"), child_birth_date: "2024-13-31", child_hometown: "" });
  await go(target, sender(pageForm(target)));
}

/** A dossier of the sample citizen, if possible one whose clock runs, as a visitor with its code sees it. */
async function tracking(target) {
  const citizen = await page(DESKTOP);
  await signIn(citizen, CITIZEN);
  await citizen.goto(url("/my/dossiers"));
  const sent = citizen.locator("main .hits li").filter({ hasText: CODE });
  const running = sent.filter({ has: citizen.locator(".clock") });
  const [code] = (await ((await running.count()) > 0 ? running : sent).first().textContent()).match(CODE);
  await close(citizen);
  await target.goto(url(`/track?code=${encodeURIComponent(code)}`));
  const form = target.locator("main form[action='/track']");
  await form.locator("[name=factor]").fill(FACTOR);
  await go(target, sender(form));
}

/** The list with its first row current, so that the quick view shows. */
async function inbox(target) {
  await target.goto(url("/officer/inbox"));
  if (target.viewportSize().width < DESKTOP.width) return;
  await target.locator("html.keys-on").waitFor();
  await target.keyboard.press("j");
  await target.locator("#detail:not([inert]) a").first().waitFor();
}

async function dossier(target) {
  await target.goto(url("/officer/unit"));
  const row = target.locator("table[data-keys=list] tr[data-id]").first();
  await target.goto(url(await row.getAttribute("data-href")));
}

/** Opens the account of an officer whose login begins alike with those of the divisions. */
async function person(target, login) {
  await target.goto(url(`/officer/admin/people?q=${login}`));
  const own = target.locator("td.code").filter({ hasText: new RegExp(`^\\s*${login.replaceAll(".", "\\.")}\\s*$`) });
  await go(target, target.locator("main tbody tr").filter({ has: own }).locator("th a"));
}

/** The record of a hand-over; the second visit finds the one that the first made. */
async function handOver(target) {
  await person(target, LEAVING);
  await go(target, target.locator("main a[href$='/hand-over']"));
  const made = target.locator("main a[href^='/officer/admin/hand-overs/']").first();
  if (await made.count()) {
    await go(target, made);
    return moved(target);
  }
  const form = target.locator("main form[action$='/hand-over']");
  await form.locator("[name=receiver]").fill(RECEIVING);
  await form.locator("[name=basis]").fill("Quyết định số 12/QĐ-UBND ngày 10/12/2024");
  await go(target, sender(form));
  const { pathname } = new URL(target.url());
  if (!pathname.startsWith("/officer/admin/hand-overs/")) throw new Error(`nothing was handed over: ${await errorsOn(target)}`);
  await moved(target);
}

/** Waits until the work has gone over, which the record says while it goes. */
async function moved(target) {
  for (let tries = 0; tries < 40 && (await target.locator("article .temp").count()) > 0; tries += 1) {
    await target.waitForTimeout(250);
    await target.reload();
  }
}

/** An officer opens a dossier of another agency; what was opened before stays open. */
async function breakGlass() {
  const desk = await page(DESKTOP);
  await signIn(desk, BUSY_DESK, "/officer/unit");
  const code = (await desk.locator("table[data-keys=list] tr[data-id] .code").first().textContent()).trim();
  await close(desk);
  const stranger = await page(DESKTOP);
  await signIn(stranger, HANDLER, "/officer/glass");
  const form = stranger.locator("main form[action='/officer/glass']");
  await form.locator("[name=code]").fill(code);
  await form.locator("[name=reason]").fill("Người nộp đang cấp cứu, cần biết số giấy khai sinh ngay.");
  await go(stranger, sender(form));
  await close(stranger);
}

/** A page that shows what was opened by break-glass. */
const afterGlass = (path) => async (target) => {
  await breakGlass();
  await target.goto(url(path));
};

/** A person without dossiers who asked that their data be erased; whoever asked before is only signed in. */
async function askErasure() {
  const visitor = await page(DESKTOP);
  const send = async (action, values) => {
    const form = visitor.locator(`main form[action="${action}"]`);
    for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value);
    const accept = form.locator("[name=accept]");
    if (await accept.count()) await accept.check();
    await go(visitor, sender(form));
  };
  await visitor.goto(url("/register"));
  await send("/register", { ...ERASED, password: SECRET });
  if (new URL(visitor.url()).pathname !== "/my") {
    await visitor.goto(url("/sign-in"));
    await send("/sign-in", { login: ERASED.identity, password: SECRET });
  }
  await visitor.goto(url("/my/data/erase"));
  const form = visitor.locator("main form[action='/my/data/erase']");
  if (await form.count()) {
    await form.locator("[name=sure]").check();
    await go(visitor, sender(form));
  }
  await close(visitor);
}

async function erasure(target) {
  await askErasure();
  await target.goto(url("/officer/personal/erasures"));
  await go(target, target.locator("main a[href^='/officer/personal/erasures/']").first());
}

/** Who looked at the data of the sample citizen, among them the desk that finds a dossier by its code. */
async function access(target) {
  await target.goto(url("/my/dossiers"));
  const [code] = (await target.locator("main .hits li").filter({ hasText: CODE }).first().textContent()).match(CODE);
  const desk = await page(DESKTOP);
  await signIn(desk, LEADER, "/officer/inbox");
  const form = desk.locator("header form[role=search]");
  await form.locator("[name=q]").fill(code);
  await go(desk, sender(form));
  await close(desk);
  await target.goto(url("/my/access"));
}

/** A plan that is checked, with its counts; nothing is written. */
async function reform(target) {
  await target.goto(url("/officer/reform"));
  const form = target.locator("main form").filter({ has: target.locator("textarea#plan") });
  const plan = readFileSync(new URL("../../data/plans/mau-tach-xa.toml", import.meta.url), "utf8");
  await form.locator("textarea#plan").fill(plan);
  await go(target, sender(form));
}

/** All that the audit log has about one thing; the whole log is longer than a picture. */
async function story(target) {
  await target.goto(url("/officer/inspection?action=dossiers.deliver"));
  await go(target, target.locator("main table.audit td a.code").first());
}

const PAGES = {
  "citizen-home": { open: at("/") },
  procedure: { open: at(`/procedures/${BIRTH}`) },
  "step-errors": { as: CITIZEN, open: stepWithErrors },
  tracking: { open: tracking },
  inbox: { as: BUSY_DESK, open: inbox },
  dossier: { as: BUSY_DESK, open: dossier },
  statistics: { as: LEADER, open: at("/officer/numbers") },
  "sign-in": { open: at("/sign-in") },
  security: { as: CITIZEN, open: at("/my/security") },
  passkeys: { as: CITIZEN, open: at("/my/security/passkeys") },
  contact: { as: CITIZEN, open: at("/my/contact") },
  "my-data": { as: CITIZEN, open: at("/my/data") },
  "my-access": { as: CITIZEN, open: access },
  businesses: { as: CITIZEN, open: at("/my/businesses") },
  "business-new": { as: CITIZEN, open: at("/my/businesses/new") },
  people: { as: ADMINISTRATOR, open: at("/officer/admin/people?q=handler.450") },
  person: { as: ADMINISTRATOR, open: (target) => person(target, LEAVING) },
  "hand-over-record": { as: ADMINISTRATOR, open: handOver },
  "glass-review": { as: LEADER, open: afterGlass("/officer/glass/review") },
  "personal-flags": { as: PROTECTION, open: afterGlass("/officer/personal/flags") },
  "personal-erasure": { as: PROTECTION, open: erasure },
  inspection: { as: INSPECTOR, open: story },
  reform: { as: OPERATOR, open: reform },
};

async function take(name, { as, open }, size, viewport) {
  const target = await page(viewport);
  try {
    if (as) await signIn(target, as);
    await open(target);
    await target.evaluate(() => document.fonts.ready.then(() => undefined));
    await shot(target, `${name}-${size}`);
  } finally {
    await close(target);
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PAGES));
if (unknown.length > 0) throw new Error(`no page is called ${unknown.join(", ")}; there are ${Object.keys(PAGES).join(", ")}`);
try {
  for (const [name, entry] of Object.entries(PAGES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await take(name, entry, "desktop", DESKTOP);
    await take(name, entry, "phone", PHONE);
  }
} finally {
  await closeBrowser();
}
