/** Short messages at the edge of the page: what was done, with a way back where there is one. */
import { signal } from "@preact/signals";
import { words } from "./i18n/words.ts";
import { sentenceOf } from "./request.ts";

export interface Toast {
  id: number;
  text: string;
  isError: boolean;
  /** How long it is to be seen, unless somebody is at it. */
  shownMs: number;
  undo: (() => Promise<void>) | undefined;
}

export const toasts = signal<readonly Toast[]>([]);

export const SHOWN_MS = 6000;
/** Time enough to read what is to be done. */
const ERROR_MS = 15_000;
/** Time enough to find the button, also by keyboard. */
const UNDO_MS = 20_000;
let lastId = 0;

/** Says that something was done; `undo` offers to take it back. */
export function say(text: string, undo?: () => Promise<void>): void {
  show(text, false, undo);
}

/** Says that something did not work. */
export function sayFailed(error: unknown): void {
  show(words.peek().common.failed(sentenceOf(error)), true);
}

/** Runs something, and says so where it fails. Resolves with whether it worked. */
export async function attempt(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    sayFailed(error);
    return false;
  }
}

export function dismiss(id: number): void {
  toasts.value = toasts.peek().filter((toast) => toast.id !== id);
}

/** What went wrong in one view is not to cover another one. */
export function dismissErrors(): void {
  toasts.value = toasts.peek().filter(({ isError }) => !isError);
}

function show(text: string, isError: boolean, undo?: () => Promise<void>): void {
  const id = ++lastId;
  const shownMs = undo ? UNDO_MS : isError ? ERROR_MS : SHOWN_MS;
  toasts.value = [...toasts.peek().slice(-2), { id, text, isError, shownMs, undo }];
}
