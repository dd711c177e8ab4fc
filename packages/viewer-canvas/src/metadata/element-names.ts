/** What elements are called: from the data dictionary, the private dictionary, the registry of UIDs. PS3.6, PS3.5 7.8. */
import {
  type Dataset,
  elementOf,
  groupOf,
  isPrivateCreatorTag,
  isPrivateTag,
  lookupElement,
  lookupPrivateElement,
  lookupUid,
  type Tag,
  tagOf,
} from "@minipacs/dicom-core/frames";
import { createWords } from "../words.ts";
import { METADATA_WORDS } from "./metadata-words.ts";
import type { MetadataWords } from "./value-text.ts";

const ENGLISH: MetadataWords = createWords(METADATA_WORDS);

export interface ElementName {
  /** Empty where the dictionary has none. */
  keyword: string;
  /** For people. */
  name: string;
  /** Of a private element; empty for others, and where nobody has reserved its block. */
  creator: string;
}

/** Returns what an element of a data set is called. */
export function nameElement(dataset: Dataset, tag: Tag, words = ENGLISH): ElementName {
  const entry = lookupElement(tag);
  if (entry) return { keyword: entry.keyword, name: entry.name, creator: "" };
  if (elementOf(tag) === 0) return { keyword: "", name: "Group Length", creator: "" };
  if (isPrivateCreatorTag(tag)) return { keyword: "", name: "Private Creator", creator: "" };
  if (!isPrivateTag(tag)) return { keyword: "", name: words("element-unknown"), creator: "" };
  const creator = creatorOf(dataset, tag);
  const known = creator === "" ? undefined : lookupPrivateElement(creator, tag);
  return { keyword: "", name: known?.name || words("element-private"), creator };
}

/** Returns the registered name of a UID. */
export function nameUid(uid: string): string | undefined {
  return lookupUid(uid)?.name;
}

function creatorOf(dataset: Dataset, tag: Tag): string {
  const block = elementOf(tag) >>> 8;
  const creator = block >= 0x10 ? dataset.get(tagOf(groupOf(tag), block)) : undefined;
  return typeof creator === "string" ? creator : "";
}
