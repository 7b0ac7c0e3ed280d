// How many characters a textarea[maxlength] still takes. Words: counter.left with {n}.
import { all, decimal, describe, fill, onContent, word } from "./dom";

// Read out only near the end and only after a pause: a count at every letter would drown the typing.
const NEAR = 0.2;
const PAUSE_MS = 1000;
let made = 0;

function attach(area: HTMLTextAreaElement, sentence: string): void {
  area.dataset["counted"] = "";
  const shown = document.createElement("p");
  shown.className = "count";
  shown.id = `count-${(made += 1)}`;
  const spoken = document.createElement("p");
  spoken.className = "sr";
  spoken.setAttribute("aria-live", "polite");
  area.after(shown, spoken);
  describe(area, shown.id, true);
  let timer = 0;
  const update = (): void => {
    const left = area.maxLength - area.value.length;
    const text = fill(sentence, { n: decimal(left) });
    shown.textContent = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      spoken.textContent = left <= area.maxLength * NEAR ? text : "";
    }, PAUSE_MS);
  };
  area.addEventListener("input", update);
  update();
}

export function startCounter(): void {
  onContent((root) => {
    const sentence = word("counter.left");
    if (!sentence) return;
    for (const area of all<HTMLTextAreaElement>("textarea[maxlength]:not([data-counted])", root)) {
      attach(area, sentence);
    }
  });
}
