/** How long a scale bar is: a round number of millimetres that fits. */

export interface ScaleBar {
  /** 1, 2 or 5 times a power of ten. */
  lengthMm: number;
  lengthPx: number;
}

/** Returns the longest round bar of at most `maxPx`, `undefined` where no scale is known. */
export function scaleBarFor(pxPerMm: number, maxPx: number): ScaleBar | undefined {
  if (!(pxPerMm > 0) || !Number.isFinite(pxPerMm) || maxPx <= 0) return undefined;
  const maxMm = maxPx / pxPerMm;
  const power = 10 ** Math.floor(Math.log10(maxMm));
  const factor = [5, 2, 1].find((step) => step * power <= maxMm) ?? 1;
  const lengthMm = factor * power;
  return { lengthMm, lengthPx: lengthMm * pxPerMm };
}

/** Returns a length as people say it: `2 mm`, `5 cm`, `0.5 mm`. */
export function formatScaleLength(lengthMm: number): string {
  return lengthMm >= 10
    ? `${Number((lengthMm / 10).toPrecision(3))} cm`
    : `${Number(lengthMm.toPrecision(3))} mm`;
}
