/** Which controls a viewer has: an option of the viewer and an attribute of the element. */

/** Tool bar; window panel; cine bar, where there are several frames; the tool bar's button that opens files. */
export type ControlName = "tools" | "window" | "cine" | "open";

/** Those that are named, `all` (default) or `none`. Keys work and the help sheet opens without any. */
export type ControlsSetting = "all" | "none" | readonly ControlName[];

/** Reads the attribute: `all`, `none`, or names with spaces between them; what is none of ours is passed over later. */
export function parseControls(attribute: string | null): ControlsSetting {
  const words = (attribute ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length === 0 || words.includes("all")) return "all";
  if (words.includes("none")) return "none";
  return words as ControlName[];
}
