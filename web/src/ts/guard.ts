// form[data-guard="question"]: text that was typed and not sent is not lost by a key or a click.
import { all } from "./dom";

let sending: HTMLFormElement | null = null;

function changed(form: HTMLFormElement): boolean {
  return Array.from(form.elements).some((control) => {
    if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
    if (!(control instanceof HTMLInputElement) || control.type === "hidden") return false;
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    return control.type === "file" ? (control.files?.length ?? 0) > 0 : control.value !== control.defaultValue;
  });
}

function unsaved(root: ParentNode): HTMLFormElement | undefined {
  return all<HTMLFormElement>("form[data-guard]", root).find((form) => form !== sending && changed(form));
}

/** Whether a part of the page may be replaced: asks, in the page's words, when it holds unsent text. */
export function mayReplace(root: ParentNode): boolean {
  const form = unsaved(root);
  return form === undefined || window.confirm(form.dataset["guard"]);
}

export function startGuard(): void {
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target instanceof HTMLFormElement) sending = event.target;
  });
  window.addEventListener("pageshow", () => (sending = null));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved(document)) event.preventDefault();
  });
}
