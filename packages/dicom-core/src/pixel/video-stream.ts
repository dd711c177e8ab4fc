/** The stream of a video object: its fragments as one, and what is in it. PS3.5 8.2.5 to 8.2.8, A.4.5 to A.4.9. */
import { joinFragments } from "../codec/encapsulated.ts";
import { DecodeError } from "../errors.ts";
import type { FrameSource } from "./decode-frame.ts";
import { nativeValueOf } from "./native-frame.ts";
import { isIsoMedia, videoOfIsoMedia } from "./video/iso-media.ts";
import { codecOfTransportStream, isTransportStream } from "./video/transport-stream.ts";
import {
  beginsWithStartCode,
  codecOfStartCodes,
  isProgramStream,
  type VideoCodec,
} from "./video/video-codec.ts";
import { isVideoSyntax } from "./video/video-syntaxes.ts";

/** `elementary` is a stream of one codec without a container. */
export type VideoContainer = "mp4" | "mpeg-ts" | "mpeg-ps" | "elementary";

/** A film as it lies in Pixel Data. */
export interface VideoStream {
  /** All fragments: a **view into the input** where there is one, else a joined copy. A byte of padding may end it. */
  bytes: Uint8Array;
  /** As found in the bytes, whatever the transfer syntax says; `undefined` for none that is known here. */
  container: VideoContainer | undefined;
  /** Of the first video in the container. */
  codec: VideoCodec | undefined;
  /** For a `Blob` and `canPlayType()`, e.g. `video/mp4; codecs="avc1.640029"`; `undefined` without a container. */
  mimeType: string | undefined;
  /** For the name of a file, with its dot: `.mp4`, `.ts`, `.mpg`, `.h264`, `.hevc`, `.m4v`; `.bin` for none known. */
  extension: string;
}

const PIXEL_DATA = 0x7fe00010;

/**
 * Returns the stream of a video object (transfer syntaxes MPEG-2, MPEG-4 AVC, HEVC, their fragmentable twins too).
 *
 * @throws DecodeError PIXEL_NOT_VIDEO for another transfer syntax, PIXEL_NONE without Pixel Data
 */
export function videoStream({ dataset, transferSyntaxUid }: FrameSource): VideoStream {
  if (!isVideoSyntax(transferSyntaxUid)) {
    throw new DecodeError("PIXEL_NOT_VIDEO", `${transferSyntaxUid} is no transfer syntax of video`);
  }
  const element = dataset.element(PIXEL_DATA);
  const items = element?.fragments ?? (element ? [nativeValueOf(element, dataset.get(PIXEL_DATA))] : []);
  // The first item is the offset table, unless the stream begins in it.
  const first = items[0];
  const isAllStream =
    first !== undefined && (element?.fragments === undefined || containerOf(first) !== undefined);
  const bytes = joinFragments(isAllStream ? items : items.slice(1));
  if (bytes.length === 0) throw new DecodeError("PIXEL_NONE", "the data set holds no video");
  const described = describeVideo(bytes);
  return { bytes, ...described, extension: extensionOf(described) };
}

type Described = Omit<VideoStream, "bytes" | "extension">;

function describeVideo(bytes: Uint8Array): Described {
  const container = containerOf(bytes);
  switch (container) {
    case "mp4": {
      const video = videoOfIsoMedia(bytes);
      const mimeType = video ? `video/mp4; codecs="${video.codecsParameter}"` : "video/mp4";
      return { container, codec: video?.codec, mimeType };
    }
    case "mpeg-ts":
      return { container, codec: codecOfTransportStream(bytes), mimeType: "video/mp2t" };
    case "mpeg-ps":
      return { container, codec: codecOfStartCodes(bytes), mimeType: "video/mpeg" };
    default: {
      const codec = container && codecOfStartCodes(bytes);
      const names = { mpeg1: "video/mpeg", mpeg2: "video/mpeg", mpeg4: "video/mp4v-es" };
      const types: Record<VideoCodec, string> = { ...names, h264: "video/h264", hevc: "video/h265" };
      return { container, codec, mimeType: codec && types[codec] };
    }
  }
}

function containerOf(bytes: Uint8Array): VideoContainer | undefined {
  if (isIsoMedia(bytes)) return "mp4";
  if (isProgramStream(bytes)) return "mpeg-ps";
  if (beginsWithStartCode(bytes)) return "elementary";
  return isTransportStream(bytes) ? "mpeg-ts" : undefined;
}

function extensionOf({ container, codec }: Described): string {
  if (container === "mp4") return ".mp4";
  if (container === "mpeg-ts") return ".ts";
  if (container === "mpeg-ps") return ".mpg";
  if (codec === undefined) return ".bin";
  return { mpeg1: ".mpg", mpeg2: ".mpg", mpeg4: ".m4v", h264: ".h264", hevc: ".hevc" }[codec];
}
