/** Paths of elements as errors, diagnostics and callbacks name them. */
import { formatTagHex, type Tag } from "../tag.ts";

/** Returns the path of an element, `0040,0100[0].0010,0010`; `itemPath` is that of the item around it, empty at the root. */
export function elementPath(itemPath: string, tag: Tag): string {
  const hex = formatTagHex(tag);
  const own = `${hex.slice(0, 4)},${hex.slice(4)}`;
  return itemPath === "" ? own : `${itemPath}.${own}`;
}
