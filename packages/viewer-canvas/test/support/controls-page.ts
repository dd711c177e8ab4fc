/** A page that is one viewer, and ways to its controls, for the tests of each of them. */
import type { Locator, Page } from "playwright-core";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import type { ViewportState } from "../../src/viewport-state.ts";
import { phantom } from "./phantom.ts";
import { settled } from "./viewer-page.ts";
import { type OpenOptions, ViewerSite } from "./viewer-site.ts";

/** Of a CT with two windows in Hounsfield units. */
export const CT_ATTRIBUTES = {
  Modality: "CT",
  RescaleSlope: 1,
  RescaleIntercept: -1024,
  RescaleType: "HU",
  WindowCenter: [40, -500],
  WindowWidth: [400, 1400],
  WindowCenterWidthExplanation: ["SOFT", "LUNGS"],
};

/** What the page's server has: a CT of one frame with two windows, and 12 frames of no modality. */
export const FILES = {
  "/ct.dcm": phantom({ attributes: CT_ATTRIBUTES }),
  "/frames.dcm": phantom({
    frames: 12,
    attributes: { CineRate: 48, ImageOrientationPatient: [1, 0, 0, 0, 1, 0] },
  }),
  "/slow-frames.dcm": phantom({ frames: 3, attributes: { FrameTime: 2000 } }),
};

export interface Opening {
  width?: number;
  height?: number;
  attributes?: Record<string, string>;
  options?: OpenOptions;
  viewerOptions?: object;
}

/** Has a suite's tests open pages in one browser. */
export function controlsPage(test: TestSuite) {
  const site = new ViewerSite(test, FILES);
  let page: Page;

  test.afterEach(() => site.assertQuiet());

  /** Opens a page that is one viewer; one at a time. Of the one before there must be no complaints. */
  async function open(src: string, opening: Opening = {}): Promise<Page> {
    site.assertQuiet();
    const { width = 1280, height = 800, attributes = {}, options = {}, viewerOptions = {} } = opening;
    page = await site.open({ viewport: { width, height }, ...options });
    await page.evaluate(
      ([url, size, given, own]) => {
        const element = document.createElement("dicom-viewer");
        element.style.width = `${size[0]}px`;
        element.style.height = `${size[1]}px`;
        for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
        Object.assign(element, { options: own });
        element.setAttribute("src", url);
        document.body.append(element);
      },
      [src, [width, height], attributes, viewerOptions] as const,
    );
    await settled(page);
    await painted();
    return page;
  }

  async function painted(): Promise<void> {
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))),
        ),
    );
  }

  async function state(): Promise<ViewportState> {
    await painted();
    return page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state);
  }

  /** The label of what has the focus, in the viewer. */
  function focused(): Promise<string> {
    return page.evaluate(() => {
      const active = document.querySelector("dicom-viewer")!.shadowRoot!.activeElement;
      return active?.getAttribute("aria-label") ?? "";
    });
  }

  return {
    open,
    painted,
    state,
    focused,
    button: (name: string): Locator => page.getByRole("button", { name, exact: true }),
    slider: (name: string): Locator => page.getByRole("slider", { name, exact: true }),
    list: (name: string): Locator => page.getByRole("combobox", { name }),
  };
}
