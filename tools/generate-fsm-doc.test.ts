import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { FSM_DOC_PATH, generateFsmDoc } from "./generate-fsm-doc.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-fsm-doc");

test("docs/fsm.md is what the generator writes", () => {
  const committed = readFileSync(repositoryPath(FSM_DOC_PATH), "utf8");
  assert.ok(committed === generateFsmDoc(), "stale: run npm run generate");
});

test("shows every row of the three tables", () => {
  const rows = generateFsmDoc()
    .split("\n")
    .filter((line) => /^\| (Sta|Evt|A[AER]-|DT-)\d/.test(line));
  assert.is(rows.length, 13 + 19 + 31);
});
