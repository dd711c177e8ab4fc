import { join } from "node:path";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runMinipacs } from "../support/built-server.ts";
import { runHere } from "../support/run-here.ts";

const test = testSuite("interop/minipacs dump beside dcmdump", {
  tools: ["dcmdump"],
  data: true,
  timeoutMs: 60_000,
});

/** Nested, private, encapsulated, big endian; private elements in Explicit VR only, where the file says every VR. */
const FILES = [
  "pydicom/rtplan.dcm",
  "pydicom/CT_small.dcm",
  "pydicom/JPEG2000.dcm",
  "pydicom/SC_rgb_rle_2frame.dcm",
  "pydicom/ExplVR_BigEnd.dcm",
  "generated/malformed/45_nested_200.dcm",
  "highdicom/seg_image_ct_binary.dcm",
];

/** `tag VR length multiplicity`, one an element, items and fragments left out. */
function elementsOf(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split("\n")) {
    const match = /^ *\(([0-9a-f]{4}),([0-9a-f]{4})\) ([A-Z]{2}) .* # *(\d+), *(\d+) /i.exec(line);
    // Sequences and fragments have no length here.
    const parts = /^ *\(([0-9a-f]{4}),([0-9a-f]{4})\) (SQ|O[BW] \(PixelS|O[BW] \(\d+ frag)/i.exec(line);
    const [, group, element, vr = "", length = "", count = ""] = parts ?? match ?? [];
    if (group === undefined || group.toLowerCase() === "fffe") continue;
    found.push(`${group},${element} ${vr.slice(0, 2)} ${length} ${count}`.toLowerCase().trim());
  }
  return found;
}

test("the same elements with VR, length and multiplicity", async () => {
  for (const name of FILES) {
    const path = requireData("dicom", name);
    const ours = await runHere(["dump", path]);
    assert.is(ours.code, 0, ours.stderr);
    const theirs = await runTool("dcmdump", [path]);
    const expected = elementsOf(theirs.stdout);
    assert.ok(expected.length > 15, name);
    assert.equal(elementsOf(ours.stdout), expected, name);
  }
});

test("--json: one object a line, whatever else fails", async () => {
  const paths = [FILES[0] as string, "generated/malformed/03_not_dicom.dcm", FILES[1] as string];
  const { code, stdout, stderr } = await runMinipacs([
    "dump",
    "--json",
    ...paths.map((path) => requireData("dicom", path)),
    join("no", "such", "file"),
  ]);
  assert.is(code, 1);
  const objects = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(
    objects.map((json) => json["00080060"].Value),
    [["RTPLAN"], ["CT"]],
  );
  assert.match(stderr, /03_not_dicom\.dcm: neither the prefix/);
  assert.match(stderr, /file: there is no such file \(ENOENT\)\n2 of 4 files could not be read\.\n$/);
});
