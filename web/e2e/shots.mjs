// The screenshots of docs/screens, phone and desktop, whole pages:
//   BASE_URL=http://127.0.0.1:8080 node web/e2e/shots.mjs [names of pages]
// Environment as in harness.mjs; SHOTS is docs/screens unless it says something else.
import { fileURLToPath } from "node:url";
import { DESKTOP, PHONE, close, closeBrowser, page, shot, url } from "./harness.mjs";
import {
  BIRTH,
  BUSY_DESK,
  CITIZEN,
  CODE,
  FACTOR,
  LEADER,
  answersOf,
  begin,
  fill,
  go,
  pageForm,
  sender,
  signIn,
} from "./steps.mjs";

process.env.SHOTS ||= fileURLToPath(new URL("../../docs/screens", import.meta.url));

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

const PAGES = {
  "citizen-home": { open: at("/") },
  procedure: { open: at(`/procedures/${BIRTH}`) },
  "step-errors": { as: CITIZEN, open: stepWithErrors },
  tracking: { open: tracking },
  inbox: { as: BUSY_DESK, open: inbox },
  dossier: { as: BUSY_DESK, open: dossier },
  statistics: { as: LEADER, open: at("/officer/numbers") },
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
