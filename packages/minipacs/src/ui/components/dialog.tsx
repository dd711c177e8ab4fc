/** A modal dialog: the browser's own, which keeps the focus inside and closes by Escape. */
import { computed, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { Toasts } from "./toasts.tsx";

const openCount = signal(0);
/** What lies behind a dialog can be neither read nor pressed: messages are shown in it. */
export const isDialogOpen = computed(() => openCount.value > 0);

export interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons at the end. */
  actions?: ComponentChildren;
  isWide?: boolean;
}

export function Dialog({ title, onClose, children, actions, isWide = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    openCount.value += 1;
    // A press on the backdrop is one on the dialog itself.
    const onPress = (event: Event) => event.target === dialog && onClose();
    dialog?.addEventListener("pointerdown", onPress);
    return () => {
      openCount.value -= 1;
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={isWide ? "wide" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog">
        <div class="dialog-head">
          <h3 id={id}>{title}</h3>
          <button type="button" class="icon" aria-label={words.value.common.close} onClick={onClose}>
            ✕
          </button>
        </div>
        <div class="dialog-body">{children}</div>
        {actions && <div class="dialog-actions">{actions}</div>}
      </div>
      <Toasts />
    </dialog>
  );
}
