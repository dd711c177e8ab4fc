/** The private dictionary in Node: loaded when the first private creator is looked up, as it is the largest table. */
/// <reference path="../charset/node-module.d.ts" />
// biome-ignore lint/correctness/noNodejsModules: the Node side of #private-dictionary-preload
import { createRequire } from "node:module";
import type { findPrivateRows as FindPrivateRows } from "./private-table.ts";

let loaded: { findPrivateRows: typeof FindPrivateRows } | undefined;

/** Returns the elements of a creator, `undefined` for an unknown one. */
export function findPrivateRows(creator: string): ReturnType<typeof FindPrivateRows> {
  loaded ??= createRequire(import.meta.url)("./private-dictionary.cjs") as typeof loaded;
  return loaded!.findPrivateRows(creator);
}
