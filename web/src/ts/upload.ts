// form[data-upload]: shows how far the files are. Without script, or without its words, the form posts as it is.
import { all, decimal, enhance, fill, wordsOrNone } from "./dom";
import { release } from "./once";

const KEYS = [
  "upload.label", // name of the progress bar
  "upload.progress", // {percent} {rate} {left}
  "upload.kb", // {n}
  "upload.mb", // {n}
  "upload.seconds", // {n}
  "upload.minutes", // {n}
  "upload.checking", // all sent, the server looks at the files
  "upload.cancel",
  "upload.stopped",
  "upload.failed",
] as const;
type Words = Record<(typeof KEYS)[number], string>;

const TICK_MS = 250;
const SPOKEN_STEP = 25;
const KB = 1024;
// Answers that replace the page. Others (too large, too busy, broken) would take away what was typed.
const KEEPS_FORM = new Set([0, 408, 413, 429]);

/** Bytes a second over the last moments, so that the time left follows the line and not the past. */
class Rate {
  private last = 0;
  private at = performance.now();
  private value = 0;

  update(loaded: number): number {
    const now = performance.now();
    const seconds = (now - this.at) / 1000;
    if (seconds < 0.2) return this.value;
    const current = (loaded - this.last) / seconds;
    this.value = this.value === 0 ? current : this.value * 0.7 + current * 0.3;
    this.last = loaded;
    this.at = now;
    return this.value;
  }
}

class Box {
  readonly root = document.createElement("div");
  readonly cancel = document.createElement("button");
  private readonly bar = document.createElement("progress");
  private readonly text = document.createElement("span");
  private readonly spoken = document.createElement("span");
  private spokenAt = 0;
  private drawnAt = 0;

  constructor(private readonly words: Words) {
    this.root.className = "up";
    this.bar.max = 100;
    this.bar.setAttribute("aria-label", words["upload.label"]);
    this.spoken.className = "sr";
    this.spoken.setAttribute("aria-live", "polite");
    this.cancel.type = "button";
    this.cancel.className = "linkbtn";
    this.cancel.textContent = words["upload.cancel"];
    const row = document.createElement("div");
    row.className = "row spread";
    row.append(this.text, this.cancel);
    this.root.append(this.bar, row, this.spoken);
  }

  progress(loaded: number, total: number, rate: number): void {
    const percent = Math.floor((loaded / total) * 100);
    const now = performance.now();
    if (percent < 100 && now - this.drawnAt < TICK_MS) return;
    this.drawnAt = now;
    this.bar.value = percent;
    this.text.textContent =
      loaded >= total
        ? this.words["upload.checking"]
        : fill(this.words["upload.progress"], {
            percent: decimal(percent),
            rate: size(rate, this.words),
            left: rate > 0 ? time((total - loaded) / rate, this.words) : "…",
          });
    if (percent >= this.spokenAt + SPOKEN_STEP) {
      this.spokenAt = percent;
      this.spoken.textContent = this.text.textContent;
    }
  }

  end(sentence: string): void {
    this.bar.remove();
    this.cancel.remove();
    this.text.textContent = sentence;
    this.spoken.textContent = sentence;
  }
}

function size(bytes: number, words: Words): string {
  return bytes < KB * KB
    ? fill(words["upload.kb"], { n: decimal(bytes / KB) })
    : fill(words["upload.mb"], { n: decimal(bytes / KB / KB, 1) });
}

function time(seconds: number, words: Words): string {
  return seconds < 90
    ? fill(words["upload.seconds"], { n: decimal(Math.max(1, Math.round(seconds))) })
    : fill(words["upload.minutes"], { n: decimal(Math.round(seconds / 60)) });
}

function hasFiles(form: HTMLFormElement): boolean {
  return all<HTMLInputElement>("input[type=file]", form).some((input) => (input.files?.length ?? 0) > 0);
}

function body(form: HTMLFormElement, submitter: HTMLElement | null): FormData {
  const data = new FormData(form);
  const button = submitter instanceof HTMLButtonElement || submitter instanceof HTMLInputElement ? submitter : null;
  if (button?.name) data.append(button.name, button.value);
  return data;
}

/** What a page loads besides its body; when it differs, only a real navigation is right. */
function frame(page: Document): string {
  return [...all("link[rel=stylesheet]", page), ...all("script[src]", page)]
    .map((part) => part.getAttribute("href") ?? part.getAttribute("src"))
    .join(" ");
}

/** Shows the answer as if the browser had posted the form, without asking the server twice. Without errors it shows the
 * place that the pressed button names, as the fragment of the address would: an answer does not tell its fragment. */
function showAnswer(answer: XMLHttpRequest, place: string | undefined): void {
  const html = (answer.getResponseHeader("content-type") ?? "").startsWith("text/html");
  const page = html ? new DOMParser().parseFromString(answer.responseText, "text/html") : null;
  if (!page || frame(page) !== frame(document)) {
    location.assign(answer.responseURL);
    return;
  }
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  if (answer.responseURL === location.href) history.replaceState(null, "");
  else history.pushState(null, "", answer.responseURL);
  window.addEventListener("popstate", () => location.reload(), { once: true });
  window.scrollTo(0, 0);
  enhance();
  const wrong = document.querySelector<HTMLElement>(".err-sum");
  const named = place && !wrong ? document.getElementById(place) : null;
  const first = wrong ?? named ?? document.querySelector<HTMLElement>("main h1");
  if (first && first.tabIndex < 0 && !first.hasAttribute("tabindex")) first.tabIndex = -1;
  first?.focus();
  named?.closest(".field")?.scrollIntoView({ block: "nearest" });
}

function send(form: HTMLFormElement, submitter: HTMLElement | null, words: Words): void {
  const box = new Box(words);
  const request = new XMLHttpRequest();
  const rate = new Rate();
  const stop = (sentence: string): void => {
    box.end(sentence);
    release(form);
    delete form.dataset["sending"];
  };
  form.dataset["sending"] = "";
  form.querySelector(".up")?.remove();
  (submitter?.closest(".actions") ?? form.querySelector(":scope > .actions") ?? form.lastElementChild)?.before(box.root);
  box.cancel.addEventListener("click", () => request.abort());
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) box.progress(event.loaded, event.total, rate.update(event.loaded));
  });
  request.addEventListener("abort", () => stop(words["upload.stopped"]));
  request.addEventListener("error", () => stop(words["upload.failed"]));
  request.addEventListener("load", () => {
    if (KEEPS_FORM.has(request.status) || request.status >= 500) stop(words["upload.failed"]);
    else showAnswer(request, submitter?.dataset["place"]);
  });
  request.open("POST", submitter?.getAttribute("formaction") ?? form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(body(form, submitter));
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("form[data-upload]")) return;
  if (form.dataset["sending"] !== undefined) {
    event.preventDefault();
    return;
  }
  const words = hasFiles(form) ? wordsOrNone(KEYS) : undefined;
  if (!words) return;
  event.preventDefault();
  send(form, event.submitter, words);
}

export function startUpload(): void {
  document.addEventListener("submit", onSubmit);
}

