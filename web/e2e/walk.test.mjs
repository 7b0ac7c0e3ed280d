// The main job, end to end: a citizen without script finds, applies, pays and follows; officers with script accept, handle,
// approve and deliver; the citizen gets the result. The parts build on each other and run in this order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, axe, close, closeBrowser, noComplaints, noOtherHost, page, url } from "./harness.mjs";
import {
  APPROVER,
  BIRTH,
  CITIZEN,
  CODE,
  FACTOR,
  HANDLER,
  MARITAL_STATUS,
  RECEPTION,
  act,
  answer,
  answersOf,
  apply,
  asOfficer,
  attach,
  begin,
  errorsOn,
  file,
  fill,
  fillSignIn,
  findRow,
  go,
  next,
  openFromUnit,
  pageCode,
  pageForm,
  pdf,
  reached,
  sender,
  submit,
} from "./steps.mjs";

const PAPER = "birth-certificate-medical";
const GOOD = file("giay-chung-sinh.pdf", pdf("GIAY CHUNG SINH MAU"));
const WRONG = file("ghi-chu.txt", Buffer.from("Không phải giấy tờ, chỉ là chữ.\n"), "text/plain");
const RESULT = pdf("GIAY KHAI SINH MAU");

/** The citizen's page for the whole walk. */
let citizen;
/** What later parts need: the dossier's id, its reference, its code. */
const walk = {};
const from = (part) => reached(walk, part);

before(async () => (citizen = await page(PHONE, { js: false })));
after(async () => {
  await close(citizen);
  await closeBrowser();
});

async function search(target, words) {
  const form = target.locator("main form[role=search]");
  await form.locator("input[name=q]").fill(words);
  await go(target, sender(form));
  assert.equal(new URL(target.url()).pathname, "/procedures");
}

test("home: birth registration is found with and without marks, and narrowed", async () => {
  for (const words of ["khai sinh", "dang ky khai sinh", "đăng ký khai sinh"]) {
    await citizen.goto(url("/"));
    await search(citizen, words);
    const hits = await citizen.locator("ol.hits h2 a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.ok(hits.includes(`/procedures/${BIRTH}`), `“${words}” finds ${hits.join(", ")}`);
  }
  const narrower = citizen.locator("#narrow a[href*='level=commune']");
  const promised = Number(await narrower.locator(".num").textContent());
  await go(citizen, narrower);
  assert.equal(await citizen.locator("ol.hits > li").count(), Math.min(promised, 15), "a filter's count is the number of its hits");
  assert.equal(await citizen.locator(`ol.hits a[href="/procedures/${BIRTH}"]`).count(), 1);
});

test("the procedure's page has its parts and leads to the application", async () => {
  await go(citizen, citizen.locator(`ol.hits a[href="/procedures/${BIRTH}"]`));
  for (const part of ["papers", "steps", "limits", "fees", "manners", "about"]) {
    assert.equal(await citizen.locator(`section[aria-labelledby=${part}]`).count(), 1, part);
  }
  assert.ok((await citizen.locator(".sampled").count()) > 0, "invented content is marked");
  await go(citizen, citizen.locator(`main a[href="/apply/${BIRTH}"]`).filter({ visible: true }).first());
  assert.equal(new URL(citizen.url()).pathname, "/sign-in");
});

test("after signing in the citizen is where they wanted to go", async () => {
  await fillSignIn(citizen, CITIZEN);
  assert.equal(new URL(citizen.url()).pathname, `/apply/${BIRTH}`);
});

test("a mistake is said beside its field and in the summary, and nothing typed is lost", async () => {
  walk.id = await begin(citizen, BIRTH);
  const answers = { ...answersOf("birth"), behalf: "child", other_name: answersOf("birth").child_name };
  await answer(citizen, answers, {
    until: "child",
    on: {
      applicant: async () => assert.equal(await citizen.locator("main [name=identity]").inputValue(), CITIZEN),
    },
  });
  await fill(citizen, { ...answers, child_birth_date: "2024-13-31", child_hometown: "" });
  await go(citizen, sender(pageForm(citizen)));

  assert.equal(pageCode(citizen), "child");
  assert.equal(await citizen.locator(".err-sum li").count(), 2);
  for (const name of ["child_birth_date", "child_hometown"]) {
    const inSummary = await citizen.locator(`.err-sum a[href="#${name}"]`).textContent();
    const beside = citizen.locator(`#${name}-e`);
    assert.ok((await beside.textContent()).includes(inSummary.trim()), `${name}: the same sentence stands at the field`);
    assert.equal(await citizen.locator(`#${name}`).getAttribute("aria-invalid"), "true");
    const described = citizen.locator(`:is(#${name}, fieldset:has(#${name}))[aria-describedby~="${name}-e"]`);
    assert.equal(await described.count(), 1, `${name}: a screen reader reads the error with the control`);
  }
  assert.equal(await citizen.locator("[name=child_name]").inputValue(), answers.child_name);
  const typed = ["d", "m", "y"].map((part) => citizen.locator(`[name=child_birth_date-${part}]`).inputValue());
  assert.deepEqual(await Promise.all(typed), ["31", "13", "2024"]);
  assert.equal(await citizen.locator("[name=child_sex][value=female]").isChecked(), true);

  await fill(citizen, answers);
  await next(citizen);
});

test("a draft can be left and gone on with where it was left", async () => {
  const left = pageCode(citizen);
  await go(citizen, pageForm(citizen).locator("button[name=later]"));
  assert.equal(new URL(citizen.url()).pathname, "/my/dossiers");
  await go(citizen, citizen.locator(`main a[href^="/my/drafts/${from("id")}"]`).first());
  assert.equal(pageCode(citizen), left);
});

test("a wrong file is refused while the good one of the same post stays", async () => {
  const answers = answersOf("birth");
  await answer(citizen, { ...answers, behalf: "child", other_name: answers.child_name });
  const papers = `/my/drafts/${from("id")}/papers`;

  await go(citizen, sender(pageForm(citizen)));
  assert.equal(await citizen.locator(`.err-sum a[href="#paper-${PAPER}"]`).count(), 1, "a required paper is asked for");

  await citizen.goto(url(papers));
  await attach(citizen, PAPER, [GOOD, WRONG]);
  const box = citizen.locator(`main section[aria-labelledby="paper-${PAPER}-l"]`);
  assert.match(await errorsOn(citizen), /ghi-chu\.txt/);
  assert.match((await box.locator(".err").allTextContents()).join(" "), /ghi-chu\.txt/);
  await citizen.goto(url(papers));
  const names = await citizen.locator("main li.file a").allTextContents();
  assert.deepEqual(names, [GOOD.name]);
  const kept = await citizen.request.get(url(await citizen.locator("main li.file a").getAttribute("href")));
  assert.deepEqual(await kept.body(), GOOD.buffer, "the file comes back as it was sent");
  await next(citizen);
});

test("the answers are reviewed and sent; the reference is there at once", async () => {
  const answers = answersOf("birth");
  await answer(citizen, {}, { until: "review" });
  const review = await citizen.locator("main").textContent();
  for (const part of [answers.child_name, "27/11/2024", answers.birth_facility, GOOD.name, CITIZEN]) {
    assert.ok(review.includes(part), `the review lacks ${part}`);
  }
  assert.ok((await citizen.locator(`main a[href^="/my/drafts/${from("id")}/child?back=review#child_name"]`).count()) > 0, "an answer can be changed");
  walk.reference = await submit(citizen);
  assert.match(await citizen.locator("main").textContent(), /\d{2}:\d{2}/, "the time of receipt is told");
  await axe(citizen);

  await citizen.goto(url(`/my/drafts/${walk.id}/review`));
  assert.equal(new URL(citizen.url()).pathname, `/my/dossiers/${walk.id}`, "a sent draft leads to its dossier");
});

test("a fee is paid at the gateway's page, once", async () => {
  const { id, reference } = await apply(citizen, MARITAL_STATUS, answersOf("marital-status"));
  await go(citizen, citizen.locator("main a[href^='/payments/']").first());
  assert.match(await citizen.locator("main").textContent(), /15\.000/);
  await axe(citizen);
  const payment = pageCode(citizen);
  await go(citizen, sender(citizen.locator(`form[action="/payments/${payment}/start"]`)));
  assert.equal(new URL(citizen.url()).pathname, `/sandbox/gateway/${payment}`);
  assert.ok((await citizen.locator("main").textContent()).includes(reference));
  await axe(citizen);
  await go(citizen, citizen.locator("button[name=outcome][value=paid]"));
  await settled(payment);
  await citizen.goto(url(`/sandbox/gateway/${payment}`));
  assert.equal(await citizen.locator("button[name=outcome]").count(), 0, "the gateway takes a payment once");
  await citizen.goto(url(`/my/dossiers/${id}`));
  assert.equal(await citizen.locator("main a.btn[href^='/payments/']").count(), 0, "nothing is left to pay");
});

/** The gateway tells the house on its own line; the page says so as soon as that came. */
async function settled(payment) {
  for (let look = 0; look < 5; look += 1) {
    if (await citizen.locator("main .note.ok").count()) return;
    await citizen.goto(url(`/payments/${payment}/return`));
  }
  assert.fail("the payment is not settled");
}

test("reception sees it in the unit's list with the upload beside the form, and accepts it", async () => {
  const id = from("id");
  await asOfficer(RECEPTION, async (desk) => {
    const row = await findRow(desk, "/officer/unit", id);
    assert.ok((await row.textContent()).includes(from("reference")));
    await openFromUnit(desk, id);
    const text = await desk.locator("main").textContent();
    assert.ok(text.includes(answersOf("birth").child_name), "the answers are there");
    assert.ok(text.includes(GOOD.name), "the upload is there");

    await go(desk, desk.locator("nav.tabs a[href*='part=papers']"));
    assert.ok((await desk.locator("main").textContent()).includes(answersOf("birth").child_name), "the form stands beside the paper");
    const shown = desk.locator(".viewer iframe.doc");
    assert.equal(await shown.getAttribute("title"), GOOD.name);
    const paper = await desk.request.get(url(await shown.getAttribute("src")));
    assert.deepEqual(await paper.body(), GOOD.buffer, "the paper that is shown is the upload");

    await act(desk, id, "accept");
  });
});

test("an officer of another unit does not know the dossier", async () => {
  await asOfficer("reception.18856.mot-cua", async (desk) => {
    const answer = await desk.goto(url(`/officer/dossiers/${from("id")}`));
    assert.equal(answer.status(), 404);
  });
});

test("the handler hands it on", async () => {
  await asOfficer(HANDLER, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "forward", { values: { note: "Thông tin khớp với Giấy chứng sinh." } });
  });
});

test("the approver adds the result and approves", async () => {
  await asOfficer(APPROVER, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "approve", { files: { result: file("giay-khai-sinh.pdf", RESULT) } });
  });
});

test("reception delivers", async () => {
  await asOfficer(RECEPTION, async (desk) => {
    await openFromUnit(desk, from("id"));
    await act(desk, from("id"), "deliver", { values: { proof: "Đã gửi vào tài khoản." } });
  });
});

test("the citizen's account has the code, the timeline and the result", async () => {
  const id = from("id");
  await citizen.goto(url(`/my/dossiers/${id}`));
  const main = citizen.locator("main");
  const [code] = (await main.textContent()).match(CODE) ?? [];
  assert.ok(code, "an accepted dossier has a code");
  walk.code = code;
  assert.ok((await main.locator("ol.time > li").count()) >= 5, "every step stands in the timeline");
  const links = await main.locator(`a[href^="/my/dossiers/${id}/files/"]`).evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const files = await Promise.all([...new Set(links)].map((href) => citizen.request.get(url(href))));
  const bodies = await Promise.all(files.map((answer) => answer.body()));
  const at = bodies.findIndex((body) => body.equals(RESULT));
  assert.ok(at >= 0, "the result can be downloaded as the approver gave it");
  assert.equal(files[at].headers()["content-type"], "application/pdf");
  assert.ok((await main.textContent()).includes(`${code}-KQ(1)`), "the result has its own code");
});

test("anybody with code and second factor follows it; a wrong factor and a wrong code read the same", async () => {
  const visitor = await page(PHONE, { js: false });
  try {
    const wrong = [];
    for (const [code, factor] of [[from("code"), "9999"], ["T-0000000000", FACTOR]]) {
      wrong.push(await track(visitor, code, factor));
    }
    assert.deepEqual(wrong.map((answer) => answer.status), [404, 404]);
    const known = await track(visitor, from("code"), FACTOR);
    assert.equal(known.status, 200);
    assert.ok((await visitor.locator("main ol.time > li").count()) >= 5);
    assert.ok(!(await visitor.locator("main").textContent()).includes(CITIZEN), "no identity number is shown");
    noOtherHost(visitor);
  } finally {
    await close(visitor);
  }
});

/** Looks a dossier up from the home page. */
async function track(visitor, code, factor) {
  await visitor.goto(url("/"));
  const form = visitor.locator("main form[action='/track']");
  await form.locator("[name=code]").fill(code);
  await go(visitor, sender(form));
  const asked = visitor.locator("main form[action='/track']");
  assert.equal(await asked.locator("[name=code]").inputValue(), code);
  await asked.locator("[name=factor]").fill(factor);
  const [answer] = await Promise.all([
    visitor.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === "POST"),
    go(visitor, sender(asked)),
  ]);
  return { status: answer.status() };
}

test("the citizen rates the service, once", async () => {
  const id = from("id");
  await citizen.goto(url(`/my/dossiers/${id}`));
  await go(citizen, citizen.locator(`main a[href^="/my/dossiers/${id}/rate"]`).first());
  const form = citizen.locator(`main form[action="/my/dossiers/${id}/rate"]`);
  await axe(citizen);
  await form.locator("[name=score][value='5']").check();
  await form.locator("[name=comment]").fill("Nhanh và rõ.");
  await go(citizen, sender(form));
  assert.equal(new URL(citizen.url()).pathname, `/my/dossiers/${id}`, await errorsOn(citizen));
  assert.equal(await citizen.locator(`main a[href^="/my/dossiers/${id}/rate"]`).count(), 0);
  noOtherHost(citizen);
  noComplaints(citizen);
});
