// What citizens and officers share: parts that need script, dialogs, print, errors, stale double clicks.
import { all, closest, enhance, onContent } from "./dom";

/** Opens a dialog over the page; false when this browser cannot, so that the link behind it is followed. */
export function openDialog(dialog: HTMLElement): boolean {
  if (dialog.hasAttribute("popover") && typeof dialog.showPopover === "function") {
    if (!isOpen(dialog)) dialog.showPopover();
    return true;
  }
  if (dialog instanceof HTMLDialogElement && typeof dialog.showModal === "function") {
    if (!dialog.open) dialog.showModal();
    return true;
  }
  return false;
}

/** Whether a popover or dialog is shown; an old browser does not know the selector and throws. */
export function isOpen(element: Element): boolean {
  try {
    return element.matches("[open], :popover-open");
  } catch {
    return element.hasAttribute("open");
  }
}

function focusError(link: HTMLAnchorElement): boolean {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!(target instanceof HTMLElement)) return false;
  (target.closest(".field, fieldset, .group") ?? target).scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
  return true;
}

function reveal(button: HTMLElement): void {
  const input = document.getElementById(button.dataset["reveal"] ?? "");
  if (!(input instanceof HTMLInputElement)) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
}

/** Menus are details elements: a click elsewhere or Esc folds them; true when one was open. */
function foldMenus(except: Element | null): boolean {
  const open = all<HTMLDetailsElement>("details.menu[open]").filter((menu) => menu !== except);
  for (const menu of open) menu.open = false;
  return open.length > 0;
}

function onEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const summary = document.querySelector<HTMLElement>("details.menu[open] > summary");
  if (!foldMenus(null)) return;
  summary?.focus();
  event.preventDefault();
}

/** Opens a dialog from its link. Focus comes back to the link, or to the menu in which it is folded. */
function openFrom(link: HTMLElement, dialog: HTMLElement): boolean {
  const menu = link.closest<HTMLDetailsElement>("details.menu");
  if (menu) {
    menu.querySelector<HTMLElement>("summary")?.focus();
    menu.open = false;
  }
  return openDialog(dialog);
}

function onClick(event: MouseEvent): void {
  foldMenus(closest(event, "details.menu"));
  if (closest(event, "[aria-disabled=true]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const opener = closest(event, "[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset["dialog"] ?? "");
  if (opener && dialog && openFrom(opener, dialog)) event.preventDefault();
  if (closest(event, "[data-print]")) {
    event.preventDefault();
    window.print();
  }
  const revealer = closest(event, "[data-reveal]");
  if (revealer) reveal(revealer);
  const link = closest<HTMLAnchorElement>(event, ".err-sum a[href^='#']");
  if (link && focusError(link)) event.preventDefault();
}

function focusSummary(): void {
  const summary = document.querySelector<HTMLElement>(".err-sum");
  if (summary && !location.hash) summary.focus();
}

export function startBasics(): void {
  document.documentElement.classList.add("scripted");
  // In the capture phase, so that a refused click reaches nobody else.
  document.addEventListener("click", onClick, true);
  document.addEventListener("keydown", onEscape);
  onContent((root) => {
    for (const part of all("[data-script][hidden]", root)) part.hidden = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target instanceof Element) enhance(event.target);
  });
}

/** The first pass over the page, after every module has registered its work. */
export function startPage(): void {
  enhance();
  focusSummary();
}
