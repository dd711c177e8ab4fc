/** The eight ways an image can lie, point by point. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import "../src/index.ts";
import {
  fromOriented,
  mirrored,
  type Orientation,
  orientedSize,
  toOriented,
  turned,
  UPRIGHT,
} from "../src/orientation.ts";

const test = testSuite("viewer/orientation");
const SIZE = { width: 3, height: 2 };
/** Rows of a picture, written as read. */
const PICTURE = ["abc", "def"];

function look(orientation: Orientation): string[] {
  const { width, height } = orientedSize(SIZE, orientation);
  const rows = Array.from({ length: height }, () => Array<string>(width).fill("."));
  PICTURE.forEach((row, y) => {
    [...row].forEach((letter, x) => {
      const at = toOriented({ x: x + 0.5, y: y + 0.5 }, SIZE, orientation);
      rows[Math.floor(at.y)]![Math.floor(at.x)] = letter;
    });
  });
  return rows.map((row) => row.join(""));
}

test("quarter turns go clockwise", () => {
  assert.equal(look(UPRIGHT), ["abc", "def"]);
  assert.equal(look(turned(UPRIGHT, 1)), ["da", "eb", "fc"]);
  assert.equal(look(turned(UPRIGHT, 2)), ["fed", "cba"]);
  assert.equal(look(turned(UPRIGHT, -1)), ["cf", "be", "ad"]);
});

test("a flip mirrors what is on the screen, however the image is turned", () => {
  for (let turns = 0; turns < 4; turns += 1) {
    for (const start of [turned(UPRIGHT, turns), turned(mirrored(UPRIGHT, "horizontal"), turns)]) {
      const rows = look(start);
      assert.equal(
        look(mirrored(start, "horizontal")),
        rows.map((row) => [...row].reverse().join("")),
      );
      assert.equal(look(mirrored(start, "vertical")), [...rows].reverse());
    }
  }
});

test("each point of the oriented image leads back to its point of the image", () => {
  for (let turns = 0; turns < 4; turns += 1) {
    for (const isMirrored of [false, true]) {
      const orientation = { turns, isMirrored };
      const at = toOriented({ x: 0.25, y: 1.5 }, SIZE, orientation);
      assert.equal(fromOriented(at, SIZE, orientation), { x: 0.25, y: 1.5 });
    }
  }
});
