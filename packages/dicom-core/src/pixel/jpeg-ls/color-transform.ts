/** The reversible colour transforms of HP's JPEG-LS encoder, as CharLS names and undoes them: HP1, HP2, HP3. */

/** Turns `[pixel][component]` back to RGB, in place. */
export function undoColorTransform(
  samples: Uint8Array | Uint16Array,
  transform: "HP1" | "HP2" | "HP3",
  bitsPerSample: number,
): void {
  const mask = 2 ** bitsPerSample - 1;
  const half = 2 ** (bitsPerSample - 1);
  for (let i = 0; i < samples.length; i += 3) {
    const v1 = samples[i]!;
    const v2 = samples[i + 1]!;
    const v3 = samples[i + 2]!;
    let red: number;
    let green = v2;
    let blue: number;
    if (transform === "HP1") {
      red = v1 + green - half;
      blue = v3 + green - half;
    } else if (transform === "HP2") {
      red = (v1 + green - half) & mask;
      blue = v3 + ((red + green) >> 1) - half;
    } else {
      green = (v1 - ((v2 + v3) >> 2) + (half >> 1)) & mask;
      red = v3 + green - half;
      blue = v2 + green - half;
    }
    samples[i] = red & mask;
    samples[i + 1] = green & mask;
    samples[i + 2] = blue & mask;
  }
}
