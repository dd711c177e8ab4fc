/** A table look-up, a canvas and nothing else: what no viewer can go below, and how late the machine itself is now and then. */
import { offer } from "./side.ts";

const canvas = document.createElement("canvas");
canvas.width = 1920;
canvas.height = 1080;
document.querySelector("#viewer")!.append(canvas);
const context = canvas.getContext("2d")!;
const backing = document.createElement("canvas");
const backingContext = backing.getContext("2d")!;
const colors = new Uint32Array(4096);
let samples = new Uint16Array(0);
let image = new ImageData(1, 1);
let setting = { center: 0, width: 1 };
let pending = 0;

function paint(): void {
  pending = 0;
  const { center, width } = setting;
  for (let value = 0; value < colors.length; value += 1) {
    const grey = Math.round(255 * Math.min(1, Math.max(0, (value - center) / width + 0.5)));
    colors[value] = 0xff000000 | (grey * 0x010101);
  }
  const out = new Uint32Array(image.data.buffer);
  for (let i = 0; i < out.length; i += 1) out[i] = colors[samples[i]! & 4095]!;
  backingContext.putImageData(image, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(backing, 420, 0, 1080, 1080);
}

offer({
  async open(bytes) {
    // As many pixels as are looked up for an image of that size.
    const side = Math.round(Math.sqrt(bytes.length / 2));
    const size = side > 1080 ? 1024 : 512;
    samples = Uint16Array.from({ length: size * size }, (_, i) => (i * 7919) & 4095);
    image = new ImageData(size, size);
    backing.width = size;
    backing.height = size;
    paint();
  },
  setWindow(center, width) {
    setting = { center, width };
    if (pending === 0) pending = requestAnimationFrame(paint);
  },
  canvas: () => canvas,
});
