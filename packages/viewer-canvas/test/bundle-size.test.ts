// What a page downloads for the viewer: what comes at once, and what waits until a file asks for it. Limits: dicom-core/test/bundle-size.test.ts.
import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { bundleForBrowsers, closureOf } from "../../../tools/bundle-size.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("viewer/bundle-size", { timeoutMs: 60_000 });

/** Words that are only in the data dictionary, the registry of UIDs, the private dictionary, each codec. */
const LATER = [
  "Ophthalmic",
  "EnhancedSRStorage",
  "GEMS_IDEN_01",
  "PIXEL_RLE_HEADER",
  "PIXEL_JPEG_NONE",
  "PIXEL_JPEG_LS_HEADER",
];

test("dictionaries and codecs come when a file needs them", async () => {
  const chunks = await bundleForBrowsers(["index"], undefined, "viewer-canvas");
  const atOnce = [...closureOf(chunks, "index.js")].map((name) => chunks.get(name)!);
  const later = [...chunks.values()].filter((chunk) => !atOnce.includes(chunk));
  for (const word of LATER) {
    assert.ok(!atOnce.some(({ text }) => text.includes(word)), `${word} is loaded at once`);
    assert.ok(
      later.some(({ text }) => text.includes(word)),
      `${word} is nowhere`,
    );
  }
});

test("no source imports the main entry of dicom-core: that would load the dictionary at once", () => {
  const sources = readdirSync(repositoryPath("packages/viewer-canvas/src"), {
    recursive: true,
    encoding: "utf8",
  });
  const wrong = sources.filter(
    (path) =>
      path.endsWith(".ts") &&
      readFileSync(repositoryPath("packages/viewer-canvas/src", path), "utf8").includes(
        '"@minipacs/dicom-core"',
      ),
  );
  assert.ok(sources.length > 20);
  assert.is(wrong.join(), "", "take it from @minipacs/dicom-core/frames");
});
