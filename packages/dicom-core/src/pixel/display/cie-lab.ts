/** Colours of annotations and shutters: PCS values in CIELab, D50, to sRGB. PS3.3 C.10.7.1.1. */

/** White of the profile connection space. */
const D50 = [0.9642, 1, 0.8249] as const;
/** XYZ at D50 to linear sRGB, adapted by Bradford. */
const TO_RGB = [
  [3.1339, -1.6169, -0.4906],
  [-0.9788, 1.9161, 0.0335],
  [0.0719, -0.229, 1.4052],
] as const;

/** Returns 8-bit sRGB of L*, a* and b* as DICOM encodes them: 16 bits over 0 to 100 and -128 to 127. */
export function labToRgb(l: number, a: number, b: number): [red: number, green: number, blue: number] {
  const y = ((l / 0xffff) * 100 + 16) / 116;
  const x = y + ((a / 0xffff) * 255 - 128) / 500;
  const z = y - ((b / 0xffff) * 255 - 128) / 200;
  const xyz = [x, y, z].map((value, i) => D50[i]! * fromCubeRoot(value));
  const [red, green, blue] = TO_RGB.map((row) =>
    toByte(row[0] * xyz[0]! + row[1] * xyz[1]! + row[2] * xyz[2]!),
  );
  return [red!, green!, blue!];
}

function fromCubeRoot(value: number): number {
  return value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29);
}

function toByte(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}
