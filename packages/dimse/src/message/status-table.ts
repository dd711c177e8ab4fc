/** Status codes that mean the same in every service, as a table. PS3.7 9.1, 10.1, Annex C. */

/** What a status means. PS3.7 Annex C. */
export type StatusClass = "success" | "pending" | "cancel" | "warning" | "failure";

/** Which service a status came from; some codes mean different things. */
export type StatusService =
  | "C-ECHO"
  | "C-STORE"
  | "C-FIND"
  | "C-GET"
  | "C-MOVE"
  | "N-CREATE"
  | "N-SET"
  | "N-GET"
  | "N-DELETE"
  | "N-ACTION"
  | "N-EVENT-REPORT";

/** Service classes of PS3.4 that have codes of their own. */
export type StatusServiceClass =
  | "Application Event Logging"
  | "Media Creation Management"
  | "Modality Performed Procedure Step"
  | "Print Management"
  | "Query/Retrieve"
  | "Relevant Patient Information Query"
  | "Repository Query"
  | "RT Machine Verification"
  | "Storage"
  | "Unified Procedure Step";

export interface StatusRow {
  /** As the standard prints it: four digits, `x` for any one. `A7xx` is A700 to A7FF. */
  code: string;
  from: number;
  to: number;
  statusClass: StatusClass;
  meaning: string;
  services: readonly StatusService[];
  /** Absent: the row holds in every service class. */
  serviceClass: StatusServiceClass | undefined;
  section: string;
}

const C_SERVICES = ["C-ECHO", "C-STORE", "C-FIND", "C-GET", "C-MOVE"] as const;
/** The services that the standard lists the codes of objects and of authorization for. */
const OPERATIONS = ["N-CREATE", "N-SET", "N-GET", "N-DELETE", "N-ACTION"] as const;
const N_SERVICES = [...OPERATIONS, "N-EVENT-REPORT"] as const;
const ALL = [...C_SERVICES, ...N_SERVICES] as const;
const RETRIEVE = ["C-GET", "C-MOVE"] as const;
const QUERY = ["C-FIND", ...RETRIEVE] as const;
const INVOKED = ["C-ECHO", "C-STORE", ...RETRIEVE, ...N_SERVICES] as const;
const ON_INSTANCE = ["N-SET", "N-GET", "N-DELETE", "N-ACTION", "N-EVENT-REPORT"] as const;
const WITH_ATTRIBUTES = ["N-CREATE", "N-SET"] as const;
const WITH_ARGUMENT = ["N-ACTION", "N-EVENT-REPORT"] as const;

export type StatusEntry = readonly [code: string, statusClass: StatusClass, meaning: string];

/** Codes that mean the same in every service, with the services whose sections in 9.1 and 10.1 list them. */
export const GENERAL_STATUSES: readonly StatusRow[] = [
  general("C.1.1", ALL, ["0000", "success", "success"]),
  general("C.2.1", QUERY, ["FF00", "pending", "pending"]),
  general("C.2.1", ["C-FIND"], ["FF01", "pending", "pending, some optional keys are not supported"]),
  general("C.3.1", QUERY, ["FE00", "cancel", "cancelled"]),
  general(
    "C.4.1",
    ["N-SET", "N-GET"],
    ["0001", "warning", "requested optional attributes are not supported"],
  ),
  general("C.4.2", ["N-CREATE", "N-SET", "N-GET"], ["0107", "warning", "attribute list error"]),
  general("C.4.3", WITH_ATTRIBUTES, ["0116", "warning", "attribute value out of range"]),
  general("C.5.17", WITH_ATTRIBUTES, ["0105", "failure", "no such attribute"]),
  general("C.5.11", WITH_ATTRIBUTES, ["0106", "failure", "invalid attribute value"]),
  general("C.5.21", N_SERVICES, ["0110", "failure", "processing failure"]),
  general("C.5.8", ["N-CREATE"], ["0111", "failure", "duplicate SOP instance"]),
  general("C.5.19", ON_INSTANCE, ["0112", "failure", "no such SOP instance"]),
  general("C.5.18", ["N-EVENT-REPORT"], ["0113", "failure", "no such event type"]),
  general("C.5.16", WITH_ARGUMENT, ["0114", "failure", "no such argument"]),
  general("C.5.10", WITH_ARGUMENT, ["0115", "failure", "invalid argument value"]),
  general("C.5.12", ["C-STORE", ...N_SERVICES], ["0117", "failure", "invalid SOP instance"]),
  general("C.5.20", N_SERVICES, ["0118", "failure", "no such SOP class"]),
  general("C.5.7", ON_INSTANCE, ["0119", "failure", "class-instance conflict"]),
  general("C.5.13", ["N-CREATE"], ["0120", "failure", "missing attribute"]),
  general("C.5.14", WITH_ATTRIBUTES, ["0121", "failure", "missing attribute value"]),
  general("C.5.6", C_SERVICES, ["0122", "failure", "SOP class not supported"]),
  general("C.5.24", ["N-ACTION"], ["0123", "failure", "no such action"]),
  general("C.5.25", ["C-STORE", ...RETRIEVE, ...OPERATIONS], ["0124", "failure", "not authorized"]),
  general("C.5.9", INVOKED, ["0210", "failure", "duplicate invocation"]),
  general("C.5.23", INVOKED, ["0211", "failure", "unrecognized operation"]),
  general("C.5.15", INVOKED, ["0212", "failure", "mistyped argument"]),
  general("C.5.22", N_SERVICES, ["0213", "failure", "resource limitation"]),
];

function general(section: string, services: readonly StatusService[], entry: StatusEntry): StatusRow {
  return statusRow(undefined, `PS3.7 ${section}`, services, entry);
}

/** Makes a row. A code with `x` stands for all that it fits. */
export function statusRow(
  serviceClass: StatusServiceClass | undefined,
  section: string,
  services: readonly StatusService[],
  [code, statusClass, meaning]: StatusEntry,
): StatusRow {
  const from = Number.parseInt(code.replaceAll("x", "0"), 16);
  const to = Number.parseInt(code.replaceAll("x", "F"), 16);
  return { code, from, to, statusClass, meaning, services, serviceClass, section };
}
