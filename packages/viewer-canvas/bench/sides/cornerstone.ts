/** cornerstone3D on the bench page, as it runs without a graphics card. */
// @ts-expect-error installed on demand, beside the bench
import { Enums, init, RenderingEngine, setUseCPURendering } from "@cornerstonejs/core";
// @ts-expect-error installed on demand, beside the bench
import { init as initLoader, wadouri } from "@cornerstonejs/dicom-image-loader";
import { offer, painted } from "./side.ts";

const element = document.querySelector<HTMLDivElement>("#viewer")!;
const ready = (async () => {
  await init();
  setUseCPURendering(true);
  initLoader({ maxWebWorkers: 1 });
  const engine = new RenderingEngine("engine");
  engine.enableElement({ viewportId: "view", type: Enums.ViewportType.STACK, element });
  return engine.getViewport("view");
})();
// biome-ignore lint/suspicious/noExplicitAny: the package is not here where this is checked
let viewport: any;

offer({
  async open(bytes) {
    viewport = await ready;
    const shown = new Promise<void>((resolve) => {
      element.addEventListener(Enums.Events.IMAGE_RENDERED, () => resolve(), { once: true });
    });
    await viewport.setStack([wadouri.fileManager.add(new Blob([bytes]))]);
    viewport.render();
    await shown;
    await painted();
  },
  setWindow(center, width) {
    viewport.setProperties({ voiRange: { lower: center - width / 2, upper: center + width / 2 } });
    viewport.render();
  },
  canvas: () => element.querySelector("canvas")!,
});
