/** dwv on the bench page. */
// @ts-expect-error installed on demand, beside the bench
import { App, AppOptions, ViewConfig, WindowLevel } from "dwv";
import { offer, painted } from "./side.ts";

const app = new App();
document.querySelector("#viewer")!.innerHTML = '<div id="layers" style="width:100%;height:100%"></div>';
app.init(new AppOptions({ "*": [new ViewConfig("layers")] }));

offer({
  async open(bytes) {
    app.reset();
    await new Promise<void>((resolve) => {
      const shown = () => {
        app.removeEventListener("renderend", shown);
        resolve();
      };
      app.addEventListener("renderend", shown);
      app.loadFiles([new File([bytes], "image.dcm")]);
    });
    await painted();
  },
  setWindow(center, width) {
    const view = app.getActiveLayerGroup().getActiveViewLayer().getViewController();
    view.setWindowLevel(new WindowLevel(center, width));
  },
  canvas: () => document.querySelector<HTMLCanvasElement>("#layers canvas")!,
});
