/** Reads `PatientName=Doe^Jane` and `ScheduledProcedureStepSequence[0].Modality=CT` as an entry in JSON. */
import { CliError } from "./cli-error.ts";

/** Attributes by keyword; sequences as arrays of such objects. */
export interface Item {
  [keyword: string]: string | Item[];
}

/** Returns the attributes that keys give; which keywords there are, the server knows. */
export function itemOfKeys(keys: readonly string[]): Item {
  const item: Item = {};
  for (const key of keys) setKey(item, key);
  return item;
}

function setKey(root: Item, text: string): void {
  const [, path = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const steps = path
    .split(".")
    .map((step) => /^(\w+)(?:\[(\d{1,3})\])?$/.exec(step.replace(/^\((\w{4}),(\w{4})\)/, "$1$2")));
  if (path === "" || steps.some((step) => step === null)) {
    throw new CliError(`"${text}" is not KEYWORD=VALUE, such as PatientName=Doe^Jane.`);
  }
  let item = root;
  for (const [position, step] of steps.entries()) {
    const [, keyword = "", index] = step ?? [];
    if (position === steps.length - 1) {
      if (index !== undefined) throw new CliError(`"${text}" cannot be used: an item has no value.`);
      item[keyword] = value;
      return;
    }
    item = itemAt(item, keyword, Number(index ?? 0));
  }
}

function itemAt(item: Item, keyword: string, index: number): Item {
  const before = item[keyword];
  const items = Array.isArray(before) ? before : [];
  while (items.length <= index) items.push({});
  item[keyword] = items;
  return items[index] as Item;
}
