/** Steps through the measures of the frame that is shown and moves them, for those who use no mouse. */
import { measuresInSight, selectedMeasure } from "../measure/measure-list.ts";
import type { Point } from "../orientation.ts";
import { clamp } from "../viewport-place.ts";
import type { ToolHost } from "./tool.ts";

/** Selects the measure so many further on, around the end of the list; without a selection the first or the last. */
export function selectMeasure(host: ToolHost, steps: 1 | -1): void {
  const measures = measuresInSight(host.state);
  const current = selectedMeasure(host.state);
  const from = current ? measures.indexOf(current) : steps > 0 ? -1 : 0;
  const next = measures.at((from + steps) % measures.length);
  if (next) host.dispatch({ type: "select-measure", selected: { id: next.id, pointIndex: undefined } });
}

/** Selects the next point of the selected measure, behind the last one all of it. */
export function selectPoint(host: ToolHost): void {
  const measure = selectedMeasure(host.state);
  if (measure === undefined) return;
  const next = (host.state.selected?.pointIndex ?? -1) + 1;
  const pointIndex = next < measure.points.length ? next : undefined;
  host.dispatch({ type: "select-measure", selected: { id: measure.id, pointIndex } });
}

/** Moves the selected point or measure, within the image: image pixels. */
export function moveSelected(host: ToolHost, by: Point): void {
  const measure = selectedMeasure(host.state);
  if (measure === undefined) return;
  const { image, selected } = host.state;
  const { pointIndex: only } = selected!;
  const moved = measure.points.filter((_, i) => only === undefined || i === only);
  const within = (way: number, places: number[], size: number) =>
    clamp(way, -Math.min(...places), size - Math.max(...places));
  const dx = within(
    by.x,
    moved.map(({ x }) => x),
    image.width,
  );
  const dy = within(
    by.y,
    moved.map(({ y }) => y),
    image.height,
  );
  if (dx === 0 && dy === 0) return;
  for (const [pointIndex, { x, y }] of measure.points.entries()) {
    if (only !== undefined && only !== pointIndex) continue;
    host.dispatch({ type: "move-measure", id: measure.id, pointIndex, to: { x: x + dx, y: y + dy } });
  }
}
