/** What a viewer does on the bench page, and how the page measures it. */
import { CLIP_FRAME_COUNT, CLIP_SIZE, clipFrame } from "../clip-pixels.ts";

export interface ViewerSide {
  /** Shows a file that has been fetched; resolves when its pixels are on the canvas. */
  open(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  setWindow(center: number, width: number): void;
  canvas(): HTMLCanvasElement;
  /** Plays for a while; resolves with the frames that were passed over. Where the viewer can. */
  play?(framesPerSecond: number, ms: number): Promise<number>;
}

/** Frames of a clip that were passed over. */
export interface DroppedFrames {
  /** The first time through, when each is decoded. */
  first: number;
  /** Later, when all have been. */
  later: number;
}

/** Callbacks of animation frames are the viewers' painting: what they take is added up. */
let paintMs = 0;
const nativeFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) =>
  nativeFrame((time) => {
    const begun = performance.now();
    callback(time);
    paintMs += performance.now() - begun;
  });

/** Resolves behind all callbacks of the next animation frame. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    nativeFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    });
  });
}

/** Reading a pixel back waits until what was drawn is in it. */
function flushMs(canvas: HTMLCanvasElement): number {
  const begun = performance.now();
  canvas.getContext("2d")?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1);
  return performance.now() - begun;
}

/** Puts a side where the bench finds it. */
export function offer(side: ViewerSide): void {
  Object.assign(window, {
    bench: {
      /** Returns for each step of a window drag what it took, in milliseconds: input, painting, drawing. */
      async dragMs(url: string, steps: number): Promise<number[]> {
        await side.open(await bytesOf(url));
        const costs: number[] = [];
        for (let step = -10; step < steps; step += 1) {
          await painted();
          paintMs = 0;
          const begun = performance.now();
          side.setWindow(1000 + (step % 50) * 7, 1500 + (step % 40) * 11);
          const inputMs = performance.now() - begun;
          await painted();
          // The first steps warm up.
          const cost = inputMs + paintMs + flushMs(side.canvas());
          if (step >= 0) costs.push(cost);
        }
        return costs;
      },
      /** Returns how long it took from the bytes to the picture, in milliseconds. */
      async openMs(url: string): Promise<number> {
        const bytes = await bytesOf(url);
        const begun = performance.now();
        await side.open(bytes);
        flushMs(side.canvas());
        return performance.now() - begun;
      },
      async dropped(url: string, framesPerSecond: number, ms: number): Promise<DroppedFrames> {
        await side.open(await bytesOf(url));
        const first = await side.play!(framesPerSecond, (CLIP_FRAME_COUNT / framesPerSecond) * 1000);
        return { first, later: await side.play!(framesPerSecond, ms) };
      },
      /** Returns the frames of the clip as JPEG files in Base64. */
      async jpegs(): Promise<string[]> {
        const files: string[] = [];
        const canvas = new OffscreenCanvas(CLIP_SIZE, CLIP_SIZE);
        const context = canvas.getContext("2d")!;
        const image = new ImageData(CLIP_SIZE, CLIP_SIZE);
        for (let frame = 0; frame < CLIP_FRAME_COUNT; frame += 1) {
          const samples = clipFrame(frame);
          for (let i = 0, at = 0; i < samples.length; i += 1) {
            image.data[at++] = samples[i]!;
            if (i % 3 === 2) image.data[at++] = 255;
          }
          context.putImageData(image, 0, 0);
          const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
          const bytes = new Uint8Array(await blob.arrayBuffer());
          files.push(btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), "")));
        }
        return files;
      },
    },
  });
}

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}
