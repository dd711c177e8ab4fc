/** Status codes whose meaning depends on service and service class, as tables. PS3.4; PS3.3 C.14.1.1. */
import {
  type StatusEntry,
  type StatusRow,
  type StatusService,
  type StatusServiceClass,
  statusRow,
} from "./status-table.ts";

const RETRIEVE = ["C-GET", "C-MOVE"] as const;
const QUERY = ["C-FIND", ...RETRIEVE] as const;
const N_ACTION = ["N-ACTION"] as const;
const N_CREATE = ["N-CREATE"] as const;
const N_SET = ["N-SET"] as const;
const C_FIND = ["C-FIND"] as const;

/** Codes whose meaning depends on the service, the more specific before the less specific. */
export const SERVICE_STATUSES: readonly StatusRow[] = [
  ...specific(
    "Storage",
    "PS3.4 B.2.3",
    ["C-STORE"],
    [
      ["A7xx", "failure", "out of resources"],
      ["A9xx", "failure", "data set does not match SOP class"],
      ["Cxxx", "failure", "cannot understand"],
      ["B000", "warning", "coercion of data elements"],
      ["B006", "warning", "elements discarded"],
      ["B007", "warning", "data set does not match SOP class"],
    ],
  ),
  ...specific("Repository Query", "PS3.4 C.6.4", C_FIND, [
    ["A710", "failure", "invalid prior record key"],
    ["B001", "warning", "response limit reached, a further query may find more"],
  ]),
  ...specific("Query/Retrieve", "PS3.4 C.4.2.1.5, C.4.3.1.4", RETRIEVE, [
    ["A701", "failure", "out of resources, cannot count the matches"],
    ["A702", "failure", "out of resources, cannot perform sub-operations"],
    ["B000", "warning", "some sub-operations failed or gave warnings"],
  ]),
  ...specific(
    "Query/Retrieve",
    "PS3.4 C.4.2.1.5",
    ["C-MOVE"],
    [["A801", "failure", "move destination unknown"]],
  ),
  ...specific("Query/Retrieve", "PS3.4 Y.4.1.1.4, Y.4.2.1.4", RETRIEVE, [
    ["AA00", "failure", "none of the requested frames is in the SOP instance"],
    ["AA01", "failure", "cannot make a new object of this SOP class"],
    ["AA02", "failure", "cannot extract frames"],
    ["AA03", "failure", "request by time for an instance that has no time base"],
    ["AA04", "failure", "invalid request"],
  ]),
  ...specific("Query/Retrieve", "PS3.4 C.4.1.1.4, C.4.2.1.5, C.4.3.1.4, K.4.1.1.4", QUERY, [
    // The tables print A700 (C-FIND) and A900 alone; peers use the ranges of B.2.3.
    ["A7xx", "failure", "out of resources"],
    ["A9xx", "failure", "identifier does not match SOP class"],
    ["Cxxx", "failure", "unable to process"],
  ]),
  ...specific("Relevant Patient Information Query", "PS3.4 Q.2.1.1.4", C_FIND, [
    ["C100", "failure", "more than one match found"],
    ["C200", "failure", "requested template not supported"],
  ]),
  ...specific("Modality Performed Procedure Step", "PS3.4 F.7.2.2.4", N_SET, [
    ["0110", "failure", "performed procedure step may no longer be updated"],
  ]),
  ...specific(
    "Print Management",
    "PS3.4 H.4.1.2.1.2",
    [...N_CREATE, ...N_SET],
    [["B600", "warning", "memory allocation not supported"]],
  ),
  ...specific(
    "Print Management",
    "PS3.4 H.4.2.2.1.2, H.4.3.1.2.1.2",
    [...N_CREATE, ...N_SET],
    [
      ["B605", "warning", "requested density outside the printer's range, its limit is used"],
      ["C616", "failure", "the previous film box has not been printed yet"],
    ],
  ),
  ...specific("Print Management", "PS3.4 H.4.1.2.4.2, H.4.2.2.4.2", N_ACTION, [
    ["B601", "warning", "film session printing (collation) not supported"],
    ["B602", "warning", "film session holds no image boxes (empty page)"],
    ["B603", "warning", "film box holds no image boxes (empty page)"],
    ["C600", "failure", "film session holds no film boxes"],
    ["C601", "failure", "print queue is full, no print job for the film session"],
    ["C602", "failure", "print queue is full, no print job for the film box"],
  ]),
  ...specific(
    "Print Management",
    "PS3.4 H.4.1.2.4.2, H.4.2.2.4.2, H.4.3.1.2.1.2",
    ["N-ACTION", "N-SET"],
    [
      ["B604", "warning", "image larger than its box, demagnified"],
      ["B609", "warning", "image larger than its box, cropped"],
      ["B60A", "warning", "image larger than its box, decimated"],
      ["C603", "failure", "image larger than its box"],
      ["C613", "failure", "combined print image larger than its box"],
    ],
  ),
  ...specific("Print Management", "PS3.4 H.4.3.1.2.1.2", N_SET, [
    ["C605", "failure", "not enough memory in the printer"],
  ]),
  ...specific("Application Event Logging", "PS3.4 P.2.2.4", N_ACTION, [
    ["B101", "warning", "synchronization frame of reference differs"],
    ["B102", "warning", "logged under a different Study Instance UID"],
    ["B104", "warning", "IDs match no single study, event logged"],
    ["C101", "failure", "no procedural logging for this Study Instance UID"],
    ["C102", "failure", "event information does not match template"],
    ["C103", "failure", "no current study matches the event"],
    ["C104", "failure", "IDs match no single study, event not logged"],
  ]),
  ...specific("Application Event Logging", "PS3.4 P.3.2.4", N_ACTION, [
    ["C10E", "failure", "operator may not add to the medication administration record"],
    ["C110", "failure", "neither Patient ID nor Admission ID identifies the patient"],
    ["C111", "failure", "medication administration record was not updated"],
  ]),
  // Printed under N-CREATE, about the N-ACTION that follows it.
  ...specific(
    "Media Creation Management",
    "PS3.4 S.3.2.1.4",
    ["N-CREATE", "N-ACTION"],
    [["A510", "failure", "media creation was already initiated for this SOP instance"]],
  ),
  ...specific("Media Creation Management", "PS3.4 S.3.2.3.4", N_ACTION, [
    ["C201", "failure", "media creation already completed"],
    ["C202", "failure", "media creation in progress and cannot be interrupted"],
    ["C203", "failure", "cancellation denied"],
  ]),
  ...specific("Unified Procedure Step", "PS3.4 CC.2.1.4, CC.2.2.4", N_ACTION, [
    ["B304", "warning", "procedure step already CANCELED"],
    ["B306", "warning", "procedure step already COMPLETED"],
    ["C302", "failure", "procedure step already IN PROGRESS"],
    ["C303", "failure", "procedure step becomes SCHEDULED by N-CREATE alone"],
    ["C304", "failure", "procedure step does not meet what its final state requires"],
    ["C311", "failure", "procedure step already COMPLETED"],
    ["C312", "failure", "performer cannot be contacted"],
    ["C313", "failure", "performer does not cancel"],
  ]),
  ...specific("Unified Procedure Step", "PS3.4 CC.2.3.4", N_ACTION, [
    ["B301", "warning", "deletion lock not granted"],
    ["C308", "failure", "receiving AE title unknown"],
    ["C314", "failure", "action not appropriate for this instance"],
    ["C315", "failure", "event reports not supported"],
  ]),
  ...specific(
    "Unified Procedure Step",
    "PS3.4 CC.2.1.4, CC.2.6.4",
    ["N-ACTION", "N-SET"],
    [
      ["C300", "failure", "procedure step may no longer be updated"],
      ["C301", "failure", "not the right Transaction UID"],
      ["C310", "failure", "procedure step not yet IN PROGRESS"],
    ],
  ),
  ...specific(
    "Unified Procedure Step",
    "PS3.4 CC.2.1.4, CC.2.2.4, CC.2.3.4, CC.2.6.4, CC.2.7.4",
    ["N-ACTION", "N-SET", "N-GET"],
    [["C307", "failure", "no procedure step with this SOP Instance UID"]],
  ),
  ...specific("Unified Procedure Step", "PS3.4 CC.2.5.4", N_CREATE, [
    ["B300", "warning", "procedure step created with modifications"],
    ["C309", "failure", "procedure step state in the request is not SCHEDULED"],
  ]),
  ...specific("Unified Procedure Step", "PS3.4 CC.2.6.4", N_SET, [
    ["B305", "warning", "invalid values coerced to valid ones"],
  ]),
  ...specific(
    "RT Machine Verification",
    "PS3.4 DD.3.2",
    ["N-SET", "N-GET", "N-ACTION"],
    [["C112", "failure", "machine verification instance not found"]],
  ),
  ...specific("RT Machine Verification", "PS3.4 DD.3.2.1.2", N_CREATE, [
    ["C221", "failure", "fraction group is not in the plan"],
    ["C222", "failure", "fraction group has no beams"],
    ["C223", "failure", "another verification is running"],
    ["C227", "failure", "RT plan not found"],
  ]),
  ...specific("RT Machine Verification", "PS3.4 DD.3.2.1.2", N_SET, [
    ["C224", "failure", "beam is not in the fraction group"],
    ["C225", "failure", "device or accessory not supported"],
    ["C226", "failure", "device or accessory is not in the beam"],
  ]),
];

/** Failure Reason (0008,1197) of storage commitment. PS3.3 C.14.1.1. */
export const FAILURE_REASONS: ReadonlyMap<number, string> = new Map([
  [0x0110, "processing failure"],
  [0x0112, "no such SOP instance"],
  [0x0119, "class-instance conflict"],
  [0x0122, "SOP class not supported"],
  [0x0131, "duplicate Transaction UID"],
  [0x0213, "resource limitation"],
]);

function specific(
  serviceClass: StatusServiceClass,
  section: string,
  services: readonly StatusService[],
  entries: readonly StatusEntry[],
): StatusRow[] {
  return entries.map((entry) => statusRow(serviceClass, section, services, entry));
}
