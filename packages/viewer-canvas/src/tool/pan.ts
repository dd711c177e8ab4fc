/** Moves the image with the pointer. */
import type { ToolHost } from "./tool.ts";

/** The image follows the pointer pixel by pixel. */
export function pan(host: ToolHost, dx: number, dy: number): void {
  host.dispatch({ type: "pan", dx, dy });
}
