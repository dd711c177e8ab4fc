import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { SERVICE_STATUSES } from "../packages/dimse/src/message/status-service-tables.ts";
import { GENERAL_STATUSES } from "../packages/dimse/src/message/status-table.ts";
import { generateStatusDoc, STATUS_DOC_PATH } from "./generate-status-doc.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-status-doc");

test("docs/status.md is what the generator writes", () => {
  const committed = readFileSync(repositoryPath(STATUS_DOC_PATH), "utf8");
  assert.ok(committed === generateStatusDoc(), "stale: run npm run generate");
});

test("shows every row of the tables", () => {
  const codes = generateStatusDoc()
    .split("\n")
    .filter((line) => /^\| [0-9A-Fx]{4} /.test(line));
  assert.is(codes.length, GENERAL_STATUSES.length + SERVICE_STATUSES.length + 6);
});
