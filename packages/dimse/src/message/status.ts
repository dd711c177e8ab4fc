/** DIMSE status codes: class and meaning, from the tables of the services. PS3.7 Annex C. */
import { FAILURE_REASONS, SERVICE_STATUSES } from "./status-service-tables.ts";
import {
  GENERAL_STATUSES,
  type StatusClass,
  type StatusRow,
  type StatusService,
  type StatusServiceClass,
} from "./status-table.ts";

export type { StatusClass, StatusService, StatusServiceClass } from "./status-table.ts";

/** Codes that this package itself sends. */
export const STATUS = {
  success: 0x0000,
  /** N-GET: attributes that are optional were asked for and are not there. PS3.4 F.8.2.1.4. */
  optionalAttributesNotSupported: 0x0001,
  noSuchAttribute: 0x0105,
  pending: 0xff00,
  /** Pending, but some optional keys were not supported for matching. PS3.4 C.4.1.1.4. */
  pendingWithWarning: 0xff01,
  cancel: 0xfe00,
  processingFailure: 0x0110,
  duplicateSopInstance: 0x0111,
  noSuchSopInstance: 0x0112,
  invalidAttributeValue: 0x0106,
  attributeValueOutOfRange: 0x0116,
  invalidSopInstance: 0x0117,
  noSuchSopClass: 0x0118,
  classInstanceConflict: 0x0119,
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
  /** C-GET and C-MOVE: none of the objects was sent. */
  cannotPerformSubOperations: 0xa702,
  moveDestinationUnknown: 0xa801,
  /** C-GET and C-MOVE: not all of the objects were sent, or not without a warning. */
  subOperationsWithFailures: 0xb000,
  /** C-STORE: the data set does not fit the SOP class. C-FIND: the identifier does not. */
  dataSetDoesNotMatchSopClass: 0xa900,
  /** C-STORE: cannot understand. C-FIND: unable to process. */
  cannotUnderstand: 0xc000,
} as const;

const GENERAL = new Map(GENERAL_STATUSES.map((row) => [row.from, row]));

/** Services that answer more than once, and that can be cancelled. PS3.7 9.1.2 to 9.1.4. */
const SEVERAL_RESPONSES: ReadonlySet<StatusService> = new Set(["C-FIND", "C-GET", "C-MOVE"]);

/**
 * Returns the class of a status code, by its digits: 0001, 0107, 0116 and Bxxx are warnings in every service. Codes of
 * no class are failures. With the service, pending and cancel are failures where there is only one response.
 *
 * @see PS3.7 Annex C
 */
export function statusClass(status: number, service?: StatusService): StatusClass {
  if (status >>> 12 === 0xb) return "warning";
  const found = GENERAL.get(status)?.statusClass ?? "failure";
  const isLast = found !== "pending" && found !== "cancel";
  return isLast || !service || SEVERAL_RESPONSES.has(service) ? found : "failure";
}

/**
 * Returns the meaning of a status in words; a code that no table knows is named by its class. Without the service only
 * the general codes have a meaning. Some codes of a service differ by service class: C100 is "unable to process" for a
 * C-FIND, "more than one match found" for one of the Relevant Patient Information Query.
 *
 * @see PS3.7 Annex C, PS3.4
 */
export function describeStatus(
  status: number,
  service?: StatusService,
  serviceClass?: StatusServiceClass,
): string {
  return findStatus(status, service, serviceClass)?.meaning ?? statusClass(status);
}

/** First what the service class says, then what holds for all, then what any service class says. */
function findStatus(
  status: number,
  service: StatusService | undefined,
  serviceClass: StatusServiceClass | undefined,
): StatusRow | undefined {
  if (!service) return GENERAL.get(status);
  const rows = SERVICE_STATUSES.filter(
    ({ services, from, to }) => services.includes(service) && from <= status && status <= to,
  );
  return (
    rows.find((row) => serviceClass !== undefined && row.serviceClass === serviceClass) ??
    GENERAL.get(status) ??
    rows[0]
  );
}

/** Returns the meaning of a Failure Reason (0008,1197) of storage commitment. PS3.3 C.14.1.1. */
export function describeFailureReason(reason: number): string {
  return FAILURE_REASONS.get(reason) ?? "unknown reason";
}

/** Returns four upper-case hex digits, `A700`. */
export function formatStatus(status: number): string {
  return status.toString(16).toUpperCase().padStart(4, "0");
}
