/** What is open of a list, beside it: a panel at the right that Escape closes. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";

/** The row of a list that the keyboard is at. */
const ROW = 'tr[tabindex="0"], .line[tabindex="0"]';

export interface DrawerProps {
  title: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
  actions?: ComponentChildren;
}

export function Drawer({ title, onClose, children, actions }: DrawerProps) {
  const id = useId();
  const element = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    if (waiting !== undefined && waiting === document.activeElement) focusBody(current);
    return () => handOnFocus(current);
  }, []);
  return (
    <aside
      ref={element}
      class="drawer"
      aria-labelledby={id}
      onKeyDown={(event) => {
        // That of a dialog closes the dialog.
        const isOther = (event.target as Element).closest("dialog") !== null;
        if (event.key !== "Escape" || event.defaultPrevented || isOther) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div class="drawer-head">
        <h3 id={id} dir="auto">
          {title}
        </h3>
        <button type="button" class="icon" aria-label={words.value.common.close} onClick={onClose}>
          ✕
        </button>
      </div>
      {actions && <div class="drawer-actions">{actions}</div>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard's focus */}
      <section class="drawer-body" aria-labelledby={id} tabIndex={0}>
        {children}
      </section>
    </aside>
  );
}

/** What has the focus until that comes whose code is on its way. */
let waiting: Element | undefined;

/** Who was in what is closed goes on in what is open in its place, else in the list. */
function handOnFocus(closed: HTMLElement): void {
  const split = closed.parentElement;
  if (!closed.contains(document.activeElement) || !split) return;
  // Then what comes in its place is there, or is on its way.
  queueMicrotask(() => {
    const next = split.querySelector<HTMLElement>(":scope > .drawer");
    if (next) return focusBody(next);
    split.querySelector<HTMLElement>(ROW)?.focus();
    waiting = document.activeElement ?? undefined;
    for (const type of ["keydown", "pointerdown"]) {
      addEventListener(type, () => (waiting = undefined), { once: true, capture: true });
    }
  });
}

function focusBody(drawer: HTMLElement): void {
  drawer.querySelector<HTMLElement>(":scope > .drawer-body")?.focus();
}
