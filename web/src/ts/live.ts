// [data-live="/path"]: server-sent events with counts. A message is a JSON object {"name": number}; each number goes
// to every [data-count="name"], and [data-stale="name"] appears when that count left the value the page came with.
import { all, decimal } from "./dom";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

let source: EventSource | null = null;
let wait = FIRST_WAIT_MS;
let timer = 0;
const atLoad = new Map<string, number>();

function show(name: string, value: number): void {
  for (const place of all(`[data-count="${CSS.escape(name)}"]`)) place.textContent = decimal(value);
  const before = atLoad.get(name);
  if (before === undefined) atLoad.set(name, value);
  else if (before !== value) for (const note of all(`[data-stale="${CSS.escape(name)}"]`)) note.hidden = false;
}

function onMessage(event: MessageEvent<string>): void {
  let counts: unknown;
  try {
    counts = JSON.parse(event.data);
  } catch {
    return;
  }
  if (typeof counts !== "object" || counts === null) return;
  for (const [name, value] of Object.entries(counts)) {
    if (typeof value === "number" && Number.isFinite(value)) show(name, value);
  }
}

function close(): void {
  window.clearTimeout(timer);
  source?.close();
  source = null;
}

/** The browser reconnects by itself after a broken line, but gives up on an answer such as 503. */
function retryLater(path: string): void {
  close();
  // Spread over time, so that a restarted server does not meet every officer in the same second.
  timer = window.setTimeout(() => open(path), wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}

function open(path: string): void {
  if (source || document.hidden) return;
  const mine = new EventSource(path);
  source = mine;
  mine.addEventListener("open", () => (wait = FIRST_WAIT_MS));
  mine.addEventListener("message", onMessage);
  mine.addEventListener("error", () => {
    if (source === mine && mine.readyState === EventSource.CLOSED) retryLater(path);
  });
}

export function startLive(): void {
  const path = document.querySelector<HTMLElement>("[data-live]")?.dataset["live"];
  if (!path || typeof EventSource === "undefined") return;
  for (const place of all("[data-count]")) {
    const shown = Number((place.textContent ?? "").replace(/\D/g, ""));
    if (place.dataset["count"]) atLoad.set(place.dataset["count"], shown);
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open(path)));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open(path);
  });
  open(path);
}
