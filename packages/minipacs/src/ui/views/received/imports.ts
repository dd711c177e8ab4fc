/** Files that are brought to the server: a few at a time, each with what came of it. */
import { signal } from "@preact/signals";
import { words } from "../../i18n/words.ts";
import { ApiError, checked } from "../../request.ts";
import { sayFailed } from "../../toasts.ts";

export interface Refused {
  name: string;
  reason: string;
}

export interface ImportState {
  totalCount: number;
  doneCount: number;
  storedCount: number;
  /** They were there already. */
  sameCount: number;
  refused: readonly Refused[];
  isDone: boolean;
  isCancelled: boolean;
}

/** The latest import, until it is put away. */
export const importing = signal<ImportState | undefined>(undefined);

const AT_ONCE = 3;
let abort = new AbortController();
let queue: File[] = [];
let workerCount = 0;

/** Brings files; those that come while others are on their way are put behind them. */
export function importFiles(files: readonly File[]): void {
  if (files.length === 0) {
    sayFailed(new Error(words.peek().received.nothingDropped));
    return;
  }
  const current = importing.peek();
  if (current === undefined || current.isDone) {
    abort = new AbortController();
    importing.value = {
      ...{ totalCount: 0, doneCount: 0, storedCount: 0, sameCount: 0, refused: [] },
      ...{ isDone: false, isCancelled: false },
    };
  }
  queue.push(...files);
  change((state) => ({ totalCount: state.totalCount + files.length }));
  while (workerCount < Math.min(AT_ONCE, queue.length)) void work();
}

export function cancelImport(): void {
  queue = [];
  abort.abort();
  change(() => ({ isCancelled: true }));
}

export function putAwayImport(): void {
  importing.value = undefined;
}

async function work(): Promise<void> {
  workerCount += 1;
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await bring(file);
  workerCount -= 1;
  if (workerCount === 0) change(() => ({ isDone: true }));
}

async function bring(file: File): Promise<void> {
  const { signal: cancelled } = abort;
  try {
    const outcome = await upload(file, cancelled);
    const isNew = outcome === "stored" || outcome === "replaced";
    change(({ storedCount, sameCount }) => ({
      storedCount: storedCount + Number(isNew),
      sameCount: sameCount + Number(!isNew),
    }));
  } catch (error) {
    if (cancelled.aborted) return;
    const refused = { name: file.webkitRelativePath || file.name, reason: reasonOf(error) };
    change((state) => ({ refused: [...state.refused, refused] }));
  }
  change(({ doneCount }) => ({ doneCount: doneCount + 1 }));
}

async function upload(body: File, cancelled: AbortSignal): Promise<string> {
  const headers = { "content-type": "application/dicom" };
  const response = await fetch("/api/instances", { method: "POST", headers, body, signal: cancelled });
  return ((await (await checked(response)).json()) as { outcome: string }).outcome;
}

function reasonOf(error: unknown): string {
  const { refusals, notReached, notStorable } = words.peek().received;
  if (!(error instanceof ApiError)) return notReached;
  return refusals[error.code] ?? (error.status === 422 ? notStorable : error.message);
}

function change(changes: (state: ImportState) => Partial<ImportState>): void {
  const state = importing.peek();
  if (state) importing.value = { ...state, ...changes(state) };
}
