/** Modality Worklist C-FIND as provider. PS3.4 K.4. */
import {
  type Dataset,
  type Diagnostic,
  declaredCharacterSet,
  keywordForTag,
  matchesIdentifier,
  readDataset,
  selectReturnKeys,
  TRANSFER_SYNTAX,
  tagForKeyword,
  writeDataset,
} from "@minipacs/dicom-core";
import { DimseStatusError, type FindRequest, MODALITY_WORKLIST_FIND, STATUS } from "@minipacs/dimse";
import type { PacsSettings } from "../config/settings.ts";
import type { EventBus } from "../events/event-bus.ts";
import { declaredTerms } from "./declared-terms.ts";
import { peerOf } from "./peer.ts";
import { RequestNotes } from "./request-notes.ts";
import type { WorklistStore } from "./worklist-store.ts";

export interface WorklistServiceOptions {
  worklist: WorklistStore;
  events: EventBus;
  settings(): PacsSettings;
}

const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");

/** The worklist provider. */
export class WorklistService {
  readonly #options: WorklistServiceOptions;
  /** The keys that a query asks for, as text. */
  readonly notes = new RequestNotes<string[]>();

  constructor(options: WorklistServiceOptions) {
    this.#options = options;
  }

  /** Answers a query with the entries that fit, in the order of the worklist. */
  async *find(request: FindRequest): AsyncGenerator<Dataset, void, undefined> {
    const { signal } = request;
    if (request.sopClassUid !== MODALITY_WORKLIST_FIND) {
      throw new DimseStatusError(STATUS.sopClassNotSupported, "only the worklist can be queried");
    }
    const identifier = this.#readable(request.identifier);
    this.notes.put(request.association, request.messageId, describeKeys(identifier));
    const replaced = new Set<string>();
    for (const { dataset } of this.#options.worklist.list()) {
      if (signal.aborted) return;
      if (!matchesIdentifier(identifier, dataset)) continue;
      const answer = selectReturnKeys(identifier, dataset);
      answer.set("SpecificCharacterSet", declaredTerms(this.#options.settings().charset));
      yield encodable(answer, ({ message }) => replaced.add(message));
    }
    if (replaced.size > 0) {
      this.#options.events.publish({
        type: "warning",
        code: "WORKLIST_TEXT_REPLACED",
        message: `C-FIND answer text does not fit the character set: ${[...replaced].join("; ")}`,
        peer: peerOf(request.association),
      });
    }
  }

  /** Many a query names no character set and is not in ASCII: the server's own is the best guess. */
  #readable(identifier: Dataset): Dataset {
    if (declaredCharacterSet(identifier).length > 0) return identifier;
    const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
    const specificCharacterSet = declaredTerms(this.#options.settings().charset);
    return readDataset(writeDataset(identifier, { transferSyntaxUid }), {
      transferSyntaxUid,
      specificCharacterSet,
    });
  }
}

/** Returns the data set such that its character set holds all of it; what it does not hold becomes `?` and is told. */
function encodable(answer: Dataset, onReplaced: (diagnostic: Diagnostic) => void): Dataset {
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  let isReplaced = false;
  const bytes = writeDataset(answer, {
    transferSyntaxUid,
    onUnencodable: "replace",
    onDiagnostic: (diagnostic) => {
      isReplaced = true;
      onReplaced(diagnostic);
    },
  });
  return isReplaced ? readDataset(bytes, { transferSyntaxUid }) : answer;
}

/** Returns `Modality=CT` for each key with a value, nested ones with their path. */
export function describeKeys(identifier: Dataset, path = ""): string[] {
  const keys: string[] = [];
  for (const { tag, items } of identifier.elements()) {
    if (tag === SPECIFIC_CHARACTER_SET) continue;
    const name = `${path}${keywordForTag(tag) ?? tag.toString(16).padStart(8, "0")}`;
    if (items) {
      for (const item of items) keys.push(...describeKeys(item, `${name}.`));
      continue;
    }
    const text = identifier.getText(tag);
    if (text) keys.push(`${name}=${text}`);
  }
  return keys;
}
