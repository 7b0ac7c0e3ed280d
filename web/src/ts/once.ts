// form[data-once]: the second click of an impatient hand sends nothing.
import { all } from "./dom";

// A send that the person stopped in the browser leaves no trace here: open the form again after this time.
const RELEASE_MS = 20_000;
const sent = new WeakMap<HTMLFormElement, number>();

function mark(button: HTMLElement | null, busy: boolean): void {
  if (!button) return;
  if (busy) {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-busy", "true");
  } else {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
  const words = button.dataset["busy"];
  if (words === undefined || button.children.length > 0) return;
  if (busy) button.dataset["idle"] = button.textContent ?? "";
  button.textContent = busy ? words : (button.dataset["idle"] ?? button.textContent);
}

/** Lets the form be sent again. */
export function release(form: HTMLFormElement): void {
  window.clearTimeout(sent.get(form));
  sent.delete(form);
  for (const button of all("[aria-busy=true]", form)) mark(button, false);
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("[data-once]")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.set(form, window.setTimeout(() => release(form), RELEASE_MS));
  // After the event: a button that changes while it submits could lose its name and value.
  window.setTimeout(() => {
    if (sent.has(form)) mark(event.submitter, true);
  });
}

export function startOnce(): void {
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of all<HTMLFormElement>("form[data-once]")) release(form);
  });
}
