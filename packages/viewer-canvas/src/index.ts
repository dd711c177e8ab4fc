/** Public exports of @minipacs/viewer-canvas. Importing it registers `<dicom-viewer>` where there is a DOM. */
import { defineDicomViewer } from "./viewer-element.ts";

export type { ControlName, ControlsSetting } from "./controls/controls-setting.ts";
export type { LabelChanges, LabelName } from "./controls/labels.ts";
export type { ExternalVideo } from "./document/video.ts";
export type { ErrorWords } from "./plain-error.ts";
export type { PaintReport } from "./render/canvas-2d.ts";
export type { LoadProgress } from "./source/load-progress.ts";
export type { ViewerSource } from "./source/source.ts";
export { DicomViewer } from "./viewer.ts";
export { DicomViewerElement } from "./viewer-element.ts";
export type { ViewerEventMap, ViewerEvents, ViewerOptions } from "./viewer-options.ts";
export { canvasPointAt, imagePointAt } from "./viewport-place.ts";
export {
  INITIAL_VIEWPORT,
  reduceViewport,
  type Size,
  type ViewportAction,
  type ViewportState,
  type WindowSetting,
} from "./viewport-state.ts";

defineDicomViewer();
