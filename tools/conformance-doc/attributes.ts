/** Says what is in data sets that MiniPACS makes, as it makes them. */
import { type Dataset, lookupElement } from "../../packages/dicom-core/src/index.ts";

/** One attribute; `depth` counts the sequences around it. */
export interface AttributeRow {
  keyword: string;
  tag: string;
  depth: number;
  vr: string;
  /** Of a sequence. */
  items: readonly Dataset[] | undefined;
  /** Empty where there is none. */
  text: string;
}

/** Returns the attributes in their order, those of the first item of a sequence behind it. */
export function attributeRows(dataset: Dataset, depth = 0): AttributeRow[] {
  return [...dataset.elements()].flatMap(({ tag, vr, items }) => {
    const digits = tag.toString(16).toUpperCase().padStart(8, "0");
    const row = {
      keyword: lookupElement(tag)?.keyword ?? digits,
      tag: `(${digits.slice(0, 4)},${digits.slice(4)})`,
      ...{ depth, vr, items },
      text: dataset.getText(tag) ?? "",
    };
    const [first] = items ?? [];
    return [row, ...(first ? attributeRows(first, depth + 1) : [])];
  });
}

export interface CodedTerm {
  value: string;
  scheme: string;
  meaning: string;
  /** Keyword of the sequence that holds it. */
  usedIn: string;
}

/** Returns the codes of a data set, of all its items too. PS3.3 8. */
export function codedTerms(dataset: Dataset): CodedTerm[] {
  return [...dataset.elements()].flatMap(({ tag, items = [] }) =>
    items.flatMap((item) => {
      const value = item.getText("CodeValue");
      if (!value) return codedTerms(item);
      const scheme = item.getText("CodingSchemeDesignator") ?? "";
      const usedIn = lookupElement(tag)?.keyword ?? "";
      return [{ value, scheme, meaning: item.getText("CodeMeaning") ?? "", usedIn }];
    }),
  );
}
