import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { generateVectorManifest } from "./generate-vector-manifest.ts";
import { repositoryPath } from "./test/data.ts";
import { testSuite } from "./test/suite.ts";

const test = testSuite("tools/vector-manifest");

test("lists every vector as it is", () => {
  assert.is(
    readFileSync(repositoryPath("test-vectors/manifest.json"), "utf8"),
    generateVectorManifest(),
    "npm run generate",
  );
});

test("every vector says what it shows", () => {
  const { vectors } = JSON.parse(generateVectorManifest()) as { vectors: { file: string; shows: string }[] };
  assert.ok(vectors.length > 50);
  for (const { file, shows } of vectors) assert.ok(shows.length > 10, `${file} begins without a comment`);
});
