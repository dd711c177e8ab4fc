/** Bundles of made-up modules: what is loaded at once, later, or never. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { testSuite } from "../test/suite.ts";
import { bundleBytes } from "./bundle-size.ts";

const test = testSuite("tools/bench/bundle-size");
let folder = "";

/** Text that does not compress, so that its length shows in the sum. */
const noise = (length: number) => `export const text = "${randomBytes(length / 2).toString("hex")}";`;

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), "minipacs-bundle-size-"));
  writeFileSync(join(folder, "now.js"), noise(20_000));
  writeFileSync(join(folder, "shared.js"), noise(4000));
  writeFileSync(
    join(folder, "later.js"),
    `import { text as t } from "./shared.js"; ${noise(40_000)} globalThis.t = t;`,
  );
  writeFileSync(join(folder, "other.js"), noise(80_000));
});
test.after(() => rmSync(folder, { recursive: true }));

const CODE = `
  import { readFileSync } from "node:fs";
  import { text } from "./now.js";
  globalThis.all = [readFileSync, text, () => import("./later.js"), () => import("./other.js")];`;

/** Hex digits carry half a byte each; what else is in a bundle is small. */
const isAbout = (bytes: number, digits: number) =>
  assert.ok(Math.abs(bytes - digits / 2) < digits * 0.1, `${bytes} for ${digits}`);

test("counts what is loaded at once", () => isAbout(bundleBytes(CODE, { resolveDir: folder }), 20_000));

test("counts a chunk that is asked for, with what it imports", () => {
  isAbout(bundleBytes(CODE, { resolveDir: folder, lazy: /later\.js$/ }), 64_000);
});

test("counts every chunk", () => {
  isAbout(bundleBytes(CODE, { resolveDir: folder, lazy: /./ }), 144_000);
});

test("what cannot be resolved is an error", () => {
  assert.throws(() => bundleBytes(`import "./absent.js"`, { resolveDir: folder }), /absent\.js/);
});
