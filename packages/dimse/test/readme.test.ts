import { stat } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertSnippets } from "../../../tools/test/readme-snippets.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { README_FILES, README_OUTPUT } from "./support/readme.ts";

const test = testSuite("dimse/README", { timeoutMs: 180_000 });

test("every snippet runs and prints what it should", () =>
  assertSnippets("packages/dimse/README.md", README_OUTPUT, README_FILES, async (folder) => {
    assert.ok((await stat(join(folder, "got.dcm"))).size > 0);
  }));
