/** What the server says of refusals and failures in the page's language, by their codes; English is as it comes. */
import { signal } from "@preact/signals";
import { language } from "./i18n/words.ts";

type Table = typeof import("./i18n/de/problems.ts");

/** Loaded with the first problem. */
const german = signal<Table | undefined>(undefined);

/** Resolves when {@link inPageWords} knows the words; where they do not come, it says what the server said. */
export async function loadProblemWords(): Promise<void> {
  if (language.peek() !== "de" || german.peek()) return;
  german.value = await import("./i18n/de/problems.ts").catch(() => undefined);
}

/**
 * Returns the sentence for a code, else the one that came; read in a component, it follows the words. `vr`: of the value
 * that it is about.
 */
export function inPageWords(code: string | undefined, sentence: string, vr?: string): string {
  if (language.value !== "de" || code === undefined || code === "") return sentence;
  if (german.value === undefined) {
    void loadProblemWords();
    return sentence;
  }
  const { problems, kinds, forms } = german.value;
  const found = problems[code] ?? kinds[code.split("_")[0] ?? ""] ?? sentence;
  const form = vr && code.startsWith("ARG_VALUE") ? forms[vr] : undefined;
  return form === undefined ? found : `${found} Erwartet: ${form}.`;
}
