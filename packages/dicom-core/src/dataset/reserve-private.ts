/** Reserving a block of private elements. PS3.5 7.8.1. */
import { InvalidArgumentError } from "../errors.ts";
import { tagOf } from "../tag.ts";
import type { Dataset } from "./dataset.ts";
import { findPrivateBlock, PrivateBlock } from "./private-block.ts";

const FIRST_BLOCK = 0x10;
const LAST_BLOCK = 0xff;

export function reservePrivateBlock(dataset: Dataset, creator: string, group: number): PrivateBlock {
  const known = findPrivateBlock(dataset, creator, group);
  if (known) return known;
  const isAllowed = group % 2 === 1 && group >= 0x0009 && group < 0xffff && creator.trim() !== "";
  for (let block = FIRST_BLOCK; isAllowed && block <= LAST_BLOCK; block += 1) {
    const tag = tagOf(group, block);
    if (dataset.has(tag)) continue;
    dataset.set(tag, creator);
    return new PrivateBlock(dataset, tag);
  }
  throw new InvalidArgumentError(
    "ARG_PRIVATE_BLOCK",
    "a private block needs a creator, and an odd group from 0009 to FFFD with a free block",
  );
}
