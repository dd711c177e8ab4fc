/** Words that are needed before anything else is loaded: of the stage and the corner. */
export const STAGE_WORDS = {
  loading: "Loading …",
  "loading-part": "Loading … {0}",
  "no-image": "No image",
  "error-title": "This image cannot be shown",
  "no-image-why": "No image: {0}",
  "kind-video": "video",
  "kind-document": "document",
  "kind-report": "report",
  "image-told": "{0} image, {1} by {2} pixels",
  "frames-told": "{0}, {1} frames",
  "corner-frame": "Frame {0} / {1}",
  "corner-window": "C {0}  W {1}",
  "corner-lut": "VOI LUT",
  "corner-zoom": "Zoom {0} %",
  "drop-hint": "Drop files or folders to open them",
  "drop-limit": "More files than can be opened at once: these are the first {0}.",
} as const;
