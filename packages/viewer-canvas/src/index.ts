/** Public exports of @minipacs/viewer-canvas. Importing it registers `<dicom-viewer>` where there is a DOM. */
import { defineDicomViewer } from "./viewer-element.ts";

export type { Cine, CineState } from "./cine/cine.ts";
export type { CineTiming, RateOrigin, Sequencing } from "./cine/cine-timing.ts";
export type { ControlName, ControlsSetting } from "./controls/controls-setting.ts";
export type { LabelChanges, LabelName } from "./controls/labels.ts";
export type { PresetName, Presets } from "./controls/window-choices.ts";
export type { StackFrame } from "./decode/frame-provider.ts";
export type { ExternalVideo } from "./document/video.ts";
export type { Measure, MeasureAction, MeasureKind } from "./measure/measure-list.ts";
export type { Orientation, Point } from "./orientation.ts";
export type { ErrorWords } from "./plain-error.ts";
export type { PaintReport } from "./render/canvas-2d.ts";
export type { LoadProgress } from "./source/load-progress.ts";
export type { ViewerSource } from "./source/source.ts";
export type { BindingChanges, Bindings, DragBinding, WheelBinding } from "./tool/bindings.ts";
export type { CommandName } from "./tool/commands.ts";
export { DicomViewer } from "./viewer.ts";
export { DicomViewerElement } from "./viewer-element.ts";
export type { ViewerEventMap, ViewerEvents, ViewerOptions } from "./viewer-options.ts";
export { canvasPointAt, imagePointAt } from "./viewport-place.ts";
export {
  INITIAL_VIEWPORT,
  type PointedAt,
  reduceViewport,
  type SelectedMeasure,
  type Shows,
  type Size,
  type ToolName,
  type ViewportAction,
  type ViewportState,
  type VoiSetting,
  type WindowSetting,
} from "./viewport-state.ts";

defineDicomViewer();
