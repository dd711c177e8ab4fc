/** What the API says of studies and series. Apart from the rest: it needs the schemas, which live events do without. */
import type { IndexedEntity } from "../index-db/instance-index.ts";
import type { ApiSeries, ApiStudy } from "./api-types.ts";
import { SERIES_KEYWORDS, STUDY_KEYWORDS } from "./schemas/storage.ts";

export function representStudy({ values, modalities, ...counts }: IndexedEntity): ApiStudy {
  const { seriesCount, instanceCount, byteCount, callingAeTitles, specificCharacterSets, receivedAt } =
    counts;
  return {
    ...valuesOf(STUDY_KEYWORDS, values),
    ModalitiesInStudy: modalities,
    ...{ seriesCount, instanceCount, byteCount, callingAeTitles, specificCharacterSets, receivedAt },
  };
}

export function representSeries({ values, ...counts }: IndexedEntity): ApiSeries {
  const { instanceCount, byteCount, callingAeTitles, specificCharacterSets, receivedAt } = counts;
  return {
    ...valuesOf(SERIES_KEYWORDS, values),
    ...{ instanceCount, byteCount, callingAeTitles, specificCharacterSets, receivedAt },
  };
}

function valuesOf<const K extends readonly string[]>(keywords: K, values: Readonly<Record<string, string>>) {
  return Object.fromEntries(keywords.map((keyword) => [keyword, values[keyword] ?? ""])) as Record<
    K[number],
    string
  >;
}
