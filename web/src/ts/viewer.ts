// The paper beside the form: a[data-doc=pdf|image][data-src] shows its file in .viewer without leaving the page.
// Without script the link (href="?doc=…") asks the server for the page with that paper shown.
import { all, closest } from "./dom";

function frame(kind: string | undefined, src: string, title: string): HTMLElement {
  if (kind === "image") {
    // An image of its own, not a frame: the browser's page around a framed image needs inline styles to fit it.
    return Object.assign(document.createElement("img"), { className: "doc", src, alt: title });
  }
  return Object.assign(document.createElement("iframe"), { className: "doc", src, title });
}

function onClick(event: MouseEvent): void {
  const link = closest<HTMLAnchorElement>(event, "a[data-doc][data-src]");
  const shown = document.querySelector(".viewer .doc, .viewer .empty");
  if (!link || !shown || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const src = link.dataset["src"] ?? "";
  const title = link.textContent?.trim() ?? "";
  shown.replaceWith(frame(link.dataset["doc"], src, title));
  const place = (part: Element): Element => part.closest("tr, li") ?? part;
  for (const other of all("a[data-doc]")) place(other).removeAttribute("aria-current");
  place(link).setAttribute("aria-current", "true");
  for (const name of all("[data-doc-name]")) name.textContent = title;
  for (const out of all<HTMLAnchorElement>("a[data-doc-out]")) out.href = src;
  history.replaceState(null, "", link.href);
  // On a narrow screen the paper stands below the form.
  if (window.matchMedia("(max-width: 1099px)").matches) document.querySelector(".viewer")?.scrollIntoView();
}

export function startViewer(): void {
  document.addEventListener("click", onClick);
}
