/** Images with the statistics of real ones, the same each time: a CT slice, an angiogram, a colour photograph. */
import { seededRandom } from "../../../../tools/bench/statistics.ts";

export interface BenchImage {
  label: string;
  /** `[row][column][component]`. */
  samples: Uint8Array | Uint16Array;
  width: number;
  height: number;
  componentCount: number;
  bitsPerSample: number;
  isSigned: false;
}

/** A body of tissue, lungs and bone in air, with the grain of a reconstruction; 12 bits, offset by 1024. */
export function ctImage(size: number): BenchImage {
  const ellipses: [x: number, y: number, width: number, height: number, value: number][] = [
    [0, 0, 0.82, 0.62, 1070],
    [0, 0, 0.76, 0.56, 1095],
    [-0.36, -0.05, 0.27, 0.38, 180],
    [0.36, -0.05, 0.27, 0.38, 160],
    [0.05, -0.12, 0.16, 0.18, 1120],
    [0, 0.38, 0.09, 0.1, 1700],
    [0, 0.36, 0.04, 0.04, 1050],
  ];
  const noise = smoothNoise(size, 34);
  const samples = new Uint16Array(size * size);
  for (let row = 0, at = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, at += 1) {
      const x = (column / size) * 2 - 1;
      const y = (row / size) * 2 - 1;
      let value = 20;
      for (const [cx, cy, width, height, inside] of ellipses) {
        if (((x - cx) / width) ** 2 + ((y - cy) / height) ** 2 < 1) value = inside;
      }
      // Outside of the circle that was scanned there is nothing at all.
      const isScanned = x * x + y * y < 1;
      samples[at] = isScanned ? clamp(value + 12 * Math.sin(9 * x + 7 * y) + noise[at]!, 4095) : 0;
    }
  }
  return {
    label: `CT ${size}²`,
    samples,
    width: size,
    height: size,
    componentCount: 1,
    bitsPerSample: 12,
    isSigned: false,
  };
}

/** Vessels on a background that changes slowly, with the grain of few photons; 10 bits. */
export function xaImage(size: number): BenchImage {
  const noise = smoothNoise(size, 22);
  const samples = new Uint16Array(size * size);
  for (let row = 0, at = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, at += 1) {
      const x = column / size;
      const y = row / size;
      let value = 620 + 180 * Math.cos(3 * x - 1) * Math.cos(2.4 * y - 1.3);
      for (let vessel = 0; vessel < 7; vessel += 1) {
        const course = 0.12 + vessel * 0.13 + 0.06 * Math.sin(8 * y + vessel) + 0.02 * Math.sin(31 * y);
        const width = 0.004 + 0.0016 * ((vessel * 5) % 7);
        const distance = Math.abs(x - course) / width;
        if (distance < 1) value -= 260 * Math.sqrt(1 - distance * distance);
      }
      samples[at] = clamp(value + noise[at]!, 1023);
    }
  }
  return {
    label: `XA ${size}²`,
    samples,
    width: size,
    height: size,
    componentCount: 1,
    bitsPerSample: 10,
    isSigned: false,
  };
}

/** The samples of an image in 8 bits, as lossy archives and secondary captures have them. */
export function inEightBits(image: BenchImage): BenchImage {
  const shift = image.bitsPerSample - 8;
  return {
    ...image,
    label: `${image.label}, 8 bits`,
    samples: Uint8Array.from(image.samples, (value) => value >> shift),
    bitsPerSample: 8,
  };
}

/** Three components that go together and each have grain of their own. */
export function colorImage(size: number): BenchImage {
  const grey = inEightBits(xaImage(size)).samples;
  const random = seededRandom(5);
  const samples = new Uint8Array(size * size * 3);
  for (let i = 0; i < grey.length; i += 1) {
    const value = grey[i]!;
    samples[i * 3] = clamp(value * 1.2 + random() * 6, 255);
    samples[i * 3 + 1] = clamp(value * 0.8 + random() * 6, 255);
    samples[i * 3 + 2] = clamp(200 - value * 0.5 + random() * 6, 255);
  }
  return {
    label: `colour ${size}²`,
    samples,
    width: size,
    height: size,
    componentCount: 3,
    bitsPerSample: 8,
    isSigned: false,
  };
}

/** Noise whose neighbours are like each other, as detectors and reconstructions leave it; sums of uniform numbers. */
function smoothNoise(size: number, range: number): Float32Array {
  const random = seededRandom(size);
  const white = Float32Array.from({ length: size * size }, () => random() + random() - 1);
  const out = new Float32Array(white.length);
  for (let at = 0; at < out.length; at += 1) {
    const left = white[at - 1] ?? 0;
    const above = white[at - size] ?? 0;
    out[at] = range * (0.6 * white[at]! + 0.3 * left + 0.3 * above);
  }
  return out;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, Math.round(value)));
}
