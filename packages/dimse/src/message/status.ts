/** DIMSE status codes: class and meaning. PS3.7 Annex C, PS3.4 B.2.3, C.4.1.1.4, F.7.2, K.4.1.1.4. */

export type StatusClass = "success" | "pending" | "cancel" | "warning" | "failure";

/** Codes that this package itself sends. */
export const STATUS = {
  success: 0x0000,
  pending: 0xff00,
  /** Pending, but some optional keys were not supported for matching. PS3.4 C.4.1.1.4. */
  pendingWithWarning: 0xff01,
  cancel: 0xfe00,
  processingFailure: 0x0110,
  duplicateSopInstance: 0x0111,
  noSuchSopInstance: 0x0112,
  invalidAttributeValue: 0x0106,
  attributeValueOutOfRange: 0x0116,
  missingAttribute: 0x0120,
  missingAttributeValue: 0x0121,
  sopClassNotSupported: 0x0122,
  duplicateInvocation: 0x0210,
  unrecognizedOperation: 0x0211,
  mistypedArgument: 0x0212,
  resourceLimitation: 0x0213,
  notAuthorized: 0x0124,
  /** C-STORE and C-FIND: refused, out of resources. */
  outOfResources: 0xa700,
  /** C-STORE: the data set does not fit the SOP class. C-FIND: the identifier does not. */
  dataSetDoesNotMatchSopClass: 0xa900,
  /** C-STORE: cannot understand. C-FIND: unable to process. */
  cannotUnderstand: 0xc000,
} as const;

/** Which service a status came from; some codes mean different things. */
export type StatusService = "C-STORE" | "C-FIND" | "C-GET" | "C-MOVE" | "N";

/** General codes. PS3.7 Annex C. */
export const STATUS_MEANINGS: ReadonlyMap<number, string> = new Map([
  [0x0000, "success"],
  [0x0001, "requested optional attributes are not supported"],
  [0x0105, "no such attribute"],
  [0x0106, "invalid attribute value"],
  [0x0107, "attribute list error"],
  [0x0110, "processing failure"],
  [0x0111, "duplicate SOP instance"],
  [0x0112, "no such SOP instance"],
  [0x0113, "no such event type"],
  [0x0114, "no such argument"],
  [0x0115, "invalid argument value"],
  [0x0116, "attribute value out of range"],
  [0x0117, "invalid object instance"],
  [0x0118, "no such SOP class"],
  [0x0119, "class-instance conflict"],
  [0x0120, "missing attribute"],
  [0x0121, "missing attribute value"],
  [0x0122, "SOP class not supported"],
  [0x0123, "no such action"],
  [0x0124, "not authorized"],
  [0x0210, "duplicate invocation"],
  [0x0211, "unrecognized operation"],
  [0x0212, "mistyped argument"],
  [0x0213, "resource limitation"],
  [0xfe00, "cancelled"],
  [0xff00, "pending"],
  [0xff01, "pending, some optional keys are not supported"],
]);

interface ServiceRange {
  services: readonly StatusService[];
  from: number;
  to: number;
  meaning: string;
}

/** Codes of the services, most specific first. PS3.4 Tables B.2-1, C.4-1, C.4-2, C.4-3. */
const SERVICE_RANGES: readonly ServiceRange[] = [
  { services: ["C-STORE"], from: 0xb000, to: 0xb000, meaning: "coercion of data elements" },
  { services: ["C-STORE"], from: 0xb006, to: 0xb006, meaning: "elements discarded" },
  { services: ["C-STORE"], from: 0xb007, to: 0xb007, meaning: "data set does not match SOP class" },
  { services: ["C-GET", "C-MOVE"], from: 0xb000, to: 0xb000, meaning: "some sub-operations failed" },
  { services: ["C-GET", "C-MOVE"], from: 0xa701, to: 0xa701, meaning: "cannot count the matches" },
  { services: ["C-GET", "C-MOVE"], from: 0xa702, to: 0xa702, meaning: "cannot perform sub-operations" },
  { services: ["C-MOVE"], from: 0xa801, to: 0xa801, meaning: "move destination unknown" },
  {
    services: ["C-STORE", "C-FIND", "C-GET", "C-MOVE"],
    from: 0xa700,
    to: 0xa7ff,
    meaning: "out of resources",
  },
  { services: ["C-STORE"], from: 0xa900, to: 0xa9ff, meaning: "data set does not match SOP class" },
  {
    services: ["C-FIND", "C-GET", "C-MOVE"],
    from: 0xa900,
    to: 0xa9ff,
    meaning: "identifier does not match SOP class",
  },
  { services: ["C-STORE"], from: 0xc000, to: 0xcfff, meaning: "cannot understand" },
  { services: ["C-FIND", "C-GET", "C-MOVE"], from: 0xc000, to: 0xcfff, meaning: "unable to process" },
];

/** Returns the class of a status code. PS3.7 C.1. */
export function statusClass(status: number): StatusClass {
  if (status === 0x0000) return "success";
  if (status === 0xff00 || status === 0xff01) return "pending";
  if (status === 0xfe00) return "cancel";
  if (status === 0x0001 || status === 0x0107 || status === 0x0116 || status >>> 12 === 0xb) return "warning";
  return "failure";
}

/** Returns the meaning of a status in words; a code that no table knows is named by its class. */
export function describeStatus(status: number, service?: StatusService): string {
  if (service) {
    const range = SERVICE_RANGES.find(
      (row) => row.services.includes(service) && status >= row.from && status <= row.to,
    );
    if (range) return range.meaning;
  }
  return STATUS_MEANINGS.get(status) ?? statusClass(status);
}

/** Returns four upper-case hex digits, `A700`. */
export function formatStatus(status: number): string {
  return status.toString(16).toUpperCase().padStart(4, "0");
}
