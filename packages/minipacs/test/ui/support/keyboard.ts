/** The page by its keys alone: what has the focus, the way to a control, a walk through all of them. */
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";

export interface Walk {
  /** Names of what has the focus, in the order of Tab. */
  stops: string[];
  /** Controls in sight to which Tab does not lead. */
  unreached: string[];
  /** Stops at which nothing shows the focus. */
  unmarked: string[];
}

interface Control {
  number: number;
  name: string;
}

export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await this.#page.keyboard.press(key);
  };

  /** Returns the name of what has the focus, empty where nothing has. */
  focused = (): Promise<string> => this.#page.evaluate<string>(NAME_OF_FOCUSED);

  /** Presses Tab until the focus is on what is named so. */
  reach = async (name: RegExp): Promise<void> => {
    const passed: string[] = [];
    for (let count = 0; count < 80; count += 1) {
      const focused = await this.focused();
      if (focused !== "" && name.test(focused)) return;
      passed.push(focused);
      await this.press("Tab");
    }
    throw new Error(`${name} is not reached, but ${passed.join(" | ")}`);
  };

  /** Presses Tab until it has come round; in a dialog, round the dialog. */
  walk = async (): Promise<Walk> => {
    const all = await this.#page.evaluate<Control[]>(CONTROLS_IN_SIGHT);
    const seen = new Map<number, Control & { isMarked: boolean }>();
    // Fields of dates have several stops of their own.
    for (let count = 0; count < 4 * all.length + 10 && seen.size < all.length; count += 1) {
      await this.press("Tab");
      const stop = await this.#page.evaluate<(Control & { isMarked: boolean }) | undefined>(STOP);
      // The parts of a field of a date mark themselves.
      if (stop) seen.set(stop.number, seen.get(stop.number) ?? stop);
    }
    const stops = [...seen.values()];
    // A message that went meanwhile cannot be reached.
    const left = new Set(await this.#page.evaluate<number[]>(LEFT));
    return {
      stops: stops.map(({ name }) => name),
      unreached: all.filter(({ number }) => !seen.has(number) && left.has(number)).map(({ name }) => name),
      unmarked: stops.filter(({ isMarked }) => !isMarked).map(({ name }) => name),
    };
  };

  /** Every control in sight is reached, and each shows the focus. Returns the stops. */
  assertWalk = async (): Promise<string[]> => {
    const { stops, unreached, unmarked } = await this.walk();
    assert.equal({ unreached, unmarked }, { unreached: [], unmarked: [] });
    return stops;
  };
}

/** As scripts, for the page has no modules of the test. */
const NAME = `(element) =>
  (element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent || element.title || element.localName).trim()`;

const NAME_OF_FOCUSED = `(() => {
  const element = document.activeElement;
  return !element || element === document.body ? "" : (${NAME})(element);
})()`;

/** Each is given a number; what is inside the viewer belongs to the viewer. */
const CONTROLS_IN_SIGHT = `(() => {
  const root = document.querySelector("dialog[open]") ?? document;
  const controls = root.querySelectorAll("button, a[href], input, select, textarea, summary, [tabindex]");
  return [...controls]
    .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility())
    .map((element, index) => {
      element.dataset.stop = String(index);
      return { number: index, name: (${NAME})(element) };
    });
})()`;

/** Those of them that are still in sight. */
const LEFT = `[...document.querySelectorAll("[data-stop]")]
  .filter((element) => element.checkVisibility())
  .map((element) => Number(element.dataset.stop))`;

const STOP = `(() => {
  const element = document.activeElement;
  if (!element?.dataset?.stop) return undefined;
  const { outlineStyle, outlineWidth } = getComputedStyle(element.closest(".file") ?? element);
  const isMarked = element.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return { number: Number(element.dataset.stop), name: (${NAME})(element), isMarked };
})()`;
