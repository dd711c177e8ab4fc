/** The sheet of keys and mouse: made from the commands and the bindings, as a page may have changed them. A chunk of its own. */
import { createPart } from "../dom.ts";
import type { WheelBinding } from "../tool/bindings.ts";
import type { COMMANDS, CommandGroup, CommandName } from "../tool/commands.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import type { ViewerPart, ViewerView } from "../viewer-view.ts";
import { createWords } from "../words.ts";
import type { ControlsContext, createIconButton } from "./buttons.ts";
import { HELP_STYLES } from "./help-styles.ts";
import { HELP_WORDS } from "./help-words.ts";
import type { CommandKey, keysOf } from "./key-names.ts";

const NOTES = { stack: "several", measure: "measuring", selected: "selecting" } as const;

/** What the bars have, too: given, so that it is in their chunk alone. */
export interface HelpTools {
  commands: typeof COMMANDS;
  createIconButton: typeof createIconButton;
  keysOf: typeof keysOf;
}

/** Returns the sheet on its surface, closed. */
export function createHelpSheet(
  surface: ViewerSurface,
  context: ControlsContext,
  tools: HelpTools,
): HelpSheet {
  surface.adopt(HELP_STYLES);
  const sheet = new HelpSheet(context, tools);
  surface.add(sheet.element, "stage");
  return sheet;
}

export class HelpSheet implements ViewerPart {
  readonly element: HTMLElement;
  readonly #context: ControlsContext;
  readonly #tools: HelpTools;
  readonly #words: ReturnType<typeof helpWords>;
  readonly #close: HTMLButtonElement;
  /** Where the focus was. */
  #opener: HTMLElement | undefined;

  constructor(context: ControlsContext, tools: HelpTools) {
    const { document, host, label } = context;
    this.#context = context;
    this.#tools = tools;
    this.#words = helpWords(context);
    this.element = createPart(document, "section", "help", {
      role: "dialog",
      "aria-label": this.#words("keys"),
      tabindex: "-1",
    });
    this.element.hidden = true;
    this.#close = tools.createIconButton(document, "close", label("close"));
    this.#close.addEventListener("click", () =>
      host.dispatch({ type: "show", what: "help", isShown: false }),
    );
  }

  update({ state }: ViewerView): void {
    if (state.shows.help !== this.element.hidden) return;
    if (state.shows.help) this.#show();
    else this.#hide();
  }

  #show(): void {
    if (this.element.childElementCount === 0) this.#fill();
    const { activeElement } = this.element.getRootNode() as ShadowRoot;
    this.#opener = (activeElement as HTMLElement | null) ?? undefined;
    this.element.hidden = false;
    this.#close.focus();
  }

  #hide(): void {
    const root = this.element.getRootNode() as ShadowRoot;
    const hadFocus = this.element.contains(root.activeElement);
    this.element.hidden = true;
    if (!hadFocus) return;
    if (this.#opener?.isConnected) this.#opener.focus();
    else this.#context.focusCanvas();
  }

  #fill(): void {
    const { document } = this.#context;
    const header = createPart(document, "header", "help-header");
    const title = createPart(document, "h2", "help-title");
    title.textContent = this.#words("keys");
    header.append(title, this.#close);
    const groups = createPart(document, "div", "help-groups");
    groups.append(this.#mouseGroup(), ...this.#keyGroups());
    this.element.append(header, groups);
  }

  #keyGroups(): HTMLElement[] {
    const { bindings, label } = this.#context;
    const { commands, keysOf } = this.#tools;
    const groups = new Map<CommandGroup, HTMLElement[]>();
    for (const name of Object.keys(commands) as CommandName[]) {
      const keys = keysOf(name, bindings, label);
      if (keys.length === 0) continue;
      const { group } = commands[name];
      const rows = groups.get(group) ?? [];
      groups.set(group, rows);
      rows.push(this.#row(label(name), this.#keyWords(keys)));
    }
    return [...groups].map(([group, rows]) =>
      this.#group(this.#words(`group-${group.toLowerCase() as Lowercase<CommandGroup>}`), rows),
    );
  }

  #mouseGroup(): HTMLElement {
    const { bindings, label } = this.#context;
    const words = this.#words;
    const drags = (
      [
        ["main-drag", bindings.mainDrag],
        ["middle-drag", bindings.middleDrag],
        ["right-drag", bindings.rightDrag],
      ] as const
    ).map(([name, bound]) =>
      this.#row(words(name), [bound === "tool" ? words("chosen-tool") : label(`tool-${bound}`)]),
    );
    const wheels = (
      [
        ["wheel", bindings.wheel],
        ["shift-wheel", bindings.shiftWheel],
      ] as const
    )
      .filter(([, bound]) => bound !== "none")
      .map(([name, bound]) =>
        this.#row(words(name), [words(`wheel-${bound as Exclude<WheelBinding, "none">}`)]),
      );
    const pinch = this.#row(words("pinch"), [words("pinch-does")]);
    return this.#group(words("mouse"), [...drags, pinch, ...wheels]);
  }

  #group(title: string, rows: readonly HTMLElement[]): HTMLElement {
    const { document } = this.#context;
    const group = createPart(document, "section", "help-group");
    const heading = createPart(document, "h3", "help-heading");
    heading.textContent = title;
    const list = createPart(document, "dl", "help-list");
    list.append(...rows);
    group.append(heading, list);
    return group;
  }

  #row(term: string, words: readonly (Node | string)[]): HTMLElement {
    const { document } = this.#context;
    const row = createPart(document, "div", "help-row");
    const name = createPart(document, "dt", "help-name");
    name.textContent = term;
    const value = createPart(document, "dd", "help-keys");
    value.append(...words);
    row.append(name, value);
    return row;
  }

  #keyWords(keys: readonly CommandKey[]): Node[] {
    const { document } = this.#context;
    return keys.map(({ parts, context }, i) => {
      const combination = createPart(document, "span", "combination");
      for (const part of parts) {
        const key = createPart(document, "kbd", "key");
        key.textContent = part;
        combination.append(...(combination.childElementCount > 0 ? [" + ", key] : [key]));
      }
      // One note for all keys that it holds for.
      if (context !== "always" && keys[i + 1]?.context !== context) {
        const note = createPart(document, "small", "help-note");
        note.textContent = this.#words(NOTES[context]);
        combination.append(" ", note);
      }
      return combination;
    });
  }
}

function helpWords({ labels }: ControlsContext) {
  return createWords(HELP_WORDS, labels);
}
