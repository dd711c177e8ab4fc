/** Lines of measures, kept while nothing changes; those of large regions are made in slices between the paints. */
import type { LabelChanges } from "../controls/labels.ts";
import { measureSteps } from "../measure/measure-label.ts";
import type { Measure } from "../measure/measure-list.ts";
import type { MeasuredImage } from "../measure/measured-image.ts";
import { createWords } from "../words.ts";
import { OVERLAY_WORDS } from "./overlay-words.ts";

/** Of a frame's time, for all measures that are new. */
const SLICE_MS = 6;
/** Of a region that takes long. */
export const UNFINISHED: readonly string[] = ["…"];

interface Kept {
  image: MeasuredImage;
  labels: LabelChanges;
  lines: readonly string[];
}

const kept = new WeakMap<Measure, Kept>();
/** Which measure of a number is being worked on: one that was moved is of no use. */
const wanted = new WeakMap<MeasuredImage, Map<number, Measure>>();

/**
 * Returns the lines of a measure. With `onLater` those of a region that takes long are `…` at first, and it is called
 * once when they are there.
 */
export function linesOf(
  measure: Measure,
  image: MeasuredImage,
  labels: LabelChanges,
  onLater?: () => void,
): readonly string[] {
  const known = kept.get(measure);
  const isSame = known?.image === image && known.labels === labels;
  if (isSame && (onLater !== undefined || known.lines !== UNFINISHED)) return known.lines;
  const result: Kept = { image, labels, lines: UNFINISHED };
  kept.set(measure, result);
  const steps = measureSteps(measure, image, createWords(OVERLAY_WORDS, labels));
  const current = wanted.get(image) ?? new Map<number, Measure>();
  wanted.set(image, current);
  current.set(measure.id, measure);
  const work = (isFirst: boolean): void => {
    if (kept.get(measure) !== result || current.get(measure.id) !== measure) return;
    const until = performance.now() + SLICE_MS;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        result.lines = step.value;
        if (!isFirst) onLater?.();
        return;
      }
      if (onLater !== undefined && performance.now() > until) break;
    }
    setTimeout(work, 0, false);
  };
  work(true);
  return result.lines;
}
