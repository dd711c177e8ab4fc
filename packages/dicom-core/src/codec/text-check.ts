/** Looks at the text of a data set for what cannot be read, without waiting until it is asked for. PS3.5 6.1. */
import { declarationOf } from "../charset/declaration.ts";
import { decodeText } from "../charset/text-codec.ts";
import type { TextRules } from "../charset/text-decoder.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { type Diagnostic, type DiagnosticCollector, isOfDeclaration } from "../diagnostic.ts";
import { elementPath } from "../tag.ts";
import { VR_TABLE } from "../vr/vr-table.ts";

const SPECIFIC_CHARACTER_SET = 0x00080005;

/** Tells what is wrong with the Specific Character Set of a data set or item, where it has one. */
function checkDeclaration(dataset: Dataset, path: string, collector: Pick<DiagnosticCollector, "add">): void {
  if (!dataset.has(SPECIFIC_CHARACTER_SET)) return;
  const { problems } = declarationOf(dataset.characterSetAsRead);
  problems?.tell((diagnostic) =>
    collector.add({ ...diagnostic, path: elementPath(path, SPECIFIC_CHARACTER_SET) }),
  );
}

/** Reads every text of a data set and its items and tells what is wrong, with its path; declarations of items too. */
function checkTexts(dataset: Dataset, collector: Pick<DiagnosticCollector, "add">): void {
  const tasks = [{ dataset, path: "" }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { path } = task;
    const terms = task.dataset.characterSetAsRead;
    for (const element of task.dataset.elements()) {
      const { tag, vr, items, bytes } = element;
      if (items) {
        for (const [index, item] of items.entries()) {
          const itemPath = `${elementPath(path, tag)}[${index}]`;
          checkDeclaration(item, itemPath, collector);
          tasks.push({ dataset: item, path: itemPath });
        }
      } else if (bytes.length > 0 && VR_TABLE[vr].usesCharacterSet) {
        const start = element.endOffset - bytes.length;
        decodeText(bytes, terms, vr, {
          onDiagnostic: (diagnostic) => {
            if (isOfDeclaration(diagnostic)) return;
            const offset = start + Math.max(diagnostic.offset, 0);
            collector.add({ ...diagnostic, offset, path: elementPath(path, tag) });
          },
        });
      }
    }
  }
}

/** What the readers tell of text: what is declared, and in strict reading all of it. */
function checkText(dataset: Dataset, collector: DiagnosticCollector): void {
  checkDeclaration(dataset, "", collector);
  if (collector.strict) checkTexts(dataset, collector);
}

/** What the main entry puts in, and `loadCharacterSets()` fetches. */
export const TEXT_RULES: TextRules = { decodeText, checkText };

/**
 * Returns what is wrong with the text of a data set that was read, items included: reads all of it, which the readers
 * leave until a value is asked for.
 *
 * @see PS3.5 6.1.2
 */
export function diagnoseText(dataset: Dataset): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const collector = { add: (diagnostic: Diagnostic) => void diagnostics.push(diagnostic) };
  checkDeclaration(dataset, "", collector);
  checkTexts(dataset, collector);
  return diagnostics;
}
