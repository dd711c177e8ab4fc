/** The page's words in the language that was chosen; `words.value` read in a component follows a change of it. */
import { computed, effect, signal } from "@preact/signals";
import type { en } from "./en/index.ts";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
export type Words = typeof en;

const KEPT_AS = "minipacs.language";

/** What was chosen before, else what the browser asks for. */
export const language = signal<Language>(keptLanguage() ?? browserLanguage());
/** Each is loaded when it is first asked for. */
const loaded = signal<Partial<Record<Language, Words>>>({});
/** There once {@link beginWithWords} has resolved; English in the place of a language that is still to come. */
export const words = computed(() => (loaded.value[language.value] ?? loaded.value.en) as Words);
/** For `Intl`: the browser's own variety of the language where it has one. */
export const locale = computed(
  () => browserLanguages().find((tag) => tag.split("-")[0] === language.value) ?? language.value,
);

/** Tells the document its language, from now on. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

const LOADERS: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./en/index.ts")).en,
  de: async () => (await import("./de/index.ts")).de,
};

/** Loads the words of the language that the page begins with; where they do not come, it begins in English. */
export async function beginWithWords(): Promise<void> {
  await loadWords(language.peek()).catch(() => {
    language.value = "en";
    return loadWords("en");
  });
}

async function loadWords(wanted: Language): Promise<void> {
  if (loaded.peek()[wanted]) return;
  const found = await LOADERS[wanted]();
  loaded.value = { ...loaded.peek(), [wanted]: found };
}

export async function chooseLanguage(next: Language): Promise<void> {
  try {
    localStorage.setItem(KEPT_AS, next);
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
  await loadWords(next);
  language.value = next;
}

function keptLanguage(): Language | undefined {
  try {
    return languageOf(localStorage.getItem(KEPT_AS) ?? "");
  } catch {
    return undefined;
  }
}

function browserLanguage(): Language {
  return languageOf(browserLanguages()[0] ?? "") ?? "en";
}

function browserLanguages(): readonly string[] {
  return globalThis.navigator?.languages ?? [];
}

function languageOf(tag: string): Language | undefined {
  const [name = ""] = tag.split("-");
  return name in LANGUAGES ? (name as Language) : undefined;
}
