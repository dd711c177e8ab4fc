/** A small picture of a file, drawn once it is in sight; in its place a word for what has none, with the reason. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ApiInstance } from "../api.ts";
import { formatSize } from "../format.ts";
import { words } from "../i18n/words.ts";
import { type InstanceKind, kindOf } from "./kind-of.ts";
import { knownThumbnail, type Thumbnail, thumbnailOf } from "./thumbnails.ts";

/** Larger files are not read for a small picture. */
const MAX_BYTES = 200e6;
/** A row that is scrolled past is not worth a picture. */
const REST_MS = 60;

const SIGNS: Readonly<Record<InstanceKind, string>> = {
  image: "",
  video: "▶",
  report: "SR",
  pdf: "PDF",
  document: "DOC",
  waveform: "ECG",
  none: "–",
};

export function ThumbnailPicture({
  instance,
  isLarge = false,
}: {
  instance: ApiInstance;
  isLarge?: boolean;
}) {
  const kind = kindOf(instance);
  const isTooLarge = instance.byteCount > MAX_BYTES;
  const isDrawn = kind === "image" && !isTooLarge;
  const { SOPInstanceUID, receivedAt } = instance;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [thumbnail, setThumbnail] = useState<Thumbnail | undefined>(() => knownThumbnail(instance));
  useEffect(() => {
    const known = knownThumbnail(instance);
    setThumbnail(known);
    if (!isDrawn || known) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      thumbnailOf(instance, abort.signal).then(
        (made) => !abort.signal.aborted && setThumbnail(made),
        () => {},
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // The same file comes as a new object with each reading of the list.
  }, [SOPInstanceUID, receivedAt, isDrawn]);
  const bitmap = thumbnail && "bitmap" in thumbnail ? thumbnail.bitmap : undefined;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !bitmap) return;
    element.width = bitmap.width;
    element.height = bitmap.height;
    element.getContext("2d")?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  const { thumbnail: said } = words.value.received;
  const reason = thumbnail && "reason" in thumbnail ? thumbnail.reason : undefined;
  const title =
    kind !== "image"
      ? said[kind]
      : isTooLarge
        ? said.tooLarge(formatSize(instance.byteCount))
        : reason !== undefined
          ? said.failed(reason)
          : undefined;
  return (
    <span
      class={`thumbnail${isLarge ? " large" : ""}${reason === undefined ? "" : " failed"}`}
      data-kind={kind}
      title={title}
    >
      {bitmap && isDrawn ? (
        <canvas ref={canvas} />
      ) : title !== undefined ? (
        <>
          <span aria-hidden="true">{kind === "image" ? "⚠" : SIGNS[kind]}</span>
          <span class="visually-hidden">{title}</span>
        </>
      ) : (
        <span class="waiting" aria-hidden="true" />
      )}
    </span>
  );
}
