import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { CONFORMANCE_DOC_PATH, generateConformanceDoc, SERVED } from "./generate-conformance-doc.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-conformance-doc");

test("docs/conformance.md is what the generator writes", async () => {
  const committed = readFileSync(repositoryPath(CONFORMANCE_DOC_PATH), "utf8");
  assert.ok(committed === (await generateConformanceDoc()), "stale: run npm run generate");
});

test("states the version of the packages", async () => {
  const { version } = JSON.parse(readFileSync(repositoryPath("packages/minipacs/package.json"), "utf8"));
  assert.ok((await generateConformanceDoc()).includes(`MiniPACS ${version},`));
});

test("README.md has the same SOP classes", () => {
  const readme = readFileSync(repositoryPath("README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| (.*?) \| .* \| `([\d.]+)` \|$/gm)].map(([, services, uid]) => [
    uid,
    services,
  ]);
  assert.equal(rows.sort(), SERVED.map((row) => [...row]).sort());
});
