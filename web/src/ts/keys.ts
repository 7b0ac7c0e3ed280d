// Keys of officers. Every act also has a link or a button; off while a field has focus; one setting switches all off.
//
// List:     J K ↓ ↑ rows, Enter open, X and Shift+X pick, A assign
// Dossier:  1…5 parts, [ ] neighbours, R return, C opinion, S sign, P print, Esc back   ([data-keys=dossier])
// Anywhere: / search, G then I, D or B ([data-go]), ? all keys ([data-keys-help])
import { isOpen, openDialog } from "./basics";
import { all, closest, onContent } from "./dom";
import { hasList, move, openRow, pick, pressable, whenShown } from "./list";

const SETTING = "nhatle.keys";
const CHORD_MS = 1500;
const PRESSED = new Set(["a", "r", "c", "s", "p", "[", "]", "escape", "1", "2", "3", "4", "5"]);

let chordUntil = 0;

function keysOn(): boolean {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

function setKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, "off");
  } catch {
    // Without storage the setting lasts until the page is left.
  }
  showSetting(on);
}

function showSetting(on: boolean): void {
  document.documentElement.classList.toggle("keys-on", on);
  for (const box of all<HTMLInputElement>("input[data-keys-setting]")) box.checked = on;
}

/** Whether letters belong to what has focus. Checkboxes and buttons take no letters. */
function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select, iframe")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "button", "submit", "reset", "file"].includes(target.type);
}

function overlayOpen(): boolean {
  return all("dialog, [popover]").some(isOpen);
}

function press(part: HTMLElement): void {
  if (part.matches("textarea, input, select, [aria-disabled=true]")) {
    // A refused act is not pressed: focus on it reads the reason out.
    part.scrollIntoView({ block: "nearest" });
    part.focus();
  } else part.click();
}

/** What a key means on a dossier page that names nothing for it. */
function usual(key: string): HTMLElement | undefined {
  if (!document.querySelector("[data-keys=dossier]")) return undefined;
  if (key === "[") return document.querySelector<HTMLElement>("a[rel=prev]") ?? undefined;
  if (key === "]") return document.querySelector<HTMLElement>("a[rel=next]") ?? undefined;
  if (key === "escape") return all("nav.crumbs a").pop();
  return /^[1-5]$/.test(key) ? all("nav.tabs a")[Number(key) - 1] : undefined;
}

/** What a key presses inside a folded menu; unfolds the menu. */
function folded(named: HTMLElement[]): HTMLElement | undefined {
  const part = named.find((one) => one.closest("details.menu:not([open])") && !one.closest("[inert]"));
  const menu = part?.closest<HTMLDetailsElement>("details.menu");
  if (menu) menu.open = true;
  return part;
}

function pressKey(key: string): boolean {
  const named = all(`[data-key="${CSS.escape(key)}"]`);
  const part = pressable(named) ?? folded(named) ?? (named.length === 0 ? usual(key) : undefined);
  if (part) {
    press(part);
    return true;
  }
  if (hasList() && named.some((one) => one.closest("[inert]"))) {
    whenShown(() => {
      const shown = pressable(all(`[data-key="${CSS.escape(key)}"]`));
      if (shown) press(shown);
    });
    return true;
  }
  if (key !== "p" || !document.querySelector("[data-keys=dossier]")) return false;
  window.print();
  return true;
}

function listKey(event: KeyboardEvent, key: string): boolean {
  if (!hasList()) return false;
  const onRow = event.target === document.body || closest(event, "table[data-keys=list]") !== null;
  if (key === "j" || (key === "arrowdown" && onRow)) move(1);
  else if (key === "k" || (key === "arrowup" && onRow)) move(-1);
  else if (key === "x") pick(event.shiftKey);
  // On a link or a button Enter already does what it says; on a tick box it would send the form around the list.
  else if (key === "enter" && onRow && !closest(event, "a, button, summary")) openRow();
  else return false;
  return true;
}

function help(): boolean {
  const dialog = document.querySelector<HTMLElement>("[data-keys-help]");
  return dialog !== null && openDialog(dialog);
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("[data-search], input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}

function go(key: string): boolean {
  const link = document.querySelector<HTMLElement>(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return link !== null;
}

function handle(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  const chord = chordUntil > event.timeStamp;
  chordUntil = 0;
  if (chord && key.length === 1) return go(key);
  if (key === "g") {
    chordUntil = event.timeStamp + CHORD_MS;
    return true;
  }
  if (key === "?") return help();
  if (key === "/") return search();
  return listKey(event, key) || (PRESSED.has(key) && pressKey(key));
}

function onKey(event: KeyboardEvent): void {
  const altGraph = event.getModifierState("AltGraph");
  if (event.defaultPrevented || event.isComposing || event.metaKey || ((event.ctrlKey || event.altKey) && !altGraph)) return;
  if (!keysOn() || overlayOpen()) return;
  if (event.key === "Escape" && event.target instanceof HTMLInputElement && event.target.type === "search") event.target.blur();
  if (inField(event.target)) return;
  if (handle(event)) event.preventDefault();
}

export function startKeys(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    const box = closest<HTMLInputElement>(event, "input[data-keys-setting]");
    if (box) setKeys(box.checked);
  });
  onContent(() => showSetting(keysOn()));
}
