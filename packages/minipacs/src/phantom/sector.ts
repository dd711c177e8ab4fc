/** The sector that a curved probe shows, and the speckle of tissue in it. */

export interface Sector {
  columns: number;
  rows: number;
  /** Row of the probe's middle, column of the axis, and pixels from the probe to the deepest echo. */
  top: number;
  apex: number;
  depthPx: number;
  /** One entry a pixel in the sector: its place in the picture. */
  indices: Uint32Array;
  /** Where it is, as shares of the depth: from the axis to the right, and from the probe down. */
  across: Float32Array;
  along: Float32Array;
  /** Brightness, 0 to 255. */
  speckle: Float32Array;
}

const HALF_ANGLE = 0.62;
/** Radius of the probe as a share of the depth. */
const PROBE = 0.16;
const BEAMS = 200;
const SAMPLES = 300;

/** Returns the sector of a picture. */
export function layOutSector(columns: number, rows: number, random: () => number): Sector {
  const top = Math.round(rows * 0.06);
  const apex = (columns - 1) / 2;
  const depthPx = rows * 0.88;
  const probePx = depthPx * PROBE;
  const grain = speckleOf(random);
  const indices: number[] = [];
  const across: number[] = [];
  const along: number[] = [];
  const speckle: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const x = column - apex;
      const y = row - top + probePx;
      const angle = Math.atan2(x, y);
      const depth = (Math.hypot(x, y) - probePx) / (depthPx - probePx * (1 - Math.cos(HALF_ANGLE)));
      if (Math.abs(angle) > HALF_ANGLE || depth < 0 || depth >= 1) continue;
      indices.push(row * columns + column);
      across.push(x / depthPx);
      along.push((row - top) / depthPx);
      const beam = Math.floor(((angle + HALF_ANGLE) / (2 * HALF_ANGLE)) * (BEAMS - 1));
      const echo = grain[beam * SAMPLES + Math.floor(depth * SAMPLES)] ?? 0;
      speckle.push(echo * layerBrightness(depth) * 150);
    }
  }
  return {
    columns,
    rows,
    top,
    apex,
    depthPx,
    indices: Uint32Array.from(indices),
    across: Float32Array.from(across),
    along: Float32Array.from(along),
    speckle: Float32Array.from(speckle),
  };
}

/** Echoes fade with depth; skin and the far wall are bright. */
function layerBrightness(depth: number): number {
  if (depth < 0.03) return 1.4;
  if (depth < 0.1) return 0.7;
  if (depth > 0.93) return 0.35;
  return 0.85 - depth * 0.35;
}

/** Noise whose grains are wider than deep, as echoes are. */
function speckleOf(random: () => number): Float32Array {
  const grain = new Float32Array(BEAMS * SAMPLES);
  for (let i = 0; i < grain.length; i += 1) grain[i] = Math.hypot(random() - 0.5, random() - 0.5) * 2;
  const smooth = new Float32Array(grain.length);
  for (let i = 0; i < grain.length; i += 1) {
    smooth[i] = (grain[i]! + (grain[i + SAMPLES] ?? 0) + (grain[i - SAMPLES] ?? 0) + (grain[i + 1] ?? 0)) / 3;
  }
  return smooth;
}
