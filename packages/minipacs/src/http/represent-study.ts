/** What the API says of studies and series. Apart from the rest: it needs the schemas, which live events do without. */
import type { IndexedEntity } from "../index-db/instance-index.ts";
import type { ApiSeries, ApiStudy } from "./api-types.ts";
import { SERIES_KEYWORDS, STUDY_KEYWORDS } from "./schemas/storage.ts";

export function representStudy({ values, modalities, ...counts }: IndexedEntity): ApiStudy {
  return {
    ...valuesOf(STUDY_KEYWORDS, values),
    ModalitiesInStudy: modalities,
    seriesCount: counts.seriesCount,
    ...countsOf(counts),
  };
}

export function representSeries({ values, ...counts }: IndexedEntity): ApiSeries {
  return { ...valuesOf(SERIES_KEYWORDS, values), ...countsOf(counts) };
}

function countsOf(counts: Omit<IndexedEntity, "values" | "modalities">) {
  const { instanceCount, byteCount, callingAeTitles, specificCharacterSets, otherCharacterSets, receivedAt } =
    counts;
  return {
    ...{ instanceCount, byteCount, callingAeTitles, specificCharacterSets, otherCharacterSets, receivedAt },
  };
}

function valuesOf<const K extends readonly string[]>(keywords: K, values: Readonly<Record<string, string>>) {
  return Object.fromEntries(keywords.map((keyword) => [keyword, values[keyword] ?? ""])) as Record<
    K[number],
    string
  >;
}
