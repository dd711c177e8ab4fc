/** What a tool sees of the viewer. Tools turn the user's input into actions; the reducer does the rest. */
import type { ViewportAction, ViewportState } from "../viewport-state.ts";

/** The viewer, as its tools use it. */
export interface ToolHost {
  readonly state: ViewportState;
  dispatch(action: ViewportAction): void;
}

/** A tool that is dragged: `dx` and `dy` are CSS pixels since the last call. */
export type DragTool = (host: ToolHost, dx: number, dy: number) => void;
