/** Letters at the edges, from both attributes, on images turned every way. */
import { Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { mirrored, turned, UPRIGHT } from "../../src/orientation.ts";
import {
  edgeLetters,
  readPatientDirections,
  usualOrientation,
} from "../../src/overlay/patient-directions.ts";
import { formatScaleLength, scaleBarFor } from "../../src/overlay/scale-length.ts";

const test = testSuite("viewer/patient-directions");

function withCosines(...cosines: number[]): Dataset {
  const set = new Dataset();
  set.set("ImageOrientationPatient", cosines);
  return set;
}

const AXIAL = readPatientDirections(withCosines(1, 0, 0, 0, 1, 0), 0)!;

test("an axial image has the patient's left at its right, the back at the bottom", () => {
  assert.equal(AXIAL, { right: "L", bottom: "P" });
  assert.equal(edgeLetters(AXIAL, UPRIGHT), { left: "R", right: "L", top: "A", bottom: "P" });
});

test("oblique planes have the strongest axis first", () => {
  const s = Math.SQRT1_2;
  assert.equal(readPatientDirections(withCosines(0.8, 0.6, 0, 0, 0, -1), 0), { right: "LP", bottom: "F" });
  assert.equal(readPatientDirections(withCosines(s, -s, 0, 0.1, 0.1, -0.99), 0), {
    right: "LA",
    bottom: "F",
  });
});

test("letters turn and flip with the image", () => {
  assert.equal(edgeLetters(AXIAL, turned(UPRIGHT, 1)), { left: "P", right: "A", top: "R", bottom: "L" });
  assert.equal(edgeLetters(AXIAL, mirrored(UPRIGHT, "horizontal")), {
    left: "L",
    right: "R",
    top: "A",
    bottom: "P",
  });
});

test("Patient Orientation serves where there are no cosines, and only with letters of people", () => {
  const set = new Dataset();
  set.set("PatientOrientation", ["A", "FR"]);
  assert.equal(edgeLetters(readPatientDirections(set, 0)!, UPRIGHT), {
    left: "P",
    right: "A",
    top: "HL",
    bottom: "FR",
  });
  set.set("PatientOrientation", ["CR", "LE"]);
  assert.is(readPatientDirections(set, 0), undefined);
  assert.is(readPatientDirections(new Dataset(), 0), undefined);
});

test("an image is turned and mirrored to lie as is usual for its plane, however it is stored", () => {
  const usual = (...cosines: number[]) => {
    const directions = readPatientDirections(withCosines(...cosines), 0)!;
    const { right, bottom, top } = edgeLetters(directions, usualOrientation(directions)!);
    return [right, bottom, top].map((letters) => letters[0]).join("");
  };
  assert.equal(usualOrientation(AXIAL), UPRIGHT);
  // Axial: as stored, turned, seen from the head, both.
  const axial = [
    [1, 0, 0, 0, 1, 0],
    [0, 1, 0, -1, 0, 0],
    [-1, 0, 0, 0, 1, 0],
    [0, -1, 0, -1, 0, 0],
  ];
  assert.equal(
    axial.map((cosines) => usual(...cosines)),
    ["LPA", "LPA", "LPA", "LPA"],
  );
  assert.is(usual(-1, 0, 0, 0, 0, 1), "LFH");
  assert.is(usual(0, -1, 0, 0, 0, -1), "PFH");
  assert.is(usual(0, 0.9, 0.3, 0.2, 0.3, -0.9), "PFH");
  assert.is(usualOrientation({ right: "L", bottom: "R" }), undefined);
});

test("a frame's own plane comes before that of all frames", () => {
  const plane = (...cosines: number[]) => {
    const group = new Dataset();
    group.set("PlaneOrientationSequence", [withCosines(...cosines)]);
    return group;
  };
  const set = new Dataset();
  set.set("SharedFunctionalGroupsSequence", [plane(1, 0, 0, 0, 0, -1)]);
  set.set("PerFrameFunctionalGroupsSequence", [plane(0, 1, 0, 0, 0, -1), new Dataset()]);
  assert.equal(readPatientDirections(set, 0), { right: "P", bottom: "F" });
  assert.equal(readPatientDirections(set, 1), { right: "L", bottom: "F" });
});

test("a scale bar is the longest round length that fits", () => {
  assert.equal(scaleBarFor(2, 150), { lengthMm: 50, lengthPx: 100 });
  assert.equal(scaleBarFor(10, 150), { lengthMm: 10, lengthPx: 100 });
  assert.is(scaleBarFor(0, 150), undefined);
  assert.is(scaleBarFor(Number.NaN, 150), undefined);
  assert.equal([0.5, 2, 10, 50, 200].map(formatScaleLength), ["0.5 mm", "2 mm", "1 cm", "5 cm", "20 cm"]);
});
