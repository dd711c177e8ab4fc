/** The images that the codecs get: made-up ones of three sizes and, where the shared data is, a real slice. */
import { decodeFrame, readDicomFile } from "@minipacs/dicom-core";
import { corpusInput } from "../inputs.ts";
import { type BenchImage, ctImage, xaImage } from "./images.ts";

async function realCt(): Promise<BenchImage[]> {
  const [input] = corpusInput("real CT 512²", "codec/CTImage_1.2.840.10008.1.2.1.dcm");
  if (input === undefined) return [];
  const { pixels, rows, columns } = await decodeFrame(readDicomFile(input.bytes), 0, { raw: true });
  const { buffer, byteOffset, length } = pixels as Exclude<typeof pixels, Float32Array | Float64Array>;
  const samples = new Uint16Array(buffer, byteOffset, length);
  const shape = {
    width: columns,
    height: rows,
    componentCount: 1,
    bitsPerSample: 16,
    isSigned: false,
  } as const;
  return [{ label: "real CT 512²", samples, ...shape }];
}

export const deepImages: readonly BenchImage[] = [
  ...(await realCt()),
  ctImage(512),
  ctImage(1024),
  xaImage(2048),
];

/** Returns how many samples of a result are not those of an image; all of them where it has another size. */
export function wrongSamples(result: unknown, { samples }: { samples: ArrayLike<number> }, most = 0): number {
  const other = ((result as { samples?: unknown }).samples ?? result) as ArrayLike<number>;
  if (other.length !== samples.length) return samples.length;
  let count = 0;
  for (let i = 0; i < samples.length; i += 1) if (Math.abs(other[i]! - samples[i]!) > most) count += 1;
  return count;
}
