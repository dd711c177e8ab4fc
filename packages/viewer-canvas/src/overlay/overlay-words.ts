/** Words of what is drawn over the image: corners, marks, measures. */
export const OVERLAY_WORDS = {
  "series-number": "Series {0}",
  "image-number": "Image {0}",
  "mark-incomplete": "Incomplete: image data are missing",
  "mark-damaged": "Damaged image data",
  "mark-averages": "Averages of {0} × {0} pixels",
  "mark-lossy": "Lossy {0}",
  "mark-perhaps-lossy": "Perhaps lossy",
  "value-index": "Index {0}",
  "value-padding": "Padding",
  "value-stored": "Stored {0}",
  "value-plain": "Value {0}",
  "region-none": "No pixels",
  "region-mean": "Mean {0}",
  "region-deviation": "SD {0}",
  "region-range": "Min {0}  Max {1}",
  "region-count": "n {0}",
  "region-no-palette": "No palette to average",
  "on-detector": "{0} on detector",
} as const;

export type OverlayWord = keyof typeof OVERLAY_WORDS;
