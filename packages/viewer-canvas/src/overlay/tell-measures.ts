/** What is said of measures to those who do not see them: when one is made, moved, selected or removed. */
import { probeLines } from "../measure/measure-label.ts";
import {
  type Measure,
  type MeasureKind,
  measuresInSight,
  POINT_COUNT,
  selectedMeasure,
} from "../measure/measure-list.ts";
import { measuredImageOf, storedPoint } from "../measure/measured-image.ts";
import type { ViewerView } from "../viewer-view.ts";
import type { ViewportState } from "../viewport-state.ts";
import { createWords } from "../words.ts";
import { linesOf, UNFINISHED } from "./measure-lines.ts";
import { OVERLAY_WORDS } from "./overlay-words.ts";

/** What of a state is told of here. */
export type MeasuredState = Pick<ViewportState, "measures" | "selected" | "pointer">;

/**
 * Returns what has changed since another state, empty where that is nothing to tell of; `undefined` while values are being
 * made. `name` says what a measure is.
 */
export function tellMeasures(
  { state, shown, labels }: ViewerView,
  before: MeasuredState,
  name: (kind: MeasureKind) => string,
): string | undefined {
  if (shown === undefined) return "";
  const words = createWords(OVERLAY_WORDS, labels);
  const image = measuredImageOf(shown);
  const inSight = measuresInSight(state);
  const selected = selectedMeasure(state);
  const tell = (measure: Measure, what: string): string | undefined => {
    const { kind, points } = measure;
    const lines = linesOf(measure, image, labels, () => undefined);
    if (lines === UNFINISHED) return undefined;
    const value = lines.join(", ") || words("point-of", points.length, POINT_COUNT[kind]);
    return words("measure-told", what, value);
  };
  const changed = inSight.find((measure) => !before.measures.includes(measure));
  if (selected && (changed === selected || state.selected !== before.selected)) {
    const place = words("measure-of", name(selected.kind), inSight.indexOf(selected) + 1, inSight.length);
    const { pointIndex } = state.selected!;
    const point = pointIndex === undefined ? [] : [words("point-of", pointIndex + 1, selected.points.length)];
    return tell(selected, [place, ...point].join(", "));
  }
  if (changed) return tell(changed, name(changed.kind));
  if (state.measures.length < before.measures.length) return words("measure-removed", inSight.length);
  if (before.selected && !selected) return words("measure-none");
  const { pointer } = state;
  if (!pointer?.byKeys || pointer === before.pointer) return "";
  return probeLines(image, storedPoint(image, pointer), words).join(", ");
}
