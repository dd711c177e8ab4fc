/** Draws small pictures of files, off the page: one frame from the middle, as the viewer would show it first. */
import {
  decodeFrame,
  frameCount,
  loadCharacterSets,
  loadDictionary,
  loadUidRegistry,
  readDicomFile,
} from "@minipacs/dicom-core/frames";
import { renderFrame } from "@minipacs/dicom-core/render";

export interface ThumbnailJob {
  id: number;
  url: string;
  /** Of the longer side, pixels. */
  sizePx: number;
}

export type ThumbnailResult = { id: number; png: Blob } | { id: number; reason: string };

let tables: Promise<unknown> | undefined;

addEventListener("message", ({ data }: MessageEvent<ThumbnailJob>) => {
  const { id } = data;
  void draw(data).then(
    (png) => postMessage({ id, png } satisfies ThumbnailResult),
    (error) => postMessage({ id, reason: (error as Error).message } satisfies ThumbnailResult),
  );
});

async function draw({ url, sizePx }: ThumbnailJob): Promise<Blob> {
  tables ??= Promise.all([loadDictionary(), loadCharacterSets(), loadUidRegistry()]);
  const [response] = await Promise.all([fetch(url), tables]);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  const file = readDicomFile(new Uint8Array(await response.arrayBuffer()));
  const frame = await decodeFrame(file, Math.floor(frameCount(file) / 2));
  const { rgba, width, height } = renderFrame(frame);
  return small(
    new ImageData(rgba as Uint8ClampedArray<ArrayBuffer>, width, height),
    sizePx,
    frame.pixelAspect,
  );
}

/** Pixels that are not square are stretched, as in the viewer. */
async function small(image: ImageData, sizePx: number, pixelAspect: number): Promise<Blob> {
  const height = image.height * pixelAspect;
  const scale = Math.min(1, sizePx / Math.max(image.width, height));
  const size = {
    resizeWidth: Math.max(1, Math.round(image.width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
  };
  const bitmap = await createImageBitmap(image, { ...size, resizeQuality: "medium" });
  const canvas = new OffscreenCanvas(size.resizeWidth, size.resizeHeight);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/png" });
}
