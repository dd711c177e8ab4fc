/** Drawings of the buttons, on a grid of 24 by 24: strokes, and after a star areas. */

const CIRCLE = "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z";
const DOT = "a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z";

const ICONS = {
  "tool-pan": ["M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"],
  "tool-window": [CIRCLE, "*M12 3a9 9 0 0 1 0 18z"],
  "tool-zoom": ["M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM15.3 15.3L21 21M7.5 10.5h6M10.5 7.5v6"],
  "tool-scroll": ["M3.5 8L12 4l8.5 4L12 12zM3.5 12.2L12 16.2l8.5-4M3.5 16.3L12 20.3l8.5-4"],
  "tool-probe": ["M12 2.5v6M12 15.5v6M2.5 12h6M15.5 12h6", `*M12 10.4${DOT}`],
  "tool-length": ["M5 19L19 5M2.5 16.5l5 5M16.5 2.5l5 5"],
  "tool-angle": ["M20.5 19H4L15.5 4.5M12 19a8.5 8.5 0 0 0-2.9-6.5"],
  "tool-rectangle": ["M3.5 6h17v12h-17z"],
  "tool-ellipse": ["M12 5.5c5 0 9 2.9 9 6.5s-4 6.5-9 6.5-9-2.9-9-6.5 4-6.5 9-6.5z"],
  "remove-measures": ["M4.5 7h15M9 7V4h6v3M6.5 7l1 13.5h9l1-13.5M10.3 11v5.5M13.7 11v5.5"],
  fit: ["M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M8.5 8.5h7v7h-7z"],
  "actual-size": ["M4.5 8.5L7.5 6v12M16.5 8.5l3-2.5v12", `*M12 8.2${DOT}M12 13.2${DOT}`],
  "rotate-left": ["M5.5 14.5a7 7 0 1 0 1.5-7.3L4 10M4 4.5V10h5.5"],
  "rotate-right": ["M18.5 14.5a7 7 0 1 1-1.5-7.3L20 10M20 4.5V10h-5.5"],
  "flip-horizontal": ["M12 3v18M9 7v10H3.5zM15 7v10h5.5z"],
  "flip-vertical": ["M3 12h18M7 9h10V3.5zM7 15h10v5.5z"],
  "usual-orientation": [
    "M12 3.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2M7 21v-7.5a5 5 0 0 1 10 0V21M2.5 12h2.5M19 12h2.5",
  ],
  invert: ["M4 4h16v16H4z", "*M4 20L20 4v16z"],
  reset: ["M3.5 11.5L12 4l8.5 7.5M6 9.8V20h12V9.8"],
  text: ["M5 7V4.5h14V7M12 4.5v15M9 19.5h6"],
  overlays: ["M4 4h11v11H4zM9 9h11v11H9z"],
  interpolation: ["M3 20h5v-5.3h4V9.3h4V4h5", "M3 20C13 20 11 4 21 4"],
  metadata: ["M9 6h11.5M9 12h11.5M9 18h11.5", `*M4.6 4.4${DOT}M4.6 10.4${DOT}M4.6 16.4${DOT}`],
  open: ["M3 19V5h6.5l2 2.8H20V11M3 19l3.5-8H22l-3.5 8z"],
  "save-png": ["M12 3.5v11.5M7 10.5l5 5 5-5M4 20h16"],
  "save-annotated-png": ["M8.5 3.5v11.5M3.5 10l5 5 5-5M4 20h16M14 4h7M17.5 4v7.5"],
  help: [CIRCLE, "M9.3 9.6a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 2", `*M12 15.3${DOT}`],
  more: [`*M5 10.4${DOT}M12 10.4${DOT}M19 10.4${DOT}`],
  menu: ["M4 6.5h16M4 12h16M4 17.5h16"],
  adjust: ["M4 7h9M18 7h2M4 17h2M11 17h9", "M15.5 4.5v5M8.5 14.5v5"],
  "first-frame": ["M5.5 5.5v13", "*M19.5 5v14L8.5 12z"],
  "previous-frame": ["*M20.5 6v12L12 12zM11.5 6v12L3 12z"],
  play: ["*M7 4.5v15L20 12z"],
  stop: ["*M6 5h4.2v14H6zM13.8 5H18v14h-4.2z"],
  "next-frame": ["*M3.5 6v12l8.5-6zM12.5 6v12l8.5-6z"],
  "last-frame": ["M18.5 5.5v13", "*M4.5 5v14l11-7z"],
  close: ["M6 6l12 12M18 6L6 18"],
} as const;

export type IconName = keyof typeof ICONS;

const SVG = "http://www.w3.org/2000/svg";

/** Creates the drawing of a button; those who do not see it are told by the button's label. */
export function createIcon(document: Document, name: IconName): SVGSVGElement {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  for (const drawn of ICONS[name]) {
    const path = icon.appendChild(document.createElementNS(SVG, "path"));
    const isArea = drawn.startsWith("*");
    path.setAttribute("d", isArea ? drawn.slice(1) : drawn);
    if (isArea) path.setAttribute("fill", "currentColor");
  }
  return icon;
}
