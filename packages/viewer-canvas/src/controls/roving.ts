/** One tab stop for a row of buttons, arrows between them. WAI-ARIA Authoring Practices, Toolbar pattern. */

const STEP_OF_KEY: Readonly<Record<string, 1 | -1>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

export class Roving {
  readonly #bar: HTMLElement;
  /** The button that had the focus last. */
  #stop: HTMLButtonElement | undefined;

  constructor(bar: HTMLElement) {
    this.#bar = bar;
    bar.addEventListener("keydown", (event) => this.#press(event));
    bar.addEventListener("focusin", (event) => {
      this.#stop = event.target as HTMLButtonElement;
      this.refresh();
    });
  }

  /** Sees to it that one of the buttons can be reached by Tab: to be called when they changed. */
  refresh(): void {
    const usable = this.#usable();
    const stop = usable.find((button) => button === this.#stop) ?? usable[0];
    for (const button of this.#bar.querySelectorAll("button")) {
      const tabIndex = button === stop ? 0 : -1;
      if (button.tabIndex !== tabIndex) button.tabIndex = tabIndex;
    }
  }

  #usable(): HTMLButtonElement[] {
    return [...this.#bar.querySelectorAll("button")].filter(({ disabled, hidden }) => !disabled && !hidden);
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const usable = this.#usable();
    const at = usable.indexOf(event.target as HTMLButtonElement);
    const step = STEP_OF_KEY[event.key];
    if (at < 0 || (step === undefined && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const next = step === undefined ? (event.key === "Home" ? 0 : -1) : (at + step) % usable.length;
    usable.at(next)!.focus();
  }
}
