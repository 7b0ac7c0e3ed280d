// table[data-keys=list]: one current row, picked rows, the quick view of the current row in #detail.
// tr[data-id][data-href][data-preview]. The row with focus and the shown row are the same row.
import { all, closest, decimal, usable } from "./dom";
import { mayReplace } from "./guard";

interface Htmx {
  ajax(verb: "GET", path: string, context: { source: Element; target: Element; swap: string }): Promise<void>;
}
declare global {
  interface Window {
    htmx?: Htmx;
  }
}

// A row that is only passed by on the way down is not fetched: opening personal data leaves a record.
const SHOW_AFTER_MS = 300;
const MEMORY = "nhatle.row";
const TABLE = "table[data-keys=list]";

let anchor: HTMLTableRowElement | null = null;
let timer = 0;
let asked: HTMLTableRowElement | null = null;
let afterShown: (() => void) | null = null;

function rows(): HTMLTableRowElement[] {
  return all<HTMLTableRowElement>(`${TABLE} tbody tr[data-id]`);
}

export function hasList(): boolean {
  return document.querySelector(TABLE) !== null;
}

/** The row that the next key acts on. */
export function currentRow(): HTMLTableRowElement | null {
  return document.querySelector<HTMLTableRowElement>(`${TABLE} tbody tr[aria-current=true]`);
}

function detail(): HTMLElement | null {
  const part = document.getElementById("detail");
  return part && part.getClientRects().length > 0 ? part : null;
}

function focusRow(row: HTMLTableRowElement): void {
  const link = row.querySelector<HTMLElement>("td a[href], th a[href]");
  if (!link) row.tabIndex = -1;
  (link ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Makes a row the current one; false when unsent text in the quick view keeps the old one. */
function select(row: HTMLTableRowElement): boolean {
  if (row === currentRow()) return true;
  const part = detail();
  if (part && row.dataset["preview"] && !mayReplace(part)) return false;
  for (const other of rows()) {
    other.classList.toggle("on", other === row);
    if (other === row) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  if (part && row.dataset["preview"]) {
    // What still shows belongs to another row: nothing in it may be pressed now.
    part.inert = true;
    part.setAttribute("aria-busy", "true");
    afterShown = null;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => load(row, part), SHOW_AFTER_MS);
  }
  return true;
}

function load(row: HTMLTableRowElement, part: HTMLElement): void {
  window.clearTimeout(timer);
  const path = row.dataset["preview"];
  if (!path || !window.htmx) return;
  asked = row;
  part.setAttribute("hx-sync", "this:replace");
  void window.htmx.ajax("GET", path, { source: part, target: part, swap: "innerHTML" });
}

function settle(part: HTMLElement): void {
  asked = null;
  part.inert = false;
  part.removeAttribute("aria-busy");
  const next = afterShown;
  afterShown = null;
  next?.();
}

/** Runs an act on the quick view once it shows the current row. */
export function whenShown(act: () => void): void {
  const part = detail();
  const row = currentRow();
  if (!part || !part.inert || !row) {
    act();
    return;
  }
  afterShown = act;
  if (asked !== row) load(row, part);
}

/** Moves the current row; without one, starts at the first or the last. */
export function move(step: 1 | -1): void {
  const list = rows();
  const row = currentRow();
  const at = row ? list.indexOf(row) + step : step === 1 ? 0 : list.length - 1;
  const next = list[Math.min(Math.max(at, 0), list.length - 1)];
  if (next && select(next)) focusRow(next);
}

export function openRow(): void {
  const row = currentRow();
  if (!row?.dataset["href"]) return;
  remember(false);
  location.assign(row.dataset["href"]);
}

function box(row: HTMLTableRowElement): HTMLInputElement | null {
  return row.querySelector<HTMLInputElement>("input[type=checkbox]");
}

function pickRange(to: HTMLTableRowElement): void {
  const list = rows();
  const from = anchor && list.includes(anchor) ? list.indexOf(anchor) : list.indexOf(to);
  const until = list.indexOf(to);
  for (const row of list.slice(Math.min(from, until), Math.max(from, until) + 1)) {
    const tick = box(row);
    if (tick && !tick.disabled) tick.checked = true;
  }
  count();
}

/** X picks the current row, Shift+X all rows from the last pick to the current one. */
export function pick(range: boolean): void {
  const row = currentRow();
  if (!row) return;
  if (range) pickRange(row);
  else {
    const tick = box(row);
    if (tick && !tick.disabled) tick.checked = !tick.checked;
    count();
  }
  anchor = row;
}

export function picked(): number {
  return rows().filter((row) => box(row)?.checked).length;
}

function count(): void {
  const number = picked();
  for (const place of all("[data-picked]")) place.textContent = decimal(number);
  for (const bar of all("[data-bulk]")) bar.hidden = number === 0;
  const whole = document.querySelector<HTMLInputElement>(`${TABLE} [data-pick-all]`);
  if (!whole) return;
  whole.checked = number > 0 && number === rows().length;
  whole.indeterminate = number > 0 && !whole.checked;
}

/** Keeps the place in the list (an id and a position, nothing else) for the way back. */
function remember(acted: boolean): void {
  const row = currentRow();
  if (!row) return;
  store({ path: location.pathname, id: row.dataset["id"] ?? "", at: rows().indexOf(row), acted });
}

interface Place {
  path: string;
  id: string;
  at: number;
  acted: boolean;
}

function store(place: Place | null): void {
  try {
    if (place) sessionStorage.setItem(MEMORY, JSON.stringify(place));
    else sessionStorage.removeItem(MEMORY);
  } catch {
    // Storage may be off; then the list opens at its top.
  }
}

function stored(): Place | null {
  try {
    return JSON.parse(sessionStorage.getItem(MEMORY) ?? "null") as Place | null;
  } catch {
    return null;
  }
}

/** An act on the dossier's own page moves the list on to the next row. */
function rememberAct(): void {
  const place = stored();
  if (hasList()) remember(true);
  else if (place) store({ ...place, acted: true });
}

/** Going on to a neighbour of the list moves the place in it along. */
function follow(): void {
  const place = stored();
  const id = document.querySelector<HTMLElement>("[data-keys=dossier]")?.dataset["id"];
  if (place && id && !place.acted) store({ ...place, id });
}

function restore(): void {
  const place = stored();
  if (!place || place.path !== location.pathname || document.querySelector(".err-sum")) return;
  store(null);
  const list = rows();
  const same = list.findIndex((row) => row.dataset["id"] === place.id);
  const at = same < 0 ? place.at : place.acted ? same + 1 : same;
  const row = list[Math.min(at, list.length - 1)];
  if (row && select(row)) focusRow(row);
}

function onClick(event: MouseEvent): void {
  const row = closest<HTMLTableRowElement>(event, `${TABLE} tbody tr[data-id]`);
  if (!row) return;
  if (closest(event, "input[type=checkbox]")) {
    if (event.shiftKey) pickRange(row);
    anchor = row;
  } else if (closest(event, "a[href]")) {
    if (select(row)) remember(false);
  } else if (!closest(event, "button, label, input, summary") && select(row)) focusRow(row);
}

function onChange(event: Event): void {
  const whole = closest<HTMLInputElement>(event, `${TABLE} [data-pick-all]`);
  if (whole) {
    for (const row of rows()) {
      const tick = box(row);
      if (tick && !tick.disabled) tick.checked = whole.checked;
    }
  }
  if (closest(event, TABLE)) count();
}

function onFocus(event: FocusEvent): void {
  const row = closest<HTMLTableRowElement>(event, `${TABLE} tbody tr[data-id]`);
  if (row) select(row);
}

/** An expired session answers with the sign-in page: that is a page of its own, not a quick view. */
function onBeforeSwap(event: Event): void {
  const { xhr, pathInfo } = (event as CustomEvent<{ xhr: XMLHttpRequest; pathInfo: { requestPath: string } }>).detail;
  if (!xhr.responseURL || event.target !== document.getElementById("detail")) return;
  const wanted = new URL(pathInfo.requestPath, location.href).pathname;
  if (new URL(xhr.responseURL).pathname === wanted) return;
  event.preventDefault();
  location.reload();
}

function onFailure(event: Event): void {
  const part = document.getElementById("detail");
  if (!part || event.target !== part) return;
  afterShown = null;
  part.replaceChildren(Object.assign(document.createElement("p"), { textContent: part.dataset["error"] ?? "" }));
  settle(part);
}

/** A form with data-look is posted only to keep what was typed out of the address; it does nothing to the row. */
function isAct(event: SubmitEvent): boolean {
  const form = event.target;
  return !event.defaultPrevented && form instanceof HTMLFormElement && form.method === "post" && !form.matches("[data-look]");
}

export function startList(): void {
  document.addEventListener("submit", (event) => {
    if (isAct(event)) rememberAct();
  });
  if (!hasList()) {
    follow();
    return;
  }
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("htmx:beforeSwap", onBeforeSwap);
  document.addEventListener("htmx:responseError", onFailure);
  document.addEventListener("htmx:sendError", onFailure);
  document.addEventListener("htmx:afterSwap", (event) => {
    const part = document.getElementById("detail");
    if (part && event.target === part && asked === currentRow()) settle(part);
  });
  // A page out of the history keeps its ticks, and the count must say so.
  window.addEventListener("pageshow", count);
  count();
  restore();
}

/** The element that a key presses: the bar of picked rows first, then what shows. */
export function pressable(candidates: HTMLElement[]): HTMLElement | undefined {
  const inBulk = picked() > 0 ? candidates.find((part) => part.closest("[data-bulk]") && usable(part)) : undefined;
  return inBulk ?? candidates.find((part) => usable(part) && !part.closest("[data-bulk]"));
}
