/** What the page takes a file for before anything of it is read. */
import { isVideoSyntax, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { ApiInstance } from "../../src/ui/api.ts";
import { kindOf } from "../../src/ui/thumbnails/kind-of.ts";

const test = testSuite("minipacs/kind of a file");

test("films are those of dicom-core, among all syntaxes and what looks like one", () => {
  const root = "1.2.840.10008.1.2.4";
  const near = Array.from({ length: 30 }, (_, i) => [`${root}.${90 + i}`, `${root}.${90 + i}.1`]).flat();
  const all = [...Object.values(TRANSFER_SYNTAX), ...near, `${root}.100.2`, `${root}.1000`, "1.2.3.4"];
  const films = all.filter((TransferSyntaxUID) => {
    const instance = { SOPClassUID: "1.2", TransferSyntaxUID, hasPixelData: true } as ApiInstance;
    return kindOf(instance) === "video";
  });
  assert.equal(films, all.filter(isVideoSyntax));
  assert.is(new Set(films).size, 18);
});
