/** What a modality sends that does everything right, element by element. PS3.4 Table F.7.2-1. */
import type { WireElement } from "./mpps-peer.ts";

export const SCHEDULED_STEP: readonly WireElement[] = [
  ["0008,0050", "ACC-001"],
  ["0008,1110", []],
  ["0020,000d", "1.2.3.1"],
  ["0032,1060", "CT Thorax"],
  ["0040,0007", "CT Thorax"],
  ["0040,0008", []],
  ["0040,0009", "SPS-1"],
  ["0040,1001", "RP-1"],
];

/** An N-CREATE with every attribute of type 1 and 2, in order. */
export const CREATED: readonly WireElement[] = [
  ["0008,0005", "ISO_IR 100"],
  ["0008,0060", "CT"],
  ["0008,1032", []],
  ["0008,1120", []],
  ["0010,0010", "M\xfcller^Hans"],
  ["0010,0020", "P-00001"],
  ["0010,0030", "19550312"],
  ["0010,0040", "M"],
  ["0020,0010", "ST-1"],
  ["0040,0241", "WIRE-CT"],
  ["0040,0242", ""],
  ["0040,0243", ""],
  ["0040,0244", "20261124"],
  ["0040,0245", "101500"],
  ["0040,0250", ""],
  ["0040,0251", ""],
  ["0040,0252", "IN PROGRESS"],
  ["0040,0253", "PPS-1"],
  ["0040,0254", ""],
  ["0040,0255", ""],
  ["0040,0260", []],
  ["0040,0270", [SCHEDULED_STEP]],
  ["0040,0281", []],
  ["0040,0340", []],
];

const REFERENCE: readonly WireElement[] = [
  ["0008,1150", "1.2.840.10008.5.1.4.1.1.2"],
  ["0008,1155", "1.2.3.9.1"],
];

/** One performed series with an object. */
export const SERIES: readonly WireElement[] = [
  ["0008,0054", ""],
  ["0008,103e", ""],
  ["0008,1050", ""],
  ["0008,1070", ""],
  ["0008,1140", [REFERENCE]],
  ["0018,1030", "Thorax"],
  ["0020,000e", "1.2.3.9"],
  ["0040,0220", []],
];

/** An N-SET that ends a step. */
export const COMPLETED: readonly WireElement[] = [
  ["0040,0250", "20261124"],
  ["0040,0251", "104500"],
  ["0040,0252", "COMPLETED"],
  ["0040,0340", [SERIES]],
];

/** Returns elements with some put in, or in the place of others, by ascending tag; `undefined` leaves one out. */
export function changed(
  elements: readonly WireElement[],
  changes: Readonly<Record<string, WireElement[1] | undefined>>,
): WireElement[] {
  const all = new Map<string, WireElement[1] | undefined>(elements);
  for (const [tag, value] of Object.entries(changes)) all.set(tag, value);
  return [...all].filter((entry): entry is [string, WireElement[1]] => entry[1] !== undefined).sort(byTag);
}

function byTag([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : 1;
}
