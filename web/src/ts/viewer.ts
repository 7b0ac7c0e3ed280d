// a[data-doc][target]: marks the paper that the frame beside the form shows. The link and the frame work by themselves.
import { all, closest } from "./dom";

function onClick(event: MouseEvent): void {
  const link = closest<HTMLAnchorElement>(event, "a[data-doc]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const place = (part: Element): Element => part.closest("tr, li") ?? part;
  for (const other of all("a[data-doc]")) place(other).removeAttribute("aria-current");
  place(link).setAttribute("aria-current", "true");
  const frame = document.querySelector<HTMLIFrameElement>(`iframe[name="${CSS.escape(link.target)}"]`);
  if (frame) frame.title = link.textContent?.trim() || frame.title;
  for (const name of all("[data-doc-name]")) name.textContent = link.textContent;
  for (const out of all<HTMLAnchorElement>("a[data-doc-out]")) out.href = link.href;
  frame?.closest(".viewer")?.scrollIntoView({ block: "nearest" });
}

export function startViewer(): void {
  document.addEventListener("click", onClick);
}
