/** What the parts of a viewer are shown: everything that is on the screen, as one value. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { CineState } from "./cine/cine.ts";
import type { CineTiming } from "./cine/cine-timing.ts";
import type { LabelChanges } from "./controls/labels.ts";
import type { StackFrame } from "./decode/frame-provider.ts";
import type { ErrorWords } from "./plain-error.ts";
import type { ViewportState } from "./viewport-state.ts";

export interface ViewerView {
  readonly state: ViewportState;
  /** The frame that is shown, with its file; `undefined` without an image and where an error is told. */
  readonly shown: StackFrame | undefined;
  /** The file of the frame, also where it cannot be shown. */
  readonly file: DicomFile | undefined;
  readonly cine: Readonly<CineState>;
  readonly timing: CineTiming;
  readonly error: ErrorWords | undefined;
  /** Words of the page in place of the English ones; another object where they have changed. */
  readonly labels: LabelChanges;
}

/** A part of the viewer that shows something of its view: a bar, a panel, the text in a corner. */
export interface ViewerPart {
  /** Called once a paint, with a view that may be the same as before; costs nothing where nothing changed. */
  update(view: ViewerView): void;
  remove?(): void;
}
