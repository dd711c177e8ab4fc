/** The second bytes of JPEG markers. ITU-T T.81 Table B.1. */
export const MARKER = {
  TEM: 0x01,
  SOF0: 0xc0,
  SOF1: 0xc1,
  SOF2: 0xc2,
  SOF3: 0xc3,
  DHT: 0xc4,
  JPG: 0xc8,
  DAC: 0xcc,
  SOF15: 0xcf,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DNL: 0xdc,
  DRI: 0xdd,
  APP0: 0xe0,
  APP14: 0xee,
  /** Start of frame of JPEG-LS, which borrows the rest. ITU-T T.87 C.1. */
  SOF55: 0xf7,
} as const;

/** Tells whether a marker starts a frame, of any process. */
export function isStartOfFrame(marker: number): boolean {
  return (
    (marker >= MARKER.SOF0 &&
      marker <= MARKER.SOF15 &&
      marker !== MARKER.DHT &&
      marker !== MARKER.JPG &&
      marker !== MARKER.DAC) ||
    marker === MARKER.SOF55
  );
}

/** Tells whether a marker is one of RST0 to RST7. */
export function isRestart(marker: number | undefined): boolean {
  return marker !== undefined && marker >= MARKER.RST0 && marker <= MARKER.RST7;
}

/** Tells whether no length and no parameters follow a marker. */
export function standsAlone(marker: number): boolean {
  return isRestart(marker) || marker === MARKER.SOI || marker === MARKER.EOI || marker === MARKER.TEM;
}

/** Returns what a start of frame marker names: `baseline`, `extended`, `progressive`, `lossless`, `arithmetic lossless`, … */
export function describeProcess(marker: number): string {
  if (marker === MARKER.SOF55) return "JPEG-LS";
  const name = ["baseline", "extended", "progressive", "lossless"][marker & 3];
  return `${marker & 8 ? "arithmetic " : ""}${marker & 4 ? "hierarchical " : ""}${name}`;
}
