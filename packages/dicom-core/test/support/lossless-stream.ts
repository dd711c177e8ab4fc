/** Lossless JPEG of shapes that our encoder does not write: sampling factors, scans of any components, restarts anywhere. */
import { createHuffmanEncoder, JpegWriter } from "../../src/pixel/jpeg/huffman-encoder.ts";

export interface StreamComponent {
  h: number;
  v: number;
  id?: number;
  /** Of its rows and columns, left to right; beyond its edges the last ones are repeated. */
  samples: ArrayLike<number>;
  width: number;
  height: number;
}

export interface StreamScan {
  components: number[];
  predictor?: number;
  pointTransform?: number;
}

export interface StreamFacts {
  width: number;
  height: number;
  precision: number;
  components: StreamComponent[];
  scans: StreamScan[];
  /** Minimal coded units, 0 for none. */
  restartInterval?: number;
  /** Written instead of `height`, which a DNL segment then tells. */
  headerHeight?: number;
}

/** Returns the size of a component. T.81 A.1.1. */
export function componentSize(
  { width, height }: { width: number; height: number },
  h: number,
  v: number,
  maxH: number,
  maxV: number,
) {
  return { width: Math.ceil((width * h) / maxH), height: Math.ceil((height * v) / maxV) };
}

/** Returns the stream, written sample by sample as T.81 Annex H says, with no regard to speed. */
export function losslessStream(facts: StreamFacts): Uint8Array {
  const { width, height, precision, components, scans, restartInterval = 0 } = facts;
  const writer = new JpegWriter(1 << 16);
  const ids = components.map(({ id }, index) => id ?? index + 1);
  const word = (value: number) => [value >> 8, value & 255];
  writer.marker(0xd8);
  writer.segment(0xc3, [
    precision,
    ...word(facts.headerHeight ?? height),
    ...word(width),
    components.length,
    ...components.flatMap(({ h, v }, index) => [ids[index]!, (h << 4) | v, 0]),
  ]);
  if (restartInterval > 0) writer.segment(0xdd, word(restartInterval));
  // One table for all sizes there are, whatever their frequencies.
  const { counts, symbols, codes, lengths } = createHuffmanEncoder(
    Array.from({ length: 17 }, (_, size) => 1 + size),
  );
  writer.segment(0xc4, [0, ...counts, ...symbols]);
  const maxH = Math.max(...components.map(({ h }) => h));
  const maxV = Math.max(...components.map(({ v }) => v));
  for (const [number, scan] of scans.entries()) {
    const { predictor = 1, pointTransform = 0 } = scan;
    writer.segment(0xda, [
      scan.components.length,
      ...scan.components.flatMap((index) => [ids[index]!, 0]),
      predictor,
      0,
      pointTransform,
    ]);
    const isAlone = scan.components.length === 1;
    const alone = components[scan.components[0]!]!;
    const across = isAlone ? alone.width : Math.ceil(width / maxH);
    const down = isAlone ? alone.height : Math.ceil(height / maxV);
    let firstUnit = 0;
    for (let unit = 0; unit < across * down; unit += 1) {
      if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
        writer.endOfBits();
        writer.marker(0xd0 + ((unit / restartInterval - 1) & 7));
        firstUnit = unit;
      }
      const [row, column] = [Math.floor(unit / across), unit % across];
      const [firstRow, firstColumn] = [Math.floor(firstUnit / across), firstUnit % across];
      for (const index of scan.components) {
        const component = components[index]!;
        const { h, v } = isAlone ? { h: 1, v: 1 } : component;
        const at = (x: number, y: number) => {
          const [inX, inY] = [Math.min(x, component.width - 1), Math.min(y, component.height - 1)];
          return component.samples[inY * component.width + inX]! >> pointTransform;
        };
        for (let dy = 0; dy < v; dy += 1) {
          for (let dx = 0; dx < h; dx += 1) {
            const [x, y] = [column * h + dx, row * v + dy];
            const isFirstLine = y === firstRow * v;
            const [a, b, c] = [at(x - 1, y), at(x, y - 1), at(x - 1, y - 1)];
            let prediction: number;
            if (isFirstLine && x === firstColumn * h) prediction = 2 ** (precision - pointTransform - 1);
            else if (isFirstLine) prediction = a;
            else if (x === 0) prediction = b;
            else
              prediction = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][
                predictor
              ]!;
            const difference = ((at(x, y) - prediction) << 16) >> 16;
            const size = difference === -32768 ? 16 : Math.ceil(Math.log2(Math.abs(difference) + 1));
            writer.reserve(8);
            writer.putBits(codes[size]!, lengths[size]!);
            if (size < 16) writer.putBits(difference < 0 ? difference + 2 ** size - 1 : difference, size);
          }
        }
      }
    }
    writer.endOfBits();
    if (number === 0 && facts.headerHeight !== undefined) writer.segment(0xdc, word(height));
  }
  writer.marker(0xd9);
  return writer.bytes();
}
