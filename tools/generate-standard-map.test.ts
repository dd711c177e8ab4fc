import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import {
  citationsIn,
  generateStandardMap,
  STANDARD_MAP_PATH,
  standardRows,
} from "./generate-standard-map.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/generate-standard-map");

const rowsOf = (text: string) => [...text.matchAll(/^\| .*? \| `.*?` \|/gm)].map(([row]) => row);

test("docs/standard-map.md names every section that the sources name, and no other", () => {
  const committed = rowsOf(readFileSync(repositoryPath(STANDARD_MAP_PATH), "utf8"));
  const made = rowsOf(generateStandardMap());
  assert.ok(made.length > 300, `${made.length} rows`);
  const missing = made.filter((row) => !committed.includes(row));
  const stale = committed.filter((row) => !made.includes(row));
  assert.equal({ missing, stale }, { missing: [], stale: [] }, "stale: run npm run generate");
});

test("sections are found in lists, ranges, over the ends of lines, and in several parts", () => {
  const text = `PS3.3 A.2 to A.4, Table C.12-3 and
 * Annex F; PS3.5 6.2 is meant, PS3.6, everything else. T.87 A.3`;
  assert.equal(Object.fromEntries(citationsIn(text)), {
    "PS3.3": ["A.2 to A.4", "Table C.12-3", "Annex F"],
    "PS3.5": ["6.2"],
    "PS3.6": [],
    "ITU-T T.87": ["A.3"],
  });
});

test("all packages, and the server's work on other nodes, documents and reports, are in it", () => {
  const paths = standardRows().map(({ path }) => path);
  for (const folder of [
    "dicom-core/src/document",
    "dimse/src/fsm",
    "minipacs/src/nodes",
    "viewer-canvas/src/document",
  ]) {
    assert.ok(
      paths.some((path) => path.startsWith(`packages/${folder}/`)),
      folder,
    );
  }
});
