// Looks at chosen files before they travel: size and type, in the very sentences of the server.
//
// input[type=file] with data-max (bytes) and data-too-big; data-types ("pdf jpeg png") and data-bad-type; data-empty.
// The sentences may use {name}, {size} and {limit}. The server decides in the end, from the bytes.
import { all, closest, decimal, describe, fill, icon, word } from "./dom";

const MB = 1024 * 1024;
const SIGNATURES: Record<string, readonly number[]> = {
  pdf: [0x25, 0x50, 0x44, 0x46, 0x2d],
  jpeg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};
const LONGEST = 8;

// The newest look at each input; an older one that ends later is dropped.
const looks = new WeakMap<HTMLInputElement, number>();
const errors = new WeakMap<HTMLInputElement, string>();

/** Megabytes with one decimal, rounded up: a file over the limit never reads as the limit. */
function megabytes(bytes: number): string {
  return decimal(Math.ceil((bytes / MB) * 10) / 10, 1);
}

async function hasType(file: File, types: readonly string[]): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, LONGEST).arrayBuffer());
  return types.some((type) => {
    const signature = SIGNATURES[type];
    return signature !== undefined && signature.every((byte, at) => head[at] === byte);
  });
}

async function problem(input: HTMLInputElement): Promise<string | undefined> {
  const { max, tooBig, types, badType, empty } = input.dataset;
  const limit = Number(max);
  for (const file of Array.from(input.files ?? [])) {
    const values = { name: file.name, size: megabytes(file.size), limit: megabytes(limit) };
    if (empty && file.size === 0) return fill(empty, values);
    if (tooBig && limit > 0 && file.size > limit) return fill(tooBig, values);
    if (badType && types && !(await hasType(file, types.split(/\s+/)))) return fill(badType, values);
  }
  return undefined;
}

function errorLine(id: string, sentence: string): HTMLElement {
  const line = document.createElement("p");
  line.className = "err";
  line.id = id;
  line.dataset["made"] = "";
  const text = document.createElement("span");
  const prefix = word("error.prefix");
  if (prefix) {
    const hidden = document.createElement("span");
    hidden.className = "sr";
    hidden.textContent = prefix;
    text.append(hidden);
  }
  text.append(sentence);
  const sign = icon("late");
  if (sign) line.append(sign);
  line.append(text);
  return line;
}

function show(input: HTMLInputElement, sentence: string | undefined): void {
  const field = input.closest<HTMLElement>(".field");
  if (!field) return;
  const id = `${input.id || input.name}-check`;
  field.querySelector(".err[data-made]")?.remove();
  // What the server said was about the file before this one.
  for (const old of all(".err:not([data-made])", field)) {
    old.hidden = true;
    describe(input, old.id, false);
  }
  field.classList.toggle("bad", sentence !== undefined);
  describe(input, id, sentence !== undefined);
  if (sentence === undefined) {
    errors.delete(input);
    input.removeAttribute("aria-invalid");
    return;
  }
  errors.set(input, sentence);
  input.setAttribute("aria-invalid", "true");
  const line = errorLine(id, sentence);
  line.setAttribute("role", "alert");
  (input.closest(".drop") ?? input).before(line);
}

async function onChange(event: Event): Promise<void> {
  const input = closest<HTMLInputElement>(event, "input[type=file]");
  if (!input || !(input.dataset["max"] || input.dataset["types"])) return;
  const look = (looks.get(input) ?? 0) + 1;
  looks.set(input, look);
  const sentence = await problem(input).catch(() => undefined);
  if (looks.get(input) === look) show(input, sentence);
}

function onSubmit(event: SubmitEvent): void {
  if (!(event.target instanceof HTMLFormElement) || event.submitter?.hasAttribute("formnovalidate")) return;
  const wrong = all<HTMLInputElement>("input[type=file]", event.target).find((input) => errors.has(input));
  if (!wrong) return;
  event.preventDefault();
  wrong.focus();
}

export function startFiles(): void {
  document.addEventListener("change", (event) => void onChange(event));
  document.addEventListener("submit", onSubmit);
}
