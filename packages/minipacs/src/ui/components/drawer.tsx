/** What is open of a list, beside it: a panel at the right that Escape closes. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { words } from "../i18n/words.ts";

export interface DrawerProps {
  title: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
  actions?: ComponentChildren;
}

export function Drawer({ title, onClose, children, actions }: DrawerProps) {
  const id = useId();
  return (
    <aside
      class="drawer"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
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
