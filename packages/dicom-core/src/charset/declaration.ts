/** What the values of Specific Character Set declare together: how text begins and what it may switch to. PS3.5 6.1.2.5. */
import { type CodeElement, codeElement } from "./code-elements.ts";
import { type DefinedTerm, definedTerm, findTerm } from "./defined-terms.ts";
import { Problems } from "./problems.ts";

export interface Declaration {
  /** How bytes become text: by code elements, or by an encoding that is complete in itself. */
  kind: "iso-2022" | "utf-8" | "gb18030" | "gbk";
  /** In which text begins, and begins again behind each delimiter. */
  g0: CodeElement;
  /** Absent where value 1 has no upper half. */
  g1: CodeElement | undefined;
  /** All that may be used, in the order of the values. */
  elements: readonly CodeElement[];
  /** Escape sequences may be written. */
  isExtensible: boolean;
  /** Bytes 80 to 9F are control characters, as in ISO 8859. */
  hasC1: boolean;
  /** No term could be understood: only ASCII can be written. */
  isUnknown: boolean;
  /** `undefined` where nothing is wrong with it. */
  problems: Problems | undefined;
}

const CACHE = new Map<string, Declaration>();
/** Declarations are few; values of damaged data are not. */
const CACHE_LIMIT = 256;

/** Returns what the terms declare. The same terms give the same object. */
export function declarationOf(terms: readonly string[]): Declaration {
  const key = terms.length === 1 ? (terms[0] as string) : terms.join("\\");
  let declaration = CACHE.get(key);
  if (declaration === undefined) {
    declaration = read(terms);
    if (CACHE.size >= CACHE_LIMIT) CACHE.clear();
    CACHE.set(key, declaration);
  }
  return declaration;
}

/**
 * Returns the values of (0008,0005) that declare what the terms mean: misspelt ones as they should be, a set of two
 * bytes a character behind the empty term, of several sets those with code extensions. `undefined` where a term is
 * unknown or a set that is complete by itself stands among others.
 */
export function canonicalTerms(terms: readonly string[]): string[] | undefined {
  const found = terms.map((term) => findTerm(term.trim()));
  if (found.some((term) => term === undefined)) return undefined;
  const list = found as string[];
  const first = list[0] ?? "";
  if (definedTerm(first)?.kind === "double-byte") list.unshift("");
  if (list.length < 2) return first === "" ? [] : list;
  const canonical = list.map((term, index) =>
    index > 0 && term === "" ? "ISO 2022 IR 6" : term.replace("ISO_IR", "ISO 2022 IR"),
  );
  return declarationOf(canonical).problems ? undefined : canonical;
}

function read(terms: readonly string[]): Declaration {
  const problems = new Problems();
  let isFaulty = false;
  const fault = (code: Parameters<Problems["note"]>[0]): void => {
    problems.note(code);
    isFaulty = true;
  };
  const rows: DefinedTerm[] = [];
  let unknownCount = 0;
  for (const [index, raw] of terms.entries()) {
    const text = raw.trim();
    const term = findTerm(text);
    if (term === undefined) {
      unknownCount += 1;
      fault("CHARSET_UNKNOWN_TERM");
      if (index === 0) rows.push(definedTerm("") as DefinedTerm);
      continue;
    }
    if (term !== text) fault("CHARSET_TERM_SPELLING");
    rows.push(definedTerm(term) as DefinedTerm);
  }
  const first = rows[0] ?? (definedTerm("") as DefinedTerm);
  const isComplete = first.kind === "utf-8" || first.kind === "gb18030" || first.kind === "gbk";
  const others = rows.slice(1).filter(({ kind }) => {
    const isAllowed = !isComplete && kind !== "utf-8" && kind !== "gb18030" && kind !== "gbk";
    if (!isAllowed) fault("CHARSET_TERM_COMBINATION");
    return isAllowed;
  });
  if (others.some(({ kind }) => kind === "single-byte" || kind === "default"))
    fault("CHARSET_TERM_COMBINATION");
  if (others.length > 0 && first.kind === "single-byte") fault("CHARSET_TERM_COMBINATION");
  if (first.kind === "double-byte") fault("CHARSET_TERM_COMBINATION");
  const isDoubleG0 = first.kind === "double-byte" && first.g1 === undefined;
  const g0 = codeElement(isDoubleG0 ? 6 : first.g0);
  const g1 = first.g1 === undefined ? undefined : codeElement(first.g1);
  const elements = new Set([g0, ...(g1 ? [g1] : [])]);
  for (const row of isDoubleG0 ? rows : others) {
    // A single-byte set brings its lower half, ASCII or ISO-IR 14.
    elements.add(codeElement(row.g0));
    if (row.g1 !== undefined) elements.add(codeElement(row.g1));
  }
  return {
    kind: isComplete ? (first.kind as "utf-8" | "gb18030" | "gbk") : "iso-2022",
    g0,
    g1,
    elements: [...elements],
    isExtensible: others.length > 0 || first.kind === "extensible" || first.kind === "double-byte",
    hasC1: g1 !== undefined && g1.registration >= 100 && g1.registration !== 149,
    isUnknown: terms.length > 0 && unknownCount === terms.length,
    problems: isFaulty ? problems : undefined,
  };
}
