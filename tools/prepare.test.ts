/** What `npm start` and `npm test` find missing or stale, on a made-up tree. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { planDeclarations, planSteps } from "./prepare.mjs";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/prepare");
let root = "";

/** Writes a file dated `second` seconds after a fixed start, and dates its folder alike. */
function put(path: string, second: number, text = ""): void {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  const time = new Date(1_700_000_000_000 + second * 1000);
  utimesSync(full, time, time);
  utimesSync(dirname(full), time, time);
}

test.beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "minipacs-prepare-"));
  put("package.json", 0, '{"workspaces":["packages/core","packages/net","packages/minipacs"]}');
  put("package-lock.json", 0);
  put("tsconfig.json", 0);
  put("node_modules/.package-lock.json", 5);
  for (const name of ["core", "net", "minipacs"]) {
    put(`packages/${name}/package.json`, 0);
    put(`packages/${name}/src/index.ts`, 0);
    put(`packages/${name}/dist/index.d.ts`, 10);
    put(`packages/${name}/dist/index.js`, 10);
  }
  put("packages/minipacs/dist/cli.js", 10);
});
test.afterEach(() => rmSync(root, { recursive: true }));

test("nothing to do when all is there and newer than its sources", () => {
  assert.equal(planSteps(root), []);
});

test("a fresh clone installs and builds everything", () => {
  rmSync(join(root, "node_modules"), { recursive: true });
  for (const name of ["core", "net", "minipacs"])
    rmSync(join(root, `packages/${name}/dist`), { recursive: true });
  assert.equal(planSteps(root), ["install", "packages/core", "packages/net", "packages/minipacs"]);
});

test("a newer lock file installs again, and builds nothing", () => {
  put("package-lock.json", 20);
  assert.equal(planSteps(root), ["install"]);
});

test("a changed source rebuilds its package and those behind it", () => {
  put("packages/net/src/deep/tcp.ts", 20);
  assert.equal(planSteps(root), ["packages/net", "packages/minipacs"]);
});

test("a deleted source rebuilds", () => {
  put("packages/minipacs/src/old.ts", 0);
  assert.equal(planSteps(root), []);
  rmSync(join(root, "packages/minipacs/src/old.ts"));
  assert.equal(planSteps(root), ["packages/minipacs"]);
});

test("a package built by hand later makes those behind it stale", () => {
  put("packages/core/dist/index.js", 30);
  assert.equal(planSteps(root), ["packages/net", "packages/minipacs"]);
});

test("a missing command rebuilds, missing declarations are made alone", () => {
  rmSync(join(root, "packages/minipacs/dist/cli.js"));
  assert.equal(planSteps(root), ["packages/minipacs"]);
  put("packages/minipacs/dist/cli.js", 10);
  assert.equal(planDeclarations(root), []);
  for (const name of ["net", "minipacs"]) rmSync(join(root, `packages/${name}/dist/index.d.ts`));
  assert.equal(planDeclarations(root), ["packages/net", "packages/minipacs"]);
  assert.equal(planSteps(root), []);
});

test("a build that came to no end is done again, whatever it has left", () => {
  put("packages/net/.building", 10);
  assert.equal(planSteps(root), ["packages/net", "packages/minipacs"]);
  assert.equal(planDeclarations(root), []);
});

test("declarations that are older than a source are made again, and those behind them", () => {
  put("packages/net/src/index.ts", 20);
  put("packages/net/dist/index.js", 30);
  put("packages/minipacs/dist/index.js", 40);
  assert.equal(planSteps(root), []);
  assert.equal(planDeclarations(root), ["packages/net", "packages/minipacs"]);
});
