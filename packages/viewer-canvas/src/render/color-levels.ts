/** Halves of what is coloured already: pictures, and what lies over them. */
import { FrameLevels, forFours, type Picture, pictureOf } from "./frame-levels.ts";
import type { Level } from "./region.ts";

/** Levels of a picture of packed colours; their parts are averaged apart. */
export function colorLevels(picture: Picture<Uint32Array>): FrameLevels<Uint32Array> {
  return new FrameLevels(
    picture,
    (length) => new Uint32Array(length),
    (samples, width, height, to) => {
      forFours(width, height, (at, a, b, c, d) => {
        const p = samples[a]!;
        const q = samples[b]!;
        const r = samples[c]!;
        const s = samples[d]!;
        // Two parts at a time: sums of four bytes have room in sixteen bits.
        const even = ((p & 0xff00ff) + (q & 0xff00ff) + (r & 0xff00ff) + (s & 0xff00ff) + 0x020002) >>> 2;
        const odd =
          ((p >>> 8) & 0xff00ff) + ((q >>> 8) & 0xff00ff) + ((r >>> 8) & 0xff00ff) + ((s >>> 8) & 0xff00ff);
        to[at] = (even & 0xff00ff) | ((((odd + 0x020002) >>> 2) & 0xff00ff) << 8);
      });
    },
  );
}

/** Levels of what lies over a picture, 0 where nothing does: a line one pixel wide stays a line. */
export function layerLevels(layer: Level<Uint8Array>): FrameLevels<Uint8Array> {
  return new FrameLevels(
    pictureOf(layer),
    (length) => new Uint8Array(length),
    (samples, width, height, to) => {
      forFours(width, height, (at, a, b, c, d) => {
        to[at] = samples[a] || samples[b] || samples[c] || samples[d] || 0;
      });
    },
  );
}
