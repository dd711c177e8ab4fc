/** What someone has measured on the images of a stack, as a pure list. */
import type { Point } from "../orientation.ts";
import type { ViewportState } from "../viewport-state.ts";

/** What is measured: named as the tool that does it. */
export type MeasureKind = "probe" | "length" | "angle" | "rectangle" | "ellipse";

/** What someone has measured on a frame. */
export interface Measure {
  /** Rising, never used twice within a list. */
  readonly id: number;
  readonly kind: MeasureKind;
  /** Place in the row of frames that it was made on, the only one that shows it. */
  readonly frameIndex: number;
  /** Image pixels after the pixel aspect ratio. Of an angle the corner is the second point; without a third it is open. */
  readonly points: readonly Point[];
}

/** What changes the measures. */
export type MeasureAction =
  | { type: "add-measure"; kind: MeasureKind; frameIndex: number; points: readonly Point[] }
  /** Moves a point, or adds the one behind the last. */
  | { type: "move-measure"; id: number; pointIndex: number; to: Point }
  | { type: "remove-measure"; id: number }
  | { type: "remove-measures" };

/** Points that a complete measure has. */
export const POINT_COUNT: Readonly<Record<MeasureKind, number>> = {
  probe: 1,
  length: 2,
  angle: 3,
  rectangle: 2,
  ellipse: 2,
};

/** Returns the list after an action; the same list when nothing changes. */
export function reduceMeasures(measures: readonly Measure[], action: MeasureAction): readonly Measure[] {
  switch (action.type) {
    case "add-measure": {
      const { kind, frameIndex, points } = action;
      return [...measures, { id: nextId(measures), kind, frameIndex, points }];
    }
    case "move-measure": {
      const { id, pointIndex, to } = action;
      return measures.map((measure) =>
        measure.id === id && pointIndex < POINT_COUNT[measure.kind]
          ? { ...measure, points: measure.points.toSpliced(pointIndex, 1, to) }
          : measure,
      );
    }
    case "remove-measure": {
      const left = measures.filter(({ id }) => id !== action.id);
      return left.length === measures.length ? measures : left;
    }
    case "remove-measures":
      return measures.length === 0 ? measures : [];
  }
}

/** Returns the id that the next measure of a list gets. */
export function nextId(measures: readonly Measure[]): number {
  return measures.reduce((highest, { id }) => Math.max(highest, id), 0) + 1;
}

/** The part of a viewer's state that measures are found by. */
type MeasuredFrame = Pick<ViewportState, "measures" | "shownFrameIndex" | "selected">;

/** Returns the measures of the frame that is shown, in the order in which they were made. */
export function measuresInSight({ measures, shownFrameIndex }: MeasuredFrame): Measure[] {
  return measures.filter(({ frameIndex }) => frameIndex === shownFrameIndex);
}

/** Returns the measure that keys move, where it is in sight. */
export function selectedMeasure(state: MeasuredFrame): Measure | undefined {
  return measuresInSight(state).find(({ id }) => id === state.selected?.id);
}

/** Returns whether a tool draws measures. */
export function isMeasureKind(tool: string): tool is MeasureKind {
  return tool in POINT_COUNT;
}
