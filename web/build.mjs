// Builds the browser part of Nhật Lệ:  node build.mjs [--out DIR]   (default: dist beside this file)
//
// Every file is named by its content (name.<first 8 hex digits of its SHA-256>.ext) and listed in manifest.json,
// so that the server can let browsers keep it for a year. The same sources always give the same bytes; nothing
// is fetched. Only files named in an older manifest of DIR are removed.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = ["es2020", "chrome90", "edge90", "firefox90", "safari14.1"];
// The page budget of a citizen is 50 KB with its style sheet: HTML 17 KB, CSS the rest.
const CITIZEN_CSS_LIMIT = 28 * 1024;

const FONTS = {
  "node_modules/@fontsource/be-vietnam-pro/files": [
    "be-vietnam-pro-vietnamese-400-normal.woff2",
    "be-vietnam-pro-latin-400-normal.woff2",
    "be-vietnam-pro-vietnamese-600-normal.woff2",
    "be-vietnam-pro-latin-600-normal.woff2",
  ],
  fonts: ["nhat-le-figures-400.woff2", "nhat-le-figures-600.woff2"],
};
const BUNDLES = {
  "citizen.css": "src/css/citizen.bundle.css",
  "work.css": "src/css/work.bundle.css",
  "print.css": "src/css/print.css",
  "citizen.js": "src/ts/citizen.ts",
  "officer.js": "src/ts/officer.ts",
};

class BuildError extends Error {}

async function loadEsbuild() {
  try {
    return await import("esbuild");
  } catch (cause) {
    if (cause?.code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new BuildError("The browser packages are missing. Run `npm ci` in the folder web/, then build again.");
  }
}

const source = (path) => join(HERE, path);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Collects the files of one build; knows how each is named. */
class Output {
  constructor() {
    this.files = new Map();
    this.manifest = {};
  }

  add(logical, bytes) {
    const hash = sha256(bytes);
    const ext = extname(logical);
    const file = `${logical.slice(0, -ext.length)}.${hash.slice(0, 8)}${ext}`;
    this.files.set(file, bytes);
    this.manifest[logical] = { file, sha256: hash, bytes: bytes.length };
    return file;
  }

  async write(dir) {
    await removePrevious(dir);
    await mkdir(join(dir, "fonts"), { recursive: true });
    for (const [file, bytes] of this.files) await writeFile(join(dir, file), bytes);
    const sorted = Object.fromEntries(Object.entries(this.manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
    await writeFile(join(dir, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
  }
}

async function removePrevious(dir) {
  let old;
  try {
    old = JSON.parse(await readFile(join(dir, "manifest.json"), "utf8"));
  } catch {
    return;
  }
  for (const { file } of Object.values(old)) {
    const name = normalize(String(file));
    if (isAbsolute(name) || name.startsWith("..")) continue;
    await rm(join(dir, name), { force: true });
  }
}

async function addFonts(out) {
  const renamed = new Map();
  for (const [folder, names] of Object.entries(FONTS)) {
    for (const name of names) {
      const bytes = await readFile(source(join(folder, name)));
      renamed.set(`fonts/${name}`, out.add(`fonts/${name}`, bytes));
    }
  }
  return renamed;
}

/** fonts.css names its files relative to itself; each reference must be known and becomes the hashed name. */
async function addFontSheet(esbuild, out, renamed) {
  const text = await readFile(source("src/css/fonts.css"), "utf8");
  const linked = text.replace(/url\((fonts\/[^)]+\.woff2)\)/g, (_, path) => {
    const file = renamed.get(path);
    if (!file) throw new BuildError(`fonts.css names ${path}, which build.mjs does not ship`);
    return `url(${file})`;
  });
  const { code } = await esbuild.transform(linked, { loader: "css", minify: true, target: TARGET, charset: "utf8" });
  out.add("fonts.css", Buffer.from(code));
}

async function addBundles(esbuild, out) {
  for (const [logical, entry] of Object.entries(BUNDLES)) {
    const { outputFiles } = await esbuild.build({
      entryPoints: [source(entry)],
      absWorkingDir: HERE,
      bundle: true,
      minify: true,
      write: false,
      charset: "utf8",
      legalComments: "none",
      target: TARGET,
      format: "iife",
      logLevel: "error",
    });
    out.add(logical, Buffer.from(outputFiles[0].contents));
  }
  const size = out.manifest["citizen.css"].bytes;
  if (size > CITIZEN_CSS_LIMIT) {
    throw new BuildError(`citizen.css has ${size} bytes, the limit is ${CITIZEN_CSS_LIMIT}: move officer parts to work.css`);
  }
}

/** The icons go out as they are, sorted: the server puts the ones a page uses into its sprite. */
async function iconsJson() {
  const icons = JSON.parse(await readFile(source("src/icons/icons.json"), "utf8"));
  for (const [id, inner] of Object.entries(icons)) {
    if (!/^[a-z]+$/.test(id)) throw new BuildError(`icon id ${id} is not plain lower case`);
    if (!/^(<(path|circle)( [a-z-]+="[^"<>]*")+\/>)+$/.test(inner)) throw new BuildError(`icon ${id} is not plain paths and circles`);
  }
  const sorted = Object.fromEntries(Object.entries(icons).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted, null, 1) + "\n";
}

async function main() {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  const dir = values.out ? resolve(values.out) : source("dist");
  const esbuild = await loadEsbuild();
  const out = new Output();
  const renamed = await addFonts(out);
  await addFontSheet(esbuild, out, renamed);
  await addBundles(esbuild, out);
  out.add("htmx.min.js", await readFile(source("node_modules/htmx.org/dist/htmx.min.js")));
  out.add("favicon.svg", await readFile(source("src/icons/favicon.svg")));
  const icons = await iconsJson();
  await out.write(dir);
  await writeFile(join(dir, "icons.json"), icons);
  for (const [name, { bytes }] of Object.entries(out.manifest)) console.log(`${String(bytes).padStart(7)}  ${name}`);
  console.log(`${basename(dir)}: ${out.files.size} files`);
}

main().catch((error) => {
  console.error(error instanceof BuildError ? error.message : error);
  process.exitCode = 1;
});
