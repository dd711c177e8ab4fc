/** The lists of the server that the views show; each is read when its view is first opened. */
import type {
  ApiAssociation,
  ApiInstance,
  ApiMppsRefusal,
  ApiMppsStep,
  ApiStudy,
  ApiWorklistEntry,
  ApiWorklistQuery,
} from "../http/api-types.ts";
import { RemoteList } from "./remote-list.ts";
import type { View } from "./routes.ts";

export const worklist = new RemoteList<ApiWorklistEntry>({
  path: "/api/worklist",
  key: ({ id }) => id,
  changedBy: ["worklist.changed", "mpps.create", "mpps.set"],
  query: { sort: "ScheduledProcedureStepStartDate" },
});

export const queries = new RemoteList<ApiWorklistQuery>({
  path: "/api/queries",
  key: ({ id }) => String(id),
  changedBy: ["worklist.query"],
  query: { sort: "-id" },
});

/** After them a procedure step is another, or linked with something else. */
export const MPPS_EVENTS = ["mpps.create", "mpps.set", "mpps.removed", "worklist.changed"];

export const mpps = new RemoteList<ApiMppsStep>({
  path: "/api/mpps",
  key: ({ SOPInstanceUID }) => SOPInstanceUID,
  changedBy: MPPS_EVENTS,
  query: { sort: "-createdAt" },
});

export const mppsRefusals = new RemoteList<ApiMppsRefusal>({
  path: "/api/mpps-refusals",
  key: ({ time, associationId, service, SOPInstanceUID }) =>
    [time, associationId, service, SOPInstanceUID].join(" "),
  changedBy: ["mpps.create", "mpps.set", "mpps.get", "request.unsupported"],
  query: { sort: "-time" },
});

/** After them what is stored is another. */
export const STORAGE_EVENTS = [
  "store",
  "storage.imported",
  "storage.deleted",
  "storage.changed",
  "index.reconciled",
];

export const studies = new RemoteList<ApiStudy>({
  path: "/api/studies",
  key: ({ StudyInstanceUID }) => StudyInstanceUID,
  changedBy: STORAGE_EVENTS,
  query: { sort: "-receivedAt" },
});

/** Files of all studies, also those whose head says nothing of one. */
export const instances = new RemoteList<ApiInstance>({
  path: "/api/instances",
  key: ({ SOPInstanceUID, path }) => `${SOPInstanceUID} ${path}`,
  changedBy: STORAGE_EVENTS,
});

export const ASSOCIATION_EVENTS = [
  "association.opened",
  "association.closed",
  "association.rejected",
  "connection.refused",
];

export const associations = new RemoteList<ApiAssociation>({
  path: "/api/associations",
  key: ({ id }) => String(id),
  changedBy: ASSOCIATION_EVENTS,
  query: { sort: "-id" },
});

/** All of them, for the live events. */
export const LISTS = [worklist, queries, mpps, mppsRefusals, studies, instances, associations];

const OF_VIEWS: Partial<Record<View, { show(first: number, last: number): void }>> = {
  worklist,
  mpps,
  received: studies,
  associations,
};

/** Returns the list that a view begins with. */
export const listOf = (view: View) => OF_VIEWS[view];
