/** When events come and what their codes mean, for docs/events.md. */

/** By event name, in the order of the page. */
export const WHEN: Readonly<Record<string, string>> = {
  ready: "the server listens; the first line of the log, but for what the start itself brings",
  closing: "the server ends, and waits for the associations that are open",
  "listener.started": "DICOM associations are taken again",
  "listener.stopped": "no more DICOM associations are taken; those that are open go on",
  "settings.changed":
    "settings were changed while the server runs; `changed` names them as in the configuration file",
  "association.opened": "an association was accepted; `warn` where no context was",
  "association.closed": "it was released, or aborted by either side or the network (`end`, `reason`)",
  "association.rejected": "a proposal was answered with A-ASSOCIATE-RJ",
  "connection.refused":
    "a connection that never became an association: garbage, silence, a port scan; and DICOM or TLS that came to the port of HTTP",
  echo: "a C-ECHO was answered",
  "worklist.query": "a worklist C-FIND was answered; `keys` are those with a value",
  "worklist.changed": "worklist entries were added, changed or removed, by whatever way",
  store:
    "a C-STORE was answered; `outcome` is `stored`, `replaced`, `unchanged`, `kept` or `rejected`, null where it could not be stored",
  "mpps.create": "an N-CREATE of a performed procedure step was answered; `step` is null where it failed",
  "mpps.set": "an N-SET of a performed procedure step was answered",
  "mpps.get": "an N-GET of a performed procedure step was answered",
  "mpps.removed": "a performed procedure step was removed with its history, by HTTP or in code",
  "request.answered": "a request of a service without an event of its own was answered",
  "request.unsupported": "a request that nothing here serves, or that lacks what it needs, was refused",
  "index.progress": "the files of a large data directory are being compared with the index",
  "index.reconciled": "the index is in line with the files",
  "storage.changed": "objects go to another folder from now on; null is a temporary one",
  "storage.imported": "a file came by HTTP",
  "storage.deleted": "a study, a series or an object was removed, named by its UIDs",
  "send.started": "stored objects are being sent to another node, as HTTP asked for it",
  "send.progress": "how far it is, at most twice a second; `doneCount` counts those that failed, too",
  "send.refused": "an object was not sent, or not stored by the other node",
  "send.finished": "the selection was gone through, cancelled, or given up for a `reason`",
  warning: "something was done all the same, but somebody should know; see the codes below",
  error: "something could not be done; see the codes below",
};

/** By code; `error` events may also have any code of docs/errors.md that a service failed with. */
export const CODES: Readonly<Record<string, readonly ["warning" | "error", string]>> = {
  CONFIG_UNKNOWN_VARIABLE: [
    "warning",
    "an environment variable `MINIPACS_…` that nothing reads; told at the start, before `ready`",
  ],
  HANDLER_FAILED: [
    "error",
    "a service failed for a reason without a code; answered with 0110, or C000 for a query",
  ],
  INDEX_LOST: ["error", "the index could not be written, or is damaged; it is made anew from the files"],
  INDEX_RECONCILE_FAILED: ["error", "the files could not be compared with the index"],
  INDEX_REPLACED: ["warning", "the index was damaged or of a later version; it is made anew from the files"],
  MPPS_CONTRADICTION: [
    "warning",
    "a performed procedure step is linked with a worklist entry of another Patient ID or Study Instance UID; both values are named",
  ],
  MPPS_HISTORY_LIMIT: [
    "warning",
    "a performed procedure step has more messages than `--mpps-history`: the oldest N-SETs are counted, their data sets are gone",
  ],
  MPPS_RULE: [
    "warning",
    "an MPPS message breaks a rule for performed procedure steps; `rule`, `attribute` and `sopInstanceUid` say which and where",
  ],
  RECORDS_DAMAGED: [
    "error",
    "`records.sqlite` was damaged or of a later version; it is kept under another name, worklist and MPPS start empty",
  ],
  RECORDS_WRITE: ["error", "worklist or MPPS cannot be written to the disk; nothing changed"],
  STORE_CHARSET_MISMATCH: [
    "warning",
    "a received object declares another character set than its sender is expected to, by `--charset-for` or by `--charset`; told once for each association",
  ],
  STORE_INVALID_UID: [
    "warning",
    "a UID of a received object is missing or breaks the grammar; its file is named by a hash",
  ],
  STORE_UID_ELSEWHERE: [
    "warning",
    "a new object has the SOP Instance UID of one in another study or series; both are kept; once for each pair of series",
  ],
  STORE_UID_MISMATCH: [
    "warning",
    "the data set of an object names another SOP class or instance than its command, by which its file is named; an upload, than its file meta information",
  ],
  STORE_UNREADABLE_DATA_SET: [
    "warning",
    "the head of an object could not be parsed; filed by the UIDs of its command",
  ],
  STORE_WRITE_FAILED: ["error", "the disk refused an object; answered with A700"],
  SUB_OPERATION: ["warning", "an object of a retrieval was not sent, or not answered with success"],
  WORKLIST_FILE: [
    "warning",
    "a file of the worklist folder, or the folder, cannot be read; what was read before stays",
  ],
  WORKLIST_MISSING_KEYS: ["warning", "a query does not ask for keys that every worklist entry has"],
  WORKLIST_QUERY_LEVEL: ["warning", "a worklist query has a Query/Retrieve Level, which is ignored"],
  WORKLIST_QUERY_TEXT: [
    "warning",
    "a query has text outside ASCII that its character set does not hold, or names no character set",
  ],
  WORKLIST_QUERY_VALUE: [
    "warning",
    "a date or time of a query is none, nor a range of them, so that it fits nothing",
  ],
  WORKLIST_TEXT_REPLACED: [
    "warning",
    "an attribute of an answer, named with its entry, does not fit the character set, and `?` was sent",
  ],
  WORKLIST_TEXT_WIDENED: [
    "warning",
    "an attribute of an answer, named with its entry, does not fit the character set: the answer is in ISO_IR 192",
  ],
  WORKLIST_WRONG_LEVEL: [
    "warning",
    "a query has attributes of a scheduled step at the root, or of the root within a step",
  ],
};
