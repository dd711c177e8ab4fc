/** Which decoder the bytes of a frame ask for, whatever the data set declares. PS3.5 A.4, ITU-T T.81 B.1.1.3. */
import { codestreamKindOf } from "../codec/codestream-start.ts";
import type { CodecFamily } from "./codec-registry.ts";

/** Segments that are looked at before the frame header. */
const MAX_SEGMENT_COUNT = 1000;

/** Returns the family that the bytes begin a codestream of, `undefined` where no signature tells. */
export function codestreamFamilyOf(bytes: Uint8Array): CodecFamily | undefined {
  const kind = codestreamKindOf(bytes);
  if (kind === "jpeg") return jpegFamilyOf(bytes);
  return kind === "jp2" ? "jpeg2000" : kind;
}

/** The frame header tells: SOF3 lossless, SOF55 JPEG-LS, the others DCT. */
function jpegFamilyOf(bytes: Uint8Array): CodecFamily {
  let at = 2;
  for (let count = 0; count < MAX_SEGMENT_COUNT; count += 1) {
    // Between segments may be bytes that are none.
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 4 > bytes.length) break;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      // A fill byte before a marker.
      at += 1;
      continue;
    }
    if (marker === 0xc3) return "jpeg-lossless";
    if (marker === 0xf7) return "jpeg-ls";
    if (marker === 0xda) break;
    // TEM and restart markers stand alone; below C0H is none that does not.
    const standsAlone = marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8);
    at += standsAlone ? 2 : 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return "jpeg";
}
