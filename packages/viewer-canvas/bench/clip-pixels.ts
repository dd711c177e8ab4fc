/** What the colour clips of the bench show, here and in the page: something that moves, with a grain. */
export const CLIP_SIZE = 512;
export const CLIP_FRAME_COUNT = 60;

/** Returns a frame, `[row][column][R G B]`. */
export function clipFrame(frame: number): Uint8Array {
  const samples = new Uint8Array(CLIP_SIZE * CLIP_SIZE * 3);
  let random = frame + 1;
  for (let y = 0, at = 0; y < CLIP_SIZE; y += 1) {
    for (let x = 0; x < CLIP_SIZE; x += 1) {
      random = (random * 1103515245 + 12345) & 0x7fffffff;
      const wave = 100 + 80 * Math.sin((x + 4 * frame) / 40) * Math.cos((y - 3 * frame) / 55);
      const grey = wave + ((random >> 16) & 15);
      samples[at++] = grey;
      samples[at++] = grey * 0.9;
      samples[at++] = 255 - grey;
    }
  }
  return samples;
}
