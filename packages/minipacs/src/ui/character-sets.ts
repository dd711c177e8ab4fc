/** The character sets to choose from, as the server offers them, in the words of the browser. */
import { computed, signal } from "@preact/signals";
import type { CharacterSetChoice } from "../http/character-sets.ts";
import type { ApiList } from "./api.ts";
import { language, locale, words } from "./i18n/words.ts";
import { ask } from "./request.ts";

/** Empty until they have come. */
export const characterSets = signal<readonly CharacterSetChoice[]>([]);

export async function readCharacterSets(): Promise<void> {
  characterSets.value = (await ask<ApiList<CharacterSetChoice>>("/api/character-sets")).items;
}

const languageNames = computed(() => new Intl.DisplayNames(locale.value, { type: "language" }));
const scriptNames = computed(() => new Intl.DisplayNames(locale.value, { type: "script" }));

/** Returns `Cyrillic (ISO 8859-5)`: the server's name, in other languages that of the script with the standard. */
export function nameOfCharacterSet({ name, languages, scripts }: CharacterSetChoice): string {
  const standard = /\(.*\)$/.exec(name)?.[0] ?? "";
  if (language.value === "en" || scripts.some((script) => script === "Latn" || script === "Zyyy"))
    return name;
  const isChinese = languages.some((tag) => tag.startsWith("zh"));
  const what = isChinese
    ? languageNames.value.of("zh")
    : scripts.map((script) => scriptNames.value.of(script)).join(", ");
  return `${what} ${standard}`;
}

/** Returns what is written with it: `Russian, Bulgarian; Cyrillic`. */
export function hintOfCharacterSet({ languages, scripts }: CharacterSetChoice): string {
  if (languages.includes("mul")) return words.value.settings.everyScript;
  const [spoken, written] = [
    languages.map((tag) => languageNames.value.of(tag)),
    scripts.map((script) => scriptNames.value.of(script)),
  ];
  return `${spoken.join(", ")}; ${written.join(", ")}`;
}
