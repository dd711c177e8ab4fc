/** Colour samples to RGB, by what the frame's photometric interpretation says they are. PS3.3 C.7.6.3.1.2. */
import { UnsupportedError } from "../../errors.ts";
import type { DecodedFrame } from "../decode-frame.ts";
import { packColor } from "./packed-color.ts";
import { type Palette, paletteOffset } from "./palette-offset.ts";

/** Luma and chroma to RGB: red = scale * (y - offset) + redCr * (cr - 128), and so on. */
interface ChromaMatrix {
  lumaScale: number;
  lumaOffset: number;
  redCr: number;
  greenCb: number;
  greenCr: number;
  blueCb: number;
}

/** ITU-R BT.601 luma of red, green and blue. */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];
/** Range of the partial YCbCr: 219 steps of luma, 224 of chroma. */
const [PARTIAL_LUMA, PARTIAL_CHROMA] = [255 / 219, 255 / 224];

const FULL = chromaMatrix(1, 0, 1);
const PARTIAL = chromaMatrix(PARTIAL_LUMA, 16, PARTIAL_CHROMA);

function chromaMatrix(lumaScale: number, lumaOffset: number, chromaScale: number): ChromaMatrix {
  const redCr = 2 * (1 - RED) * chromaScale;
  const blueCb = 2 * (1 - BLUE) * chromaScale;
  return {
    lumaScale,
    lumaOffset,
    redCr,
    greenCb: (blueCb * BLUE) / GREEN,
    greenCr: (redCr * RED) / GREEN,
    blueCb,
  };
}

/** Colour of one pixel's samples, brought to 0 to 255; the fourth is 0 where there are three. */
type ToColor = (a: number, b: number, c: number, d: number) => number;

/**
 * Writes a frame of colour samples as packed colours, 4:2:2 and 4:2:0 after upsampling. Samples over 8 bits are scaled.
 *
 * @param flip exclusive-ored with every colour
 * @throws UnsupportedError UNSUPPORTED_PHOTOMETRIC_INTERPRETATION naming it
 */
export function paintColor(frame: DecodedFrame, out: Uint32Array, flip: number): void {
  const { samplesPerPixel } = frame;
  const toColor = toColorOf(frame);
  const bytes = bytesOf(frame);
  if (typeof toColor !== "function") {
    paintChroma(bytes, out, samplesPerPixel, toColor, flip);
    return;
  }
  if (samplesPerPixel === 3) {
    paintThree(bytes, out, toColor, flip);
    return;
  }
  for (let i = 0, at = 0; i < out.length; i += 1, at += samplesPerPixel) {
    out[i] = toColor(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!) ^ flip;
  }
}

type Bytes = Uint8Array | Uint8ClampedArray;

function paintThree(bytes: Bytes, out: Uint32Array, toColor: ToColor, flip: number): void {
  if (toColor === rgb) {
    for (let i = 0, at = 0; i < out.length; i += 1, at += 3) {
      out[i] = packColor(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!) ^ flip;
    }
    return;
  }
  for (let i = 0, at = 0; i < out.length; i += 1, at += 3) {
    out[i] = toColor(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, 0) ^ flip;
  }
}

/** Has sums from -512 on as 0 to 255. */
const CLAMPED = Uint8Array.from({ length: 1536 }, (_, i) => Math.max(0, Math.min(255, i - 512)));

/** By tables of the products, which are a fraction of the time that multiplying and comparing takes. */
function paintChroma(
  bytes: Bytes,
  out: Uint32Array,
  samplesPerPixel: number,
  { lumaScale, lumaOffset, redCr, greenCb, greenCr, blueCb }: ChromaMatrix,
  flip: number,
): void {
  const tableOf = (scale: number, offset: number) =>
    Float64Array.from({ length: 256 }, (_, sample) => scale * (sample - offset));
  const luma = tableOf(lumaScale, lumaOffset);
  const [toRed, fromGreen, fromGreenToo, toBlue] = [redCr, greenCb, greenCr, blueCb].map((scale) =>
    tableOf(scale, 128),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let i = 0, at = 0; i < out.length; i += 1, at += samplesPerPixel) {
    const y = luma[bytes[at]!]! + 512.5;
    const cb = bytes[at + 1]!;
    const cr = bytes[at + 2]!;
    const red = CLAMPED[Math.floor(y + toRed[cr]!)]!;
    const green = CLAMPED[Math.floor(y - fromGreen[cb]! - fromGreenToo[cr]!)]!;
    out[i] = packColor(red, green, CLAMPED[Math.floor(y + toBlue[cb]!)]!) ^ flip;
  }
}

function toColorOf({
  photometricInterpretation,
  samplesPerPixel,
  palette,
}: DecodedFrame): ToColor | ChromaMatrix {
  if (samplesPerPixel >= 3) {
    switch (photometricInterpretation) {
      // Three samples cannot be grey or index a palette.
      case "MONOCHROME1":
      case "MONOCHROME2":
      case "PALETTE COLOR":
      case "RGB":
        return rgb;
      case "YBR_FULL":
      case "YBR_FULL_422":
      case "YBR_ICT":
        return FULL;
      case "YBR_PARTIAL_420":
      case "YBR_PARTIAL_422":
        return PARTIAL;
      case "YBR_RCT":
        return ybrRct;
    }
  }
  if (samplesPerPixel === 4) {
    if (photometricInterpretation === "RGBA") return packColor;
    if (photometricInterpretation === "CMYK") return cmyk;
    if (photometricInterpretation === "YCCK") return ycck;
    if (photometricInterpretation === "ARGB") return argb(palette);
  }
  throw new UnsupportedError(
    "UNSUPPORTED_PHOTOMETRIC_INTERPRETATION",
    `${photometricInterpretation} with ${samplesPerPixel} samples per pixel cannot be shown`,
    { details: { photometricInterpretation, samplesPerPixel } },
  );
}

const rgb: ToColor = (red, green, blue) => packColor(red, green, blue);

/** The reversible transform of JPEG 2000 where nobody has undone it. ISO/IEC 15444-1 G.2. */
const ybrRct: ToColor = (y, cb, cr) => {
  const [u, v] = [cb - 128, cr - 128];
  const green = y - Math.floor((u + v) / 4);
  return packColor(clamp(v + green), clamp(green), clamp(u + green));
};

/** Retired, PS3.3 2001. */
const cmyk: ToColor = (cyan, magenta, yellow, black) =>
  packColor(clamp(255 - cyan - black), clamp(255 - magenta - black), clamp(255 - yellow - black));

/** Luma and chroma of what cyan, magenta and yellow leave over, as libjpeg has it. ITU-T T.872 6.5.3. */
const ycck: ToColor = (y, cb, cr, black) => {
  const [u, v] = [cb - 128, cr - 128];
  const cyan = 255 - clamp(y + FULL.redCr * v);
  const magenta = 255 - clamp(y - FULL.greenCb * u - FULL.greenCr * v);
  return cmyk(cyan, magenta, 255 - clamp(y + FULL.blueCb * u), black);
};

/** Where the first sample is not 0, the palette's colour for it stands in place of the others. Retired, PS3.3 2001. */
function argb(palette: Palette | undefined): ToColor {
  return (alpha, red, green, blue) => {
    if (palette === undefined || alpha === 0) return packColor(red, green, blue);
    const at = paletteOffset(palette, alpha);
    return packColor(palette.colors[at]!, palette.colors[at + 1]!, palette.colors[at + 2]!);
  };
}

function clamp(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);
}

/** Signed samples begin at the middle; those over 8 bits keep their high byte, fewer are spread over it. */
function bytesOf({ pixels, bitsStored, isSigned }: DecodedFrame): Bytes {
  if (pixels instanceof Uint8Array && bitsStored === 8) return pixels;
  const bytes = new Uint8ClampedArray(pixels.length);
  const offset = isSigned ? 2 ** (bitsStored - 1) : 0;
  if (bitsStored < 8) {
    const scale = 255 / (2 ** bitsStored - 1);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.round((pixels[i]! + offset) * scale);
  } else {
    const scale = 2 ** (8 - bitsStored);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.floor((pixels[i]! + offset) * scale);
  }
  return bytes;
}
