/** Words of what is drawn over the image: corners, marks, measures. */
export const OVERLAY_WORDS = {
  "series-number": "Series {0}",
  "image-number": "Image {0}",
  "mark-incomplete": "Incomplete: image data are missing",
  "mark-damaged": "Damaged image data",
  "mark-display-lut": "A lookup table cannot be read: shown without it",
  "mark-display-overlay": "An overlay cannot be read to its end",
  "mark-display-palette": "The palette cannot be read: shown in grey",
  "mark-display-rescale": "Rescale Slope 0: taken as 1",
  "mark-display-shutter": "The display shutter cannot be: shown without it",
  "mark-display-window": "A window of the file cannot be",
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
