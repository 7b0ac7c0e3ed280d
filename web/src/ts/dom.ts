// Small helpers over the DOM. No text lives in the scripts: words come from the page.

/** All elements that match, as an array. */
export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return Array.from(root.querySelectorAll<T>(selector));
}

/** The nearest ancestor-or-self of an event's target that matches. */
export function closest<T extends Element = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

/** Shown and usable: has a box and is not inside an inert part. */
export function usable(element: Element): boolean {
  return element.getClientRects().length > 0 && element.closest("[inert]") === null;
}

/** A sentence that the server put into `<script type="application/json" id="words">`; undefined when it did not. */
export function word(key: string): string | undefined {
  const block = document.getElementById("words");
  if (!block?.textContent) return undefined;
  try {
    const value = (JSON.parse(block.textContent) as Record<string, unknown>)[key];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Several sentences at once, or undefined when one is missing: a feature without its words stays off. */
export function wordsOrNone<K extends string>(keys: readonly K[]): Record<K, string> | undefined {
  const found = {} as Record<K, string>;
  for (const key of keys) {
    const value = word(key);
    if (value === undefined) return undefined;
    found[key] = value;
  }
  return found;
}

/** Puts values into a sentence: fill("{n} MB", { n: "1,2" }). */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A number in the writing of the page's language. */
export function decimal(value: number, digits = 0): string {
  return new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: digits }).format(value);
}

/** Adds an id to aria-describedby, or takes it away. */
export function describe(element: Element, id: string, on: boolean): void {
  const ids = (element.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((known) => known && known !== id);
  if (on) ids.push(id);
  if (ids.length > 0) element.setAttribute("aria-describedby", ids.join(" "));
  else element.removeAttribute("aria-describedby");
}

/** An icon of the page's sprite, or nothing when the page does not carry it. */
export function icon(id: string): SVGSVGElement | null {
  if (!(document.getElementById(id) instanceof SVGSymbolElement)) return null;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${id}`);
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const READY: ((root: ParentNode) => void)[] = [];

/** Registers work to do on the page now and on every part that is put into it later. */
export function onContent(work: (root: ParentNode) => void): void {
  READY.push(work);
}

/** Runs the registered work on a new part of the page. */
export function enhance(root: ParentNode = document): void {
  for (const work of READY) work(root);
}
