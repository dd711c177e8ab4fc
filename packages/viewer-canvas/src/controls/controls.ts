/** The controls of a viewer: tools and keys, bars above and below the image, drawers for what does not fit, announcements. */
import { createPart } from "../dom.ts";
import { type Bindings, mergeBindings } from "../tool/bindings.ts";
import { COMMANDS } from "../tool/commands.ts";
import { Cursor } from "../tool/cursor.ts";
import { attachKeyboard } from "../tool/keyboard.ts";
import { attachPointerTools } from "../tool/pointer.ts";
import type { ViewerOptions } from "../viewer-options.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import { Announcer } from "./announcer.ts";
import { type ControlsContext, type ControlsHost, createIconButton } from "./buttons.ts";
import { CineBar } from "./cine-bar.ts";
import { CONTROL_STYLES } from "./control-styles.ts";
import type { ControlName, ControlsSetting } from "./controls-setting.ts";
import { Drawer } from "./drawer.ts";
import { EmptyStage } from "./empty-stage.ts";
import type { HelpSheet, HelpTools } from "./help-sheet.ts";
import { keysOf } from "./key-names.ts";
import { createLabels, type LabelChanges } from "./labels.ts";
import { controlsLayout, type LayoutInput } from "./layout.ts";
import { ToolBar } from "./tool-bar.ts";
import { WindowPanel } from "./window-panel.ts";

const HELP_TOOLS: HelpTools = { commands: COMMANDS, createIconButton, keysOf };

const NAMES: readonly ControlName[] = ["tools", "window", "cine", "open"];

/** `none` holds none of their names. */
function namesOf(setting: ControlsSetting): ReadonlySet<ControlName> {
  return new Set(NAMES.filter((name) => setting === "all" || setting.includes(name)));
}

export class ViewerControls implements ViewerPart {
  readonly #surface: ViewerSurface;
  readonly #host: ControlsHost;
  readonly #bindings: Bindings;
  readonly #cursor: Cursor;
  readonly #acceptsDrops: boolean;
  readonly #lifetime = new AbortController();
  #labels: LabelChanges;
  #setting: ControlsSetting = "none";
  #always: readonly (Announcer | EmptyStage)[] = [];
  /** Comes when it is asked for; whatever has words is built anew in others. */
  #help: HelpSheet | undefined;
  #context: ControlsContext | undefined;
  #view: ViewerView | undefined;
  #bars: Bars | undefined;
  #shows = { help: false, metadata: false };

  constructor(
    surface: ViewerSurface,
    host: ControlsHost,
    options: Pick<ViewerOptions, "acceptsDrops" | "bindings">,
    labels: LabelChanges = {},
  ) {
    const bindings = mergeBindings(options.bindings);
    const { canvas, viewer } = surface;
    this.#surface = surface;
    this.#host = host;
    this.#bindings = bindings;
    this.#cursor = new Cursor(canvas, bindings);
    this.#acceptsDrops = options.acceptsDrops ?? true;
    this.#labels = labels;
    surface.adopt(CONTROL_STYLES);
    this.#build();
    const { signal } = this.#lifetime;
    viewer.addEventListener("keydown", (event) => this.#escape(event), { signal });
    attachKeyboard(surface.stage, host, bindings, signal);
    attachPointerTools(canvas, host, bindings, signal);
    canvas.addEventListener("pointerdown", () => this.#bars?.closeDrawers(), { signal });
  }

  /** Builds the bars anew. */
  set(setting: ControlsSetting): void {
    this.#setting = setting;
    this.#build();
  }

  /** Builds everything that has words. */
  #build(): void {
    this.#clear();
    const { canvas } = this.#surface;
    const label = createLabels(this.#labels);
    const context: ControlsContext = {
      document: canvas.ownerDocument,
      host: this.#host,
      label,
      labels: this.#labels,
      bindings: this.#bindings,
      focusCanvas: this.#focusCanvas,
    };
    this.#context = context;
    this.#surface.describe(label("viewer"), label("hint"));
    const names = namesOf(this.#setting);
    this.#always = [
      new EmptyStage(context, { opens: names.has("open"), drops: this.#acceptsDrops }),
      new Announcer(context.document, label),
    ];
    for (const { element } of this.#always) this.#surface.add(element, "stage");
    this.#bars = names.size === 0 ? undefined : new Bars(this.#surface, context, names);
  }

  #clear(): void {
    this.#bars?.remove();
    for (const part of this.#always) {
      if (part instanceof Announcer) part.remove();
      part.element.remove();
    }
    this.#help?.element.remove();
    this.#help = undefined;
  }

  readonly #focusCanvas = (): void => this.#surface.canvas.focus({ preventScroll: true });

  update(view: ViewerView): void {
    if (view.labels !== this.#labels) {
      this.#labels = view.labels;
      this.#build();
    }
    const { help, metadata } = view.state.shows;
    // A drawer would lie over what was opened from it.
    if ((help && !this.#shows.help) || (metadata && !this.#shows.metadata)) this.#bars?.closeDrawers();
    this.#shows = { help, metadata };
    this.#cursor.update(view);
    this.#bars?.update(view);
    for (const part of this.#always) part.update(view);
    this.#view = view;
    if (help && !this.#help) void this.#fetchHelp(this.#context!);
    this.#help?.update(view);
  }

  async #fetchHelp(context: ControlsContext): Promise<void> {
    try {
      const { createHelpSheet } = await import("./help-sheet.ts");
      if (this.#help || context !== this.#context || this.#lifetime.signal.aborted) return;
      this.#help = createHelpSheet(this.#surface, context, HELP_TOOLS);
      this.#help.update(this.#view!);
    } catch (error) {
      // It can be asked for again.
      this.#host.dispatch({ type: "show", what: "help", isShown: false });
      this.#host.warn(error);
    }
  }

  remove(): void {
    this.#lifetime.abort();
    this.#clear();
  }

  /** Closes what was opened last, the sheet before drawers before the side bar. */
  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const host = this.#host;
    const focusCanvas = this.#focusCanvas;
    const { help, metadata } = host.state.shows;
    if (help) host.dispatch({ type: "show", what: "help", isShown: false });
    else if (this.#bars?.closeDrawers()) {
      // The drawer has given the focus back to its button.
    } else if (metadata) {
      host.dispatch({ type: "show", what: "metadata", isShown: false });
      focusCanvas();
    } else if (event.target !== this.#surface.canvas) focusCanvas();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The bars of one setting. */
class Bars {
  readonly #top: HTMLElement;
  readonly #bottom: HTMLElement;
  readonly #more: Drawer;
  readonly #adjust: Drawer;
  readonly #tools: ToolBar | undefined;
  readonly #window: WindowPanel | undefined;
  readonly #cine: CineBar | undefined;
  readonly #context: ControlsContext;
  readonly #resizes: ResizeObserver;
  readonly #lifetime = new AbortController();
  readonly #input: LayoutInput;
  #arranged = "";

  constructor(surface: ViewerSurface, context: ControlsContext, names: ReadonlySet<ControlName>) {
    const { document, label, host, bindings } = context;
    this.#context = context;
    this.#top = createPart(document, "div", "bar top");
    this.#bottom = createPart(document, "div", "bar bottom");
    this.#more = new Drawer(document, "more", "more", label("more"));
    this.#adjust = new Drawer(document, "adjust", "adjust", label("adjust"));
    this.#tools = names.has("tools") ? new ToolBar(context, names.has("open")) : undefined;
    this.#window = names.has("window") ? new WindowPanel(context) : undefined;
    this.#cine = names.has("cine") ? new CineBar(context) : undefined;
    surface.add(this.#top, "top");
    surface.add(this.#bottom, "bottom");
    this.#input = {
      viewer: { width: surface.viewer.clientWidth, height: surface.viewer.clientHeight },
      hasCine: false,
      hasTools: this.#tools !== undefined,
      buttonPx: globalThis.matchMedia?.("(pointer: coarse)").matches ? 40 : 32,
      counts: this.#tools?.counts ?? { tools: 0, measure: 0, view: 0, turn: 0, shown: 0, file: 0, help: 0 },
    };
    this.#resizes = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      this.#input.viewer = { width, height };
      this.#arrange();
    });
    this.#resizes.observe(surface.viewer);
    const { signal } = this.#lifetime;
    for (const bar of [this.#top, this.#bottom]) attachKeyboard(bar, host, bindings, signal);
    this.#arrange();
  }

  update(view: ViewerView): void {
    const hasCine = this.#cine !== undefined && view.state.frameCount > 1;
    if (hasCine !== this.#input.hasCine) {
      this.#input.hasCine = hasCine;
      this.#arrange();
    }
    this.#tools?.update(view);
    this.#window?.update(view);
    this.#cine?.update(view);
  }

  /** Returns whether one was open; a focus within goes to its button. */
  closeDrawers(): boolean {
    const open = [this.#more, this.#adjust].filter(({ isOpen }) => isOpen);
    for (const drawer of open) {
      const { activeElement } = drawer.panel.getRootNode() as ShadowRoot;
      const hadFocus = drawer.panel.contains(activeElement);
      drawer.close();
      if (hadFocus) drawer.button.focus();
    }
    return open.length > 0;
  }

  remove(): void {
    this.#lifetime.abort();
    this.#resizes.disconnect();
    this.#window?.remove();
    this.#top.remove();
    this.#bottom.remove();
  }

  /** Puts everything where there is room for it. */
  #arrange(): void {
    const layout = controlsLayout(this.#input);
    const key = JSON.stringify([layout, this.#input.hasCine]);
    if (key === this.#arranged) return;
    this.#arranged = key;
    const { activeElement } = this.#bottom.getRootNode() as ShadowRoot;
    this.closeDrawers();
    const { isFolded } = layout;
    const { label } = this.#context;
    this.#tools?.arrange(layout.tools, this.#more.button);
    this.#top.hidden = isFolded || this.#tools === undefined;
    this.#top.replaceChildren(...there(this.#tools?.element), this.#more.panel);
    this.#adjust.rename(isFolded ? "menu" : "adjust", label(isFolded ? "menu" : "adjust"));
    const rest = there(this.#tools?.rest);
    this.#more.panel.replaceChildren(...(isFolded ? [] : rest));
    const choice = there(this.#window?.choice);
    const sliders = there(this.#window?.sliders);
    const transport = this.#input.hasCine ? there(this.#cine?.transport) : [];
    const playing = this.#input.hasCine ? there(this.#cine?.playing) : [];
    this.#adjust.panel.replaceChildren(
      ...(isFolded ? rest : []),
      ...(layout.hasChoice ? [] : choice),
      ...(layout.hasSliders ? [] : sliders),
      ...(layout.hasPlaying ? [] : playing),
    );
    const isNeeded = this.#adjust.panel.childElementCount > 0;
    this.#bottom.replaceChildren(
      ...(isNeeded ? [this.#adjust.button, this.#adjust.panel] : []),
      ...(layout.hasChoice ? choice : []),
      ...(layout.hasSliders ? sliders : []),
      ...transport,
      ...(layout.hasPlaying ? playing : []),
    );
    this.#bottom.hidden = this.#bottom.childElementCount === 0;
    // What was moved has lost the focus.
    if (activeElement?.isConnected) (activeElement as HTMLElement).focus();
  }
}

function there(element: HTMLElement | undefined): HTMLElement[] {
  return element === undefined ? [] : [element];
}
