/** Films: played where the browser knows the format, else handed to a player. PS3.5 8.2.5 to 8.2.8. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import { type VideoStream, videoStream } from "@minipacs/dicom-core/video";
import { createPart } from "../dom.ts";
import type { ContentContext, ContentWords } from "./content-part.ts";
import { createNotice } from "./notice.ts";

/** A film for a player outside of the page. */
export interface ExternalVideo {
  /** All fragments as one. */
  stream: Blob;
  /** With a dot: `.mp4`, `.ts`, `.mpg`, `.h264`, `.hevc`, `.m4v`; `.bin` for what is not known. */
  extension: string;
  /** `application/octet-stream` for what is not known. */
  mimeType: string;
  /** For a file: the SOP Instance UID and the extension. Names no patient. */
  name: string;
}

const SOP_INSTANCE_UID = 0x00080018;

const CODECS = { mpeg1: "MPEG-1", mpeg2: "MPEG-2", mpeg4: "MPEG-4 Visual", h264: "H.264", hevc: "HEVC" };

/** Fills an element with a film, or with what is to be said of it; returns what ends it. */
export function createVideo(element: HTMLElement, file: DicomFile, context: ContentContext): () => void {
  const { document, words } = context;
  const stream = videoStream(file);
  const video = externalVideo(file, stream);
  const say = () => {
    const action = { label: words("video-open"), run: () => context.openExternally(video) };
    element.replaceChildren(createNotice(document, words("video-notice"), [describe(stream, words)], action));
  };
  const player = createPart(document, "video", "video", {
    controls: "",
    playsinline: "",
    "aria-label": words("video-title"),
  });
  if (stream.mimeType === undefined || player.canPlayType(stream.mimeType) === "") {
    say();
    return () => undefined;
  }
  const url = URL.createObjectURL(video.stream);
  // Also where the page's policy allows no media from blobs.
  player.addEventListener("error", say, { once: true });
  player.src = url;
  element.replaceChildren(player);
  return () => {
    player.pause();
    URL.revokeObjectURL(url);
  };
}

/** Returns a film as a file. */
export function externalVideo({ dataset }: DicomFile, stream: VideoStream): ExternalVideo {
  const { extension } = stream;
  const mimeType = stream.mimeType?.replace(/;.*/, "") ?? "application/octet-stream";
  const uid = dataset.getText(SOP_INSTANCE_UID) || "video";
  return {
    stream: new Blob([stream.bytes as Uint8Array<ArrayBuffer>], { type: mimeType }),
    extension,
    mimeType,
    name: `${uid}${extension}`,
  };
}

function describe({ container, codec }: VideoStream, words: ContentWords): string {
  const name = codec && CODECS[codec];
  if (container === undefined) return "";
  if (container === "elementary") return name ? words("video-bare", name) : "";
  const around = {
    mp4: "MP4",
    "mpeg-ts": words("video-transport-stream"),
    "mpeg-ps": words("video-program-stream"),
  }[container];
  return name ? words("video-in", name, around) : around;
}
