/** Our viewer on the bench page. */
import { DicomViewer } from "../../src/index.ts";
import { offer } from "./side.ts";

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
    await viewer.cine.play();
    await new Promise((resolve) => setTimeout(resolve, ms));
    viewer.cine.stop();
    return viewer.cine.state.droppedFrameCount;
  },
});
