/** Our viewer on the bench page. */
import { DicomViewer } from "../../src/index.ts";
import { offer, painted } from "./side.ts";

const element = document.querySelector<HTMLElement>("#viewer")!;
const viewer = new DicomViewer(element, { showsText: false });

offer({
  async open(bytes) {
    await viewer.show(bytes);
  },
  setWindow: (center, width) => viewer.dispatch({ type: "window", center, width }),
  canvas: () => element.shadowRoot!.querySelector("canvas")!,
  async play(framesPerSecond, ms) {
    viewer.cine.setRate(framesPerSecond);
    // Once through, so that it is the painting that is measured.
    for (let index = 0; index < viewer.state.frameCount; index += 1) {
      viewer.dispatch({ type: "frame", index });
      await painted();
    }
    await viewer.cine.play();
    await new Promise((resolve) => setTimeout(resolve, ms));
    viewer.cine.stop();
    return viewer.cine.state.droppedFrameCount;
  },
});
