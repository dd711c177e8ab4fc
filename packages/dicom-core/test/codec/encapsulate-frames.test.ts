import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { encapsulateFrames } from "../../src/index.ts";
import { itemsOf, jpegLike } from "./encapsulated-fixture.ts";

const test = testSuite("core/encapsulate-frames");
const judged = testSuite("core/encapsulate-frames judged by pydicom", { tools: [PYTHON], timeoutMs: 60_000 });

const FRAMES = [jpegLike(10, 1), jpegLike(21, 2), jpegLike(30, 3)];
test("a frame is a fragment, a view of it where it needs no padding", () => {
  const { fragments, ...tables } = encapsulateFrames(FRAMES);
  assert.equal(tables, {});
  assert.is(fragments[1]?.buffer, FRAMES[0]?.buffer);
  assert.is(fragments[3]?.buffer, FRAMES[2]?.buffer);
  assertBytes(
    itemsOf(fragments.slice(0, 2)),
    bytes`
      fe ff 00 e0  0c 00 00 00                        # Basic Offset Table item, 12 bytes
      00 00 00 00  12 00 00 00  30 00 00 00           # 0, 8 + 10, 8 + 10 + 8 + 22
      fe ff 00 e0  0a 00 00 00                        # first frame
      ff d8 ff e0  01 01 01 01 01 01
    `,
  );
  assert.is(fragments[2]?.length, 22);
  assert.is(fragments[2]?.[21], 0);
});

test("frames are cut at a size, offsets count the items", () => {
  const { fragments } = encapsulateFrames(FRAMES, { fragmentBytes: 8 });
  assert.equal(
    fragments.map(({ length }) => length),
    [12, 8, 2, 8, 8, 6, 8, 8, 8, 6],
  );
  assertBytes(fragments[0]!, bytes`00 00 00 00  1a 00 00 00  48 00 00 00`);
  assert.is(encapsulateFrames([new Uint8Array(0)]).fragments.length, 2);
  assert.equal(
    encapsulateFrames([]).fragments.map(({ length }) => length),
    [0],
  );
});

test("sizes and tables that cannot be are refused", () => {
  for (const fragmentBytes of [0, 1, 7, -2, 2.5, 2 ** 32, Number.NaN]) {
    throwsCode(() => encapsulateFrames(FRAMES, { fragmentBytes }), "ARG_FRAGMENT_BYTES");
  }
  throwsCode(
    () => encapsulateFrames(FRAMES, { fragmentBytes: 8, offsetTable: "extended" }),
    "ARG_FRAGMENT_BYTES",
  );
  const large = new Uint8Array(2 ** 29);
  const many = Array.from({ length: 10 }, () => large);
  throwsCode(() => encapsulateFrames(many), "ENCODE_OFFSET_TABLE");
  const { extendedOffsetTable } = encapsulateFrames(many, { offsetTable: "extended" });
  // 9 * (2^29 + 8)
  assertBytes(extendedOffsetTable!.subarray(72), bytes`48 00 00 20  01 00 00 00`);
});

const SCRIPT = `
import json, sys
from pydicom.encaps import encapsulate, encapsulate_extended, generate_pixel_data_frame
given = json.load(sys.stdin)
frames = [bytes.fromhex(x) for x in given["frames"]]
out = {
  "basic": encapsulate(frames).hex(),
  "none": encapsulate(frames, has_bot=False).hex(),
  "extended": [x.hex() for x in encapsulate_extended([x + b"\\0" * (len(x) % 2) for x in frames])],
  "read": [[x.hex() for x in generate_pixel_data_frame(bytes.fromhex(v), len(frames))] for v in given["ours"]],
}
json.dump(out, sys.stdout)
`;

import { throwsCode } from "../support/throws-code.ts";

judged("writes the same items and tables, and cuts that pydicom joins again", async () => {
  const hexOf = (value: Uint8Array) => Buffer.from(value).toString("hex");
  const cuts = [2, 8, 10, 22].map((fragmentBytes) => encapsulateFrames(FRAMES, { fragmentBytes }).fragments);
  const input = { frames: FRAMES.map(hexOf), ours: cuts.map((cut) => hexOf(itemsOf(cut))) };
  const { code, stdout, output } = await runTool(PYTHON, ["-c", SCRIPT], {
    input: JSON.stringify(input),
    timeoutMs: 50_000,
  });
  assert.is(code, 0, output);
  const theirs = JSON.parse(stdout) as { basic: string; none: string; extended: string[]; read: string[][] };
  assert.is(hexOf(itemsOf(encapsulateFrames(FRAMES).fragments)), theirs.basic);
  assert.is(hexOf(itemsOf(encapsulateFrames(FRAMES, { offsetTable: "none" }).fragments)), theirs.none);
  // pydicom 2 forgets padding when it counts offsets: it gets frames of even length.
  const even = encapsulateFrames(FRAMES).fragments.slice(1);
  const extended = encapsulateFrames(even, { offsetTable: "extended" });
  assert.equal(
    [
      hexOf(itemsOf(extended.fragments)),
      hexOf(extended.extendedOffsetTable!),
      hexOf(extended.extendedOffsetTableLengths!),
    ],
    theirs.extended,
  );
  const padded = FRAMES.map((frame) => hexOf(frame) + (frame.length % 2 ? "00" : ""));
  for (const read of theirs.read) assert.equal(read, padded);
});
