/** Everything that measures need, as one chunk: it is fetched for the first of them, or for the first look at a value. */
export { probeLines } from "../measure/measure-label.ts";
export { moveSelected, selectMeasure, selectPoint } from "../tool/select-measure.ts";
export { drawCross, drawMeasures } from "./draw-measures.ts";
export { tellMeasures } from "./tell-measures.ts";
