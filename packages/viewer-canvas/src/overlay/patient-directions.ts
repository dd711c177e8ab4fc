/** The letters at the edges of an image that say where in the patient they are. PS3.3 C.7.6.1.1.1, C.7.6.2.1.1. */
import type { Dataset } from "@minipacs/dicom-core/frames";
import { type Orientation, toOriented } from "../orientation.ts";
import type { CommandHost } from "../tool/tool.ts";

/** Letters as in Patient Orientation, e.g. `A`, `FR`; empty where nothing tells. */
export interface EdgeLetters {
  left: string;
  right: string;
  top: string;
  bottom: string;
}

/** What the image, as stored, has at its right edge and at its bottom edge. */
export interface PatientDirections {
  right: string;
  bottom: string;
}

/** Toward the left hand, the back and the head: the positive axes of the patient. PS3.3 C.7.6.2.1.1. */
const AXES = [
  ["L", "R"],
  ["P", "A"],
  ["H", "F"],
] as const;
const OPPOSITE: Readonly<Record<string, string>> = { L: "R", R: "L", A: "P", P: "A", H: "F", F: "H" };
/** About 18 degrees: less of a direction is not worth a letter. */
const MIN_COSINE = 0.3;
/** Of animals only the human letters are turned around. PS3.3 C.7.6.1.1.1. */
const HUMAN = /^[LRAPHF]{1,3}$/;

/** Returns the directions of a frame, `undefined` where the file tells none. */
export function readPatientDirections(dataset: Dataset, frameIndex: number): PatientDirections | undefined {
  const cosines = planeOrientation(dataset, frameIndex)?.getAll("ImageOrientationPatient") ?? [];
  if (cosines.length === 6 && cosines.every(Number.isFinite)) {
    return { right: lettersOf(cosines.slice(0, 3)), bottom: lettersOf(cosines.slice(3)) };
  }
  const [right = "", bottom = ""] = dataset.getAll("PatientOrientation");
  return HUMAN.test(right) && HUMAN.test(bottom) ? { right, bottom } : undefined;
}

/** Returns the letters at the edges of an image that is turned or mirrored on the screen. */
export function edgeLetters({ right, bottom }: PatientDirections, orientation: Orientation): EdgeLetters {
  const letters: EdgeLetters = { left: "", right: "", top: "", bottom: "" };
  const size = { width: 2, height: 2 };
  const edges: readonly [x: number, y: number, text: string][] = [
    [2, 1, right],
    [0, 1, opposite(right)],
    [1, 2, bottom],
    [1, 0, opposite(bottom)],
  ];
  for (const [x, y, text] of edges) {
    const at = toOriented({ x, y }, size, orientation);
    if (at.x === 2) letters.right = text;
    else if (at.x === 0) letters.left = text;
    else if (at.y === 2) letters.bottom = text;
    else letters.top = text;
  }
  return letters;
}

/** The right and the bottom of a plane between two axes, as people are used to look at it: from the feet, from the front, from the left. */
const USUAL: readonly (readonly [right: string, bottom: string])[] = [
  ["L", "P"],
  ["L", "F"],
  ["P", "F"],
];
const ORIENTATIONS = [0, 1, 2, 3].flatMap((turns) =>
  [false, true].map((isMirrored): Orientation => ({ turns, isMirrored })),
);

/**
 * Returns how an image is to be turned and mirrored to lie as is usual for its plane: axial ones with the left hand at
 * the right and the back below, coronal ones with the feet below, sagittal ones with the back at the right.
 * `undefined` where it follows no plane of the patient.
 */
export function usualOrientation(directions: PatientDirections): Orientation | undefined {
  return ORIENTATIONS.find((orientation) => {
    const { right, bottom } = edgeLetters(directions, orientation);
    return USUAL.some(([usualRight, usualBottom]) => right[0] === usualRight && bottom[0] === usualBottom);
  });
}

/** Turns and mirrors the frame that is shown so; nothing where its file tells no plane. */
export function turnAsUsual(host: CommandHost): void {
  const { shown } = host;
  const directions = shown && readPatientDirections(shown.file.dataset, shown.frameIndex);
  const usual = directions && usualOrientation(directions);
  if (usual === undefined) return;
  if (usual.isMirrored !== host.state.orientation.isMirrored)
    host.dispatch({ type: "flip", axis: "horizontal" });
  const quarterTurns = usual.turns - host.state.orientation.turns;
  if (quarterTurns !== 0) host.dispatch({ type: "rotate", quarterTurns });
}

function planeOrientation(dataset: Dataset, frameIndex: number): Dataset | undefined {
  const own = dataset.getAll("PerFrameFunctionalGroupsSequence")[frameIndex];
  const shared = dataset.get("SharedFunctionalGroupsSequence")?.[0];
  return own?.get("PlaneOrientationSequence")?.[0] ?? shared?.get("PlaneOrientationSequence")?.[0] ?? dataset;
}

/** The axes that a direction leans to, the strongest first. */
function lettersOf(direction: readonly number[]): string {
  return AXES.map(([positive, negative], axis) => ({
    letter: direction[axis]! > 0 ? positive : negative,
    strength: Math.abs(direction[axis]!),
  }))
    .filter(({ strength }) => strength >= MIN_COSINE)
    .sort((a, b) => b.strength - a.strength)
    .map(({ letter }) => letter)
    .join("");
}

function opposite(letters: string): string {
  return [...letters].map((letter) => OPPOSITE[letter] ?? letter).join("");
}
