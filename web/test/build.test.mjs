import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { WEB, build } from "./fixture.mjs";

const STATE_ICONS = ["new", "inbox", "no", "half", "addpaper", "coin", "undo", "stop", "ok", "done", "clock", "soon", "late", "pause"];
let first;
let second;
before(() => {
  first = mkdtempSync(join(tmpdir(), "nhatle-web-"));
  second = mkdtempSync(join(tmpdir(), "nhatle-web-"));
  build(first);
  build(second);
  build(second);
});
after(() => {
  rmSync(first, { recursive: true });
  rmSync(second, { recursive: true });
});

const files = (dir) => readdirSync(dir, { recursive: true }).filter((name) => /\.\w+$/.test(name)).sort();
const manifest = () => JSON.parse(readFileSync(join(first, "manifest.json"), "utf8"));

test("the same sources give the same files, also over an older build", () => {
  assert.deepEqual(files(second), files(first));
  for (const name of files(first)) assert.deepEqual(readFileSync(join(second, name)), readFileSync(join(first, name)), name);
});

test("the manifest names every file, its size and its hash, and the name carries the hash", () => {
  for (const [logical, { file, sha256, bytes }] of Object.entries(manifest())) {
    const content = readFileSync(join(first, file));
    assert.equal(content.length, bytes, logical);
    assert.equal(createHash("sha256").update(content).digest("hex"), sha256, logical);
    const ext = logical.slice(logical.lastIndexOf("."));
    assert.equal(file, logical.replace(new RegExp(`\\${ext}$`), `.${sha256.slice(0, 8)}${ext}`));
  }
  const known = new Set(["manifest.json", "icons.json", ...Object.values(manifest()).map((entry) => entry.file)]);
  assert.deepEqual(files(first).filter((name) => !known.has(name)), []);
});

test("fonts.css names files that exist, and every font is named", () => {
  const named = [...readFileSync(join(first, manifest()["fonts.css"].file), "utf8").matchAll(/url\(([^)]+)\)/g)].map((hit) => hit[1]);
  assert.deepEqual(named.sort(), files(first).filter((name) => name.endsWith(".woff2")));
});

test("styles and scripts name no other host and need no eval", () => {
  for (const name of files(first).filter((name) => /\.(css|js)$/.test(name) && !name.startsWith("htmx"))) {
    const text = readFileSync(join(first, name), "utf8").replaceAll("http://www.w3.org/2000/svg", "");
    assert.doesNotMatch(text, /https?:\/\/|\beval\(|new Function/, name);
  }
});

test("every state and clock has its icon, and the citizen's style sheet keeps its budget", () => {
  const icons = JSON.parse(readFileSync(join(first, "icons.json"), "utf8"));
  assert.deepEqual(STATE_ICONS.filter((id) => !icons[id]), []);
  assert.ok(manifest()["citizen.css"].bytes <= 28 * 1024);
});

test("versions are exact and the lock file names no registry", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(WEB, "package.json"), "utf8"));
  for (const [name, version] of Object.entries(devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  assert.doesNotMatch(readFileSync(join(WEB, "package-lock.json"), "utf8"), /"resolved"/);
});
