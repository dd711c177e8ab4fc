/** The attribute types of PS3.4 Table F.7.2-1 looked at in a message, and in a step that is over. PS3.4 5.4. */
import { type Dataset, type Tag, tagForKeyword } from "@minipacs/dicom-core";
import { STATUS } from "@minipacs/dimse";
import { findMppsAttribute, MPPS_ATTRIBUTES, type MppsAttribute, type MppsType } from "./mpps-attributes.ts";
import {
  MAX_VIOLATIONS,
  type MppsRuleId,
  type MppsViolation,
  nameAttribute,
  pathOf,
  violation,
} from "./mpps-violation.ts";

type Column = "create" | "set" | "final";

const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");

/** M5: what an N-CREATE has to bring, its status apart from its value. */
export function checkCreateTypes(dataset: Dataset): MppsViolation[] {
  return checkItem(dataset, MPPS_ATTRIBUTES, "create", "M5");
}

/** M7: what an N-SET brings is whole; attributes that are looked at in the final state are not told twice. */
export function checkSetTypes(changes: Dataset, isFinal: boolean): MppsViolation[] {
  const brought = MPPS_ATTRIBUTES.filter(
    ({ tag, set, final }) => set !== "x" && !(isFinal && final !== undefined) && changes.has(tag),
  );
  return checkItem(changes, brought, "set", "M7");
}

/** M10: what there has to be once a step is COMPLETED or DISCONTINUED; of the whole step. */
export function checkFinalTypes(dataset: Dataset): MppsViolation[] {
  const required = MPPS_ATTRIBUTES.filter(({ final }) => final !== undefined);
  return checkItem(dataset, required, "final", "M10");
}

/** M8 and M9: attributes that cannot be set, because they can only be created, or were not. */
export function checkSettable(changes: Dataset, created: Dataset): MppsViolation[] {
  const found: MppsViolation[] = [];
  for (const { tag } of changes.elements()) {
    if (tag === SPECIFIC_CHARACTER_SET || isGroupLength(tag)) continue;
    const attribute = pathOf("", tag);
    const name = nameAttribute(attribute);
    const told = { attribute, status: STATUS.noSuchAttribute };
    if (findMppsAttribute(tag)?.set === "x") {
      found.push(violation("M8", `${name} can only be created, not set.`, told));
    } else if (!created.has(tag)) {
      found.push(violation("M9", `${name} was not created by the N-CREATE, so it cannot be set.`, told));
    }
  }
  return found;
}

/** Whether an element is there with a value: not only padding, and a sequence with items. */
export function hasValue(dataset: Dataset, key: string | Tag): boolean {
  const element = dataset.element(key);
  if (element === undefined) return false;
  if (element.items) return element.items.length > 0;
  const text = dataset.getText(key);
  return text === undefined ? element.bytes.length > 0 : text.trim() !== "";
}

function isGroupLength(tag: Tag): boolean {
  return (tag & 0xffff) === 0;
}

/** Stops where enough is found: a peer can send as many items as it likes. */
function checkItem(
  item: Dataset,
  attributes: readonly MppsAttribute[],
  column: Column,
  rule: MppsRuleId,
  itemPath = "",
  found: MppsViolation[] = [],
): MppsViolation[] {
  for (const attribute of attributes) {
    const path = pathOf(itemPath, attribute.tag);
    const type = requiredType(attribute, column, item);
    const isThere = item.has(attribute.tag);
    const tell = (problem: string, status: number) => {
      const sentence = `${nameAttribute(path)} is ${problem}; it is of type ${attributeType(attribute, column)}.`;
      found.push(violation(rule, sentence, { attribute: path, status }));
    };
    if ((type === "1" || type === "2") && !isThere) {
      // N-SET has no status for what is missing but the one for its value. PS3.7 10.1.3.1.
      tell("missing", column === "create" ? STATUS.missingAttribute : STATUS.missingAttributeValue);
    } else if (type === "1" && !hasValue(item, attribute.tag)) {
      tell("empty", STATUS.missingAttributeValue);
    }
    const items = attribute.items.length > 0 ? (item.element(attribute.tag)?.items ?? []) : [];
    for (const [index, inner] of items.entries()) {
      if (found.length > MAX_VIOLATIONS) return found;
      checkItem(inner, attribute.items, column, rule, `${path}[${index}]`, found);
    }
  }
  return found;
}

function attributeType({ create, set, final }: MppsAttribute, column: Column): MppsType {
  return column === "create" ? create : column === "set" ? set : (final ?? create);
}

/** Returns the type with its condition looked at: 1C is 1 or 3. */
function requiredType(attribute: MppsAttribute, column: Column, item: Dataset): MppsType {
  const type = attributeType(attribute, column);
  if (type !== "1C") return type;
  return attribute.isRequired?.((keyword) => hasValue(item, keyword)) ? "1" : "3";
}
