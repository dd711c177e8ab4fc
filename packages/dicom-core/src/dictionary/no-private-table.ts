/** Stands for the private dictionary in browsers, which `loadPrivateDictionary()` fetches: it is the largest part. */
import type { PrivateElements } from "./private-blocks.ts";

export const findPrivateRows: ((creator: string) => PrivateElements | undefined) | undefined = undefined;
