/** Our viewer on the bench page. */
import { DicomViewer } from "../../src/index.ts";
import { offer } from "./side.ts";

const element = document.querySelector<HTMLElement>("#viewer")!;
// Bars of 40 pixels above and below come to the canvas of 1080 that all sides have.
element.style.height = "1160px";
const viewer = new DicomViewer(element, { showsText: false });

offer({
  async open(bytes) {
    await viewer.show(bytes);
    const { width, height } = viewer.state.canvas;
    if (width !== 1920 || height !== 1080) throw new Error(`the canvas has ${width} by ${height} pixels`);
  },
  setWindow: (center, width) => viewer.dispatch({ type: "window", center, width }),
  canvas: () => element.shadowRoot!.querySelector("canvas")!,
  async play(framesPerSecond, ms) {
    viewer.cine.setRate(framesPerSecond);
    await viewer.cine.play();
    await new Promise((resolve) => setTimeout(resolve, ms));
    viewer.cine.stop();
    return viewer.cine.state.droppedFrameCount;
  },
});
