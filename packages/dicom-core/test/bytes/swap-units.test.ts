import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { swapInPlace, swapUnits } from "../../src/bytes/swap-units.ts";

const test = testSuite("core/swap-units");

test("turns every whole unit round, at any place and length; the input stays", () => {
  const buffer = Uint8Array.from({ length: 64 }, (_, i) => i);
  for (const unit of [1, 2, 3, 4, 8]) {
    for (let start = 0; start < 5; start += 1) {
      for (let length = 0; length < 35; length += 1) {
        const bytes = buffer.subarray(start, start + length);
        const expected = [...bytes];
        for (let at = 0; at + unit <= length; at += unit) {
          expected.splice(at, unit, ...[...bytes.subarray(at, at + unit)].reverse());
        }
        const label = `units of ${unit} at ${start}, ${length} bytes`;
        assert.equal([...swapUnits(bytes, unit)], expected, label);
        const copy = buffer.slice();
        swapInPlace(copy.subarray(start, start + length), unit);
        const around = [...buffer.subarray(0, start), ...expected, ...buffer.subarray(start + length)];
        assert.equal([...copy], around, label);
      }
    }
  }
  assert.equal(
    [...buffer],
    Array.from({ length: 64 }, (_, i) => i),
  );
});

test("a Buffer is copied too", () => {
  const bytes = Buffer.from([1, 2, 3, 4]);
  assert.equal([...swapUnits(bytes, 2)], [2, 1, 4, 3]);
  assert.equal([...bytes], [1, 2, 3, 4]);
});
