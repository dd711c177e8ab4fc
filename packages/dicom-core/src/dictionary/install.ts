/** What the main entry does when it is loaded: every dictionary is there at once, and data sets can be changed. */
import { ELEMENT_TABLE } from "#dictionary";
import { inflateRaw } from "#inflate";
import { findPrivateRows } from "#private-dictionary-preload";
import { UID_TABLE } from "#uid-registry";
import { installTextRules } from "../charset/text-decoder.ts";
import { TEXT_RULES } from "../codec/text-check.ts";
import { contentToSet, vrToSet } from "../dataset/content-to-set.ts";
import { reservePrivateBlock } from "../dataset/reserve-private.ts";
import { installSetRules } from "../dataset/set-rules.ts";
import { installInflater } from "../deflate/inflater.ts";
import { installElements, installUids } from "./lookup.ts";
import { installPrivateElements } from "./private-blocks.ts";

export function installMainEntry(): void {
  installSetRules({ vrToSet, contentToSet, reservePrivateBlock });
  installTextRules(TEXT_RULES);
  installInflater(inflateRaw);
  installElements(ELEMENT_TABLE);
  installUids(UID_TABLE);
  if (findPrivateRows !== undefined) installPrivateElements(findPrivateRows);
}
