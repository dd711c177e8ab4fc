/** A viewer as tools and commands see it, which keeps what they ask for. */
import { Cine, type CineHost } from "../../src/cine/cine.ts";
import { DEFAULT_BINDINGS } from "../../src/tool/bindings.ts";
import { commandForKey, type KeyInput } from "../../src/tool/keyboard.ts";
import type { CommandHost } from "../../src/tool/tool.ts";
import {
  INITIAL_VIEWPORT,
  reduceViewport,
  type ViewportAction,
  type ViewportState,
} from "../../src/viewport-state.ts";

/** A stack, shown at two canvas pixels per image pixel. */
export const IMAGE = {
  type: "image",
  image: { width: 100, height: 50 },
  frameCount: 9,
  frameIndex: 4,
  window: { center: 40, width: 1024 },
} as const satisfies ViewportAction;

export class Host implements CommandHost {
  state: ViewportState;
  readonly actions: ViewportAction[] = [];
  readonly called: string[] = [];
  readonly cine = new Cine({
    place: () => ({ frameIndex: 0, frameCount: 9 }),
    onCineChange() {},
  } as unknown as CineHost);

  constructor(image: ViewportAction = IMAGE) {
    const sized = reduceViewport(INITIAL_VIEWPORT, { type: "resize", canvas: { width: 200, height: 100 } });
    this.state = reduceViewport(sized, image);
  }

  dispatch(action: ViewportAction): void {
    this.actions.push(action);
    this.state = reduceViewport(this.state, action);
  }
  applyPreset(name: string): void {
    this.called.push(name);
  }
  autoWindow(): void {
    this.called.push("auto");
  }
  get shown(): undefined {
    this.called.push("shown");
    return undefined;
  }
  warn(error: unknown): void {
    this.called.push(String(error));
  }
  savePng(): void {
    this.called.push("png");
  }
  chooseFiles(): void {
    this.called.push("open");
  }
}

const key = (input: Partial<KeyInput>): KeyInput => ({
  key: "",
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...input,
});

/** Returns what a key does. */
export const command = (input: Partial<KeyInput>, host = new Host(), bindings = DEFAULT_BINDINGS) =>
  commandForKey(key(input), bindings, host.state);
