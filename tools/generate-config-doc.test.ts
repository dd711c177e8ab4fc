import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { CONFIG_DOC_PATH, generateConfigDoc } from "./generate-config-doc.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-config-doc");

test("docs/configuration.md is what the generator writes", () => {
  const committed = readFileSync(repositoryPath(CONFIG_DOC_PATH), "utf8");
  assert.ok(committed === generateConfigDoc(), "stale: run npm run generate");
});
