/** What can be done with the worklist as a whole: samples, files in and out, removals with a way back. */

import type { ApiWorklistImport } from "../../api.ts";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { inPageWords } from "../../problem-words.ts";
import { type ApiError, ask, checked, sentenceOf } from "../../request.ts";
import { attempt, say, sayFailed } from "../../toasts.ts";

interface Added {
  added: readonly unknown[];
}

export function loadSamples(): Promise<boolean> {
  return attempt(async () => {
    const { added } = await ask<Added>("/api/worklist/samples", "POST");
    const { samplesLoaded, samplesThere } = words.peek().worklist;
    say(added.length > 0 ? samplesLoaded(formatNumber(added.length)) : samplesThere);
  });
}

export function isWorklistFile({ name }: File): boolean {
  return /\.(json|wl)$/i.test(name);
}

/** Brings JSON and `.wl` files; each of them as a whole or not at all. */
export async function importFiles(files: readonly File[]): Promise<void> {
  const { imported, importedBefore, importFailed } = words.peek().worklist;
  const counts = { added: 0, skipped: 0 };
  const done: string[] = [];
  for (const file of files) {
    try {
      const { added, skipped } = await importFile(file);
      counts.added += added.length;
      counts.skipped += skipped.length;
    } catch (error) {
      sayFailed(new Error(importFailed(file.name, sentenceOf(error))));
    }
  }
  if (counts.added > 0) done.push(imported(formatNumber(counts.added)));
  if (counts.skipped > 0) done.push(importedBefore(formatNumber(counts.skipped)));
  if (done.length > 0) say(done.join(" "));
}

async function importFile(file: File): Promise<ApiWorklistImport> {
  const isJson = /\.json$/i.test(file.name);
  if (isJson) assertJson(await file.text());
  const headers = { "content-type": isJson ? "application/json" : "application/dicom" };
  try {
    const response = await checked(
      await fetch("/api/worklist/import", { method: "POST", headers, body: file }),
    );
    return (await response.json()) as ApiWorklistImport;
  } catch (error) {
    const { code, errors = [] } = error as Partial<ApiError>;
    const [first] = errors;
    if (first === undefined) throw error;
    const why = inPageWords(code, first.message, first.vr);
    const where = first.place.replace(/^body\/?/, "") || sentenceOf(error);
    throw new Error(where === why ? why : `${why} (${where})`);
  }
}

function assertJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new Error(words.peek().worklist.noJson);
  }
}

/** Removes entries and offers to bring them back. */
export function removeEntries(which: { ids: readonly string[] } | { all: true }): Promise<boolean> {
  return attempt(async () => {
    const answer = await ask<{ removedCount: number; undoId?: string }>(
      "/api/worklist/remove",
      "POST",
      which,
    );
    const { undoId } = answer;
    const undo = undoId === undefined ? undefined : () => restore(undoId);
    say(words.peek().worklist.removed(formatNumber(answer.removedCount)), undo);
  });
}

async function restore(undoId: string): Promise<void> {
  const { restoredCount } = await ask<{ restoredCount: number }>("/api/worklist/restore", "POST", { undoId });
  say(words.peek().worklist.restored(formatNumber(restoredCount)));
}
