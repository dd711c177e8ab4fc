/** What is sent, downloaded or deleted: a study, a series of it, or an instance. */
import { signal } from "@preact/signals";
import type { ApiInstance, ApiList, ApiSeries, ApiStudy } from "../../api.ts";
import { formatName } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { ask, withQuery } from "../../request.ts";
import { kindOf } from "../../thumbnails/kind-of.ts";

export interface Target {
  level: "study" | "series" | "instance";
  uids: { StudyInstanceUID?: string; SeriesInstanceUID?: string; SOPInstanceUID?: string };
  /** For people. */
  name: string;
  instanceCount: number;
}

/** What is about to be sent, or a node to be asked: "echo". */
export const sending = signal<Target | "echo" | undefined>(undefined);
/** What is about to be deleted. */
export const removing = signal<Target | undefined>(undefined);

export function targetOfStudy({ StudyInstanceUID, PatientName, instanceCount }: ApiStudy): Target {
  const name = formatName(PatientName) || words.peek().common.noName;
  return { level: "study", uids: { StudyInstanceUID }, name, instanceCount };
}

export function targetOfSeries(series: ApiSeries): Target {
  const { StudyInstanceUID, SeriesInstanceUID, instanceCount } = series;
  return {
    level: "series",
    uids: { StudyInstanceUID, SeriesInstanceUID },
    name: nameOfSeries(series),
    instanceCount,
  };
}

export function targetOfInstance(instance: ApiInstance): Target {
  const { SOPInstanceUID } = instance;
  return { level: "instance", uids: { SOPInstanceUID }, name: nameOfInstance(instance), instanceCount: 1 };
}

export function nameOfSeries({ SeriesNumber, SeriesDescription, Modality }: ApiSeries): string {
  const { seriesNumber, noDescription } = words.peek().received;
  return [SeriesNumber && seriesNumber(SeriesNumber), SeriesDescription || Modality || noDescription]
    .filter(Boolean)
    .join(" · ");
}

/** `Image 3 · CT Image`, `Report 1 · Enhanced SR`. */
export function nameOfInstance(instance: ApiInstance): string {
  const { InstanceNumber, sopClassName } = instance;
  const kind = sopClassName.replace(/ Storage\b/, "");
  return InstanceNumber
    ? `${words.peek().received.kinds[kindOf(instance)]} ${InstanceNumber} · ${kind}`
    : kind;
}

export function seriesPath(study: string, series?: string): string {
  const path = `/api/studies/${encodeURIComponent(study)}/series`;
  return series === undefined ? path : `${path}/${encodeURIComponent(series)}`;
}

/** Returns all instances of a series, in the order of their numbers. */
export async function instancesOf(study: string, series: string): Promise<readonly ApiInstance[]> {
  const path = `${seriesPath(study, series)}/instances`;
  return (await ask<ApiList<ApiInstance>>(withQuery(path, { sort: "InstanceNumber", limit: 100_000 }))).items;
}

/** Returns where the API has a target. */
export function pathOf({ level, uids }: Target): string {
  const { StudyInstanceUID = "", SeriesInstanceUID, SOPInstanceUID = "" } = uids;
  if (level === "instance") return `/api/instances/${encodeURIComponent(SOPInstanceUID)}`;
  if (level === "series") return seriesPath(StudyInstanceUID, SeriesInstanceUID);
  return `/api/studies/${encodeURIComponent(StudyInstanceUID)}`;
}
