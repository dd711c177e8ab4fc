/** Public exports of @minipacs/viewer-canvas. Importing it registers `<dicom-viewer>`. */
import { defineDicomViewer } from "./viewer-element.ts";

export type { ViewerSource } from "./source/load-source.ts";
export { DicomViewer, type ViewerEvents, type ViewerOptions } from "./viewer.ts";
export { DicomViewerElement } from "./viewer-element.ts";
export {
  INITIAL_VIEWPORT,
  imagePointAt,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
} from "./viewport-state.ts";

defineDicomViewer();
