// What every page owes: WCAG 2.2 AA on phone and desktop, no sideways scrolling, nothing from another host, no complaint of
// the browser, both languages whole, and citizen pages that are light without script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, axe, close, closeBrowser, noComplaints, noOtherHost, noOverflow, page, url } from "./harness.mjs";
import {
  BIRTH,
  BUSY_DESK,
  CITIZEN,
  CODE,
  COMMUNE,
  FACTOR,
  HANDLER,
  LEADER,
  RECEPTION,
  answersOf,
  begin,
  fill,
  go,
  pageCode,
  pageForm,
  sender,
  signIn,
} from "./steps.mjs";

/** HTML and CSS of a citizen page, before fonts, uncompressed. */
const BUDGET = 50_000;
const LANGUAGES = ["vi", "en"];
const ADMINISTRATOR = "administrator.44";
const OPERATOR = "operator.44";
const INSPECTOR = "inspector.44";
const PROTECTION = "data-protection.44";
const LOGINS = [CITIZEN, BUSY_DESK, RECEPTION, HANDLER, LEADER, ADMINISTRATOR, OPERATOR, INSPECTOR, PROTECTION];
/** An officer of a ward where nobody else walks. */
const SOMEBODY = "handler.18859";
/** What a message looks like that has no words in a language. */
const BARE_KEY =
  /(?:^|[\s⟦])(?:web|portal|procedures|identity|payments|dossiers|inspection|organisation|blobs|error)-[a-z]+(?:-[a-z0-9]+)+(?=[\s⟧]|$)/;

/** Signed-in browsers' cookies by login, so that everybody signs in once. */
const states = {};
/** A draft and a dossier of the sample citizen. */
const known = {};

async function session(login) {
  const visitor = await page(DESKTOP, { js: false });
  try {
    await signIn(visitor, login);
    return await visitor.context().storageState();
  } finally {
    await close(visitor);
  }
}

before(async () => {
  for (const login of LOGINS) states[login] = await session(login);
  const citizen = await page(DESKTOP, { js: false, storageState: states[CITIZEN] });
  await citizen.goto(url(`/apply/${BIRTH}`));
  known.draft = await begin(citizen, BIRTH);
  await citizen.goto(url("/my/dossiers"));
  const own = citizen.locator("main .hits li").filter({ hasText: CODE }).locator("a[href^='/my/dossiers/']").first();
  known.dossier = new URL(await own.getAttribute("href"), citizen.url()).pathname;
  await citizen.goto(url(known.dossier));
  known.code = (await citizen.locator("main .code").first().textContent()).trim();
  await close(citizen);
});
after(closeBrowser);

/** The page of the sample child with two mistakes. */
async function stepWithErrors(target) {
  await target.goto(url(`/my/drafts/${known.draft}/child`));
  await fill(target, { ...answersOf("birth"), child_birth_date: "2024-13-31", child_hometown: "" });
  await go(target, sender(pageForm(target)));
  assert.equal(pageCode(target), "child");
  assert.equal(await target.locator(".err-sum li").count(), 2);
}

async function tracked(target) {
  await target.goto(url(`/track?code=${encodeURIComponent(known.code)}`));
  const form = target.locator("main form[action='/track']");
  await form.locator("[name=factor]").fill(FACTOR);
  await go(target, sender(form));
  assert.ok((await target.locator("main ol.time > li").count()) > 0, "the look-up shows the timeline");
}

async function firstDossier(target) {
  await target.goto(url("/officer/unit"));
  const row = target.locator("table[data-keys=list] tr[data-id]").first();
  await target.goto(url(await row.getAttribute("data-href")));
}

/** A dossier's papers with one of them shown beside the form. */
async function paperBeside(target) {
  await firstDossier(target);
  await go(target, target.locator("nav.tabs a[href*='part=papers']"));
}

/** What an officer finds by a name, from the field that stands on every page; it stays out of the address. */
async function found(target) {
  await target.goto(url("/officer/inbox"));
  const form = target.locator("header form[role=search]");
  await form.locator("[name=q]").fill("Nguyễn Văn Mẫu");
  await go(target, sender(form));
  const { pathname, search } = new URL(target.url());
  assert.deepEqual([pathname, search], ["/officer/search", ""]);
}

/** The number of the whole that stands first in the table, and the dossiers behind it. */
async function behindNumber(target) {
  await target.goto(url("/officer/numbers"));
  await go(target, target.locator("table.stat td.n a").first());
}

/** A page of the account of an officer; the search finds those of the divisions too. */
const person = (part) => async (target) => {
  await target.goto(url(`/officer/admin/people?q=${SOMEBODY}`));
  const { pathname } = new URL(await target.locator("main tbody th a").first().getAttribute("href"), target.url());
  await target.goto(url(`${pathname}${part}`));
};

/** A plan that is checked, with its counts; nothing is written. */
async function plan(target) {
  await target.goto(url("/officer/reform"));
  const form = target.locator("main form").filter({ has: target.locator("textarea#plan") });
  await form.locator("textarea#plan").fill(readFileSync(new URL("../../data/plans/mau-tach-xa.toml", import.meta.url), "utf8"));
  await go(target, sender(form));
  assert.ok((await target.locator("main dl.counts > div").count()) > 0, "the counts of the plan are shown");
}

/** All that the audit log has about one dossier. */
async function story(target) {
  await target.goto(url("/officer/inspection?action=dossiers.deliver"));
  await go(target, target.locator("main table.audit td a.code").first());
  assert.equal(await target.locator("main a.back[href='/officer/inspection']").count(), 1, "the way back");
}

/** The request for more papers for the first dossier of a desk that has it to receive. */
async function askPapers(target) {
  await firstDossier(target);
  const { pathname } = new URL(target.url());
  await target.goto(url(`${pathname}/act/ask-supplement`));
}

const at = (path) => async (target) => target.goto(url(typeof path === "function" ? path() : path));

/** Name, who looks, how it is opened; citizen pages are weighed. */
const PAGES = [
  { name: "citizen home", open: at("/"), citizen: true },
  { name: "list of procedures", open: at("/procedures"), citizen: true },
  { name: "list of procedures with all agencies", open: at("/procedures?agencies=all"), citizen: true },
  { name: "search with hits", open: at("/procedures?q=khai%20sinh"), citizen: true },
  { name: "search without hits", open: at("/procedures?q=zzzzqqqq"), citizen: true },
  { name: "procedure", open: at(`/procedures/${BIRTH}`), citizen: true },
  { name: "sign-in", open: at("/sign-in"), citizen: true },
  { name: "register", open: at("/register"), citizen: true },
  { name: "new password with a slip", open: at("/sign-in/recover"), citizen: true },
  { name: "lost password", open: at("/sign-in/lost"), citizen: true },
  { name: "how one is reached", as: CITIZEN, open: at("/my/contact"), citizen: true },
  { name: "a telephone to be confirmed", as: CITIZEN, open: at("/my/contact/phone"), citizen: true },
  { name: "start of an application", as: CITIZEN, open: at(`/apply/${BIRTH}`), citizen: true },
  { name: "choice of the commune", as: CITIZEN, open: at(() => `/my/drafts/${known.draft}/area`), citizen: true },
  { name: "step with errors", as: CITIZEN, open: stepWithErrors, citizen: true },
  { name: "papers", as: CITIZEN, open: at(() => `/my/drafts/${known.draft}/papers`), citizen: true },
  { name: "review", as: CITIZEN, open: at(() => `/my/drafts/${known.draft}/review`), citizen: true },
  { name: "tracking form", open: at("/track"), citizen: true },
  { name: "tracking", open: tracked, citizen: true },
  { name: "my dossiers", as: CITIZEN, open: at("/my/dossiers"), citizen: true },
  { name: "my dossier", as: CITIZEN, open: at(() => known.dossier), citizen: true },
  { name: "notices", as: CITIZEN, open: at("/my/notices"), citizen: true },
  { name: "protection of the account", as: CITIZEN, open: at("/my/security"), citizen: true },
  { name: "password before a second step", as: CITIZEN, open: at("/my/security/totp"), citizen: true },
  { name: "passkeys", as: CITIZEN, open: at("/my/security/passkeys"), citizen: true },
  { name: "sessions and devices", as: CITIZEN, open: at("/my/security/sessions"), citizen: true },
  { name: "an e-mail to be confirmed", as: CITIZEN, open: at("/my/contact/email"), citizen: true },
  { name: "own data", as: CITIZEN, open: at("/my/data"), citizen: true },
  { name: "erasure of own data", as: CITIZEN, open: at("/my/data/erase"), citizen: true },
  { name: "who looked at own data", as: CITIZEN, open: at("/my/access"), citizen: true },
  { name: "businesses of a person", as: CITIZEN, open: at("/my/businesses"), citizen: true },
  { name: "account of a business", as: CITIZEN, open: at("/my/businesses/new"), citizen: true },
  { name: "account", as: CITIZEN, open: at("/my"), citizen: true },
  { name: "form 01 to print", as: CITIZEN, open: at(() => `${known.dossier}/print/01`), citizen: true },
  { name: "page not found", open: at("/there-is-no-such-page"), citizen: true },
  { name: "officer inbox", as: BUSY_DESK, open: at("/officer/inbox") },
  { name: "officer dossier", as: BUSY_DESK, open: firstDossier },
  { name: "protection of an officer's account", as: BUSY_DESK, open: at("/my/security") },
  { name: "how an officer is reached", as: BUSY_DESK, open: at("/my/contact") },
  { name: "officer dossier, paper beside the form", as: BUSY_DESK, open: paperBeside },
  { name: "search at the counter", as: RECEPTION, open: at("/officer/intake?q=khai%20sinh") },
  { name: "intake at the counter", as: RECEPTION, open: at(`/officer/intake?procedure=${BIRTH}`) },
  { name: "way back into an account", as: RECEPTION, open: at("/officer/recover") },
  { name: "search of officers", as: BUSY_DESK, open: found },
  { name: "numbers", as: LEADER, open: at("/officer/numbers") },
  { name: "dossiers behind a number", as: LEADER, open: behindNumber },
  { name: "request for more papers", as: BUSY_DESK, open: askPapers },
  { name: "absences", as: HANDLER, open: at("/my/absences") },
  { name: "delegations", as: HANDLER, open: at("/my/delegations") },
  { name: "break-glass", as: HANDLER, open: at("/officer/glass") },
  { name: "review of break-glass", as: LEADER, open: at("/officer/glass/review") },
  { name: "list of officers", as: ADMINISTRATOR, open: at("/officer/admin/people") },
  { name: "account of an officer", as: ADMINISTRATOR, open: person("") },
  { name: "absences of an officer", as: ADMINISTRATOR, open: person("/absences") },
  { name: "hand-over of an officer", as: ADMINISTRATOR, open: person("/hand-over") },
  { name: "new officer", as: ADMINISTRATOR, open: at("/officer/admin/people/new") },
  { name: "list of officers to import", as: ADMINISTRATOR, open: at("/officer/admin/people/import") },
  { name: "machines of units", as: ADMINISTRATOR, open: at("/officer/admin/clients") },
  { name: "looks outside own cases", as: PROTECTION, open: at("/officer/personal/flags") },
  { name: "requests for erasure", as: PROTECTION, open: at("/officer/personal/erasures") },
  { name: "audit log", as: INSPECTOR, open: at("/officer/inspection") },
  { name: "story of a dossier", as: INSPECTOR, open: story },
  { name: "reorganisation, a checked plan", as: OPERATOR, open: plan },
  { name: "state of the system", as: OPERATOR, open: at("/officer/operations") },
  { name: "messages of a trial", as: OPERATOR, open: at("/officer/operations/messages") },
];

/** Opens a page in a language, in a window of its own. */
async function opened(entry, language, options) {
  const target = await page(DESKTOP, { ...options, storageState: states[entry.as] });
  await target.goto(url(`/language/${language}?next=/about/data`));
  await entry.open(target);
  return target;
}

async function inLanguage(target, language) {
  assert.equal(await target.locator("html").getAttribute("lang"), language);
  const text = await target.evaluate(() => `${document.title}\n${document.body.innerText}`);
  assert.equal(text.match(BARE_KEY)?.[0].trim(), undefined, "a message without words");
  assert.equal(await target.locator("h1").filter({ visible: true }).count(), 1, "one heading names the page");
}

for (const entry of PAGES) {
  for (const language of LANGUAGES) {
    test(`${entry.name}, ${language}`, async () => {
      const target = await opened(entry, language);
      try {
        await inLanguage(target, language);
        for (const viewport of [DESKTOP, PHONE]) {
          await target.setViewportSize(viewport);
          await axe(target);
        }
        await noOverflow(target);
        noOtherHost(target);
        noComplaints(target);
      } finally {
        await close(target);
      }
    });
  }
}

/** The bytes of the last document and its style sheets. */
async function weigh(entry, language) {
  const target = await page(PHONE, { js: false, storageState: states[entry.as] });
  try {
    // A route of any kind keeps the browser from using kept style sheets, whose bytes would be missed.
    await target.route("**/*", (route) => route.continue());
    await target.goto(url(`/language/${language}?next=/about/data`));
    const parts = new Map();
    target.on("response", (answer) => {
      const kind = answer.request().resourceType();
      if (kind === "document") parts.clear();
      if (kind === "document" || kind === "stylesheet") parts.set(answer.url(), answer);
    });
    await entry.open(target);
    await target.waitForLoadState("load");
    const bodies = await Promise.all([...parts.values()].map((answer) => answer.body()));
    assert.ok(bodies.length >= 2, "a document and its style sheet");
    return bodies.reduce((sum, body) => sum + body.length, 0);
  } finally {
    await close(target);
  }
}

for (const entry of PAGES.filter((entry) => entry.citizen)) {
  test(`${entry.name} weighs less than ${BUDGET} bytes before fonts, without script`, async () => {
    for (const language of LANGUAGES) {
      const bytes = await weigh(entry, language);
      assert.ok(bytes < BUDGET, `${entry.name} in ${language}: ${bytes} bytes`);
    }
  });
}

test("procedures are narrowed by an agency and widened again, without script", async () => {
  const visitor = await page(DESKTOP, { js: false });
  const total = async () => Number((await visitor.locator("main [role=status]").textContent()).match(/\d+/)[0]);
  const form = visitor.locator("#narrow form");
  /** Chooses an agency and gives the number that stands beside it. */
  const choose = async (agency) => {
    const [, promised] = (await form.locator(`option[value="${agency}"]`).textContent()).match(/\((\d+)\)$/);
    await form.locator("select[name=agency]").selectOption(agency);
    await go(visitor, sender(form));
    assert.equal(await form.locator("select[name=agency]").inputValue(), agency);
    return Number(promised);
  };
  try {
    await visitor.goto(url("/procedures?field=ho-tich"));
    const all = await total();
    assert.equal(await choose("so-tu-phap"), await total());
    assert.ok((await total()) < all, "an agency narrows");
    assert.equal(await visitor.locator("ol.hits > li").count(), await total());
    assert.equal(new URL(visitor.url()).searchParams.get("field"), "ho-tich", "the other filter stays");
    await go(visitor, visitor.locator(".chips a").last());
    assert.equal(await total(), all);
    assert.equal(new URL(visitor.url()).searchParams.get("agency"), null);
    assert.equal(await form.locator(`option[value="${COMMUNE}"]`).count(), 0, "communes stand there on demand");
    await go(visitor, form.locator("p a"));
    assert.equal(await choose(COMMUNE), await total());
    assert.equal(await visitor.locator(`ol.hits a[href="/procedures/${BIRTH}"]`).count(), 1);
  } finally {
    await close(visitor);
  }
});

test("the table of numbers fits a desktop", async () => {
  for (const language of LANGUAGES) {
    const leader = await opened({ as: LEADER, open: at("/officer/numbers") }, language);
    try {
      const [inside, whole] = await leader.locator(".scroll:has(table.stat)").evaluate((box) => [box.clientWidth, box.scrollWidth]);
      assert.ok(whole <= inside, `${language}: ${whole} px of ${inside}`);
    } finally {
      await close(leader);
    }
  }
});

test("every number of the leader opens to as many dossiers", async () => {
  const leader = await page(DESKTOP, { js: false, storageState: states[LEADER] });
  try {
    await leader.goto(url("/officer/numbers"));
    const cells = await leader.locator("table.stat tr:has(td.n a)").first().locator("td.n a").evaluateAll((links) =>
      links.map((link) => ({ href: link.getAttribute("href"), number: link.textContent.trim() })),
    );
    assert.ok(cells.length > 0, "the table has numbers that open");
    for (const { href, number } of cells) {
      await leader.goto(url(href));
      assert.equal((await leader.locator("h1 .num").textContent()).trim(), number, href);
      const rows = await leader.locator("table.inbox tbody tr").count();
      assert.equal(rows, Math.min(Number(number.replace(/\D/g, "")), 50), `${href}: rows of the first page`);
    }
  } finally {
    await close(leader);
  }
});
