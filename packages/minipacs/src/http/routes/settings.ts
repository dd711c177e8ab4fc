/** `/api/settings`: what can be changed while the server runs. `/api/listener`: DICOM on and off. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { isDicomError } from "@minipacs/dicom-core";
import type { PacsSettings } from "../../config/settings.ts";
import type { ApiParts } from "../api.ts";
import { CHARACTER_SETS } from "../character-sets.ts";
import { json, jsonBody, problems } from "../define.ts";
import { HttpProblem } from "../problem.ts";
import {
  characterSetsSchema,
  listenerSchema,
  settingsPatchSchema,
  settingsSchema,
} from "../schemas/settings.ts";

const tags = ["Settings"];

const get = createRoute({
  method: "get",
  path: "/api/settings",
  tags,
  summary: "The settings that hold now",
  responses: { 200: json(settingsSchema, "the settings, named as the options of createPacs") },
});

const patch = createRoute({
  method: "patch",
  path: "/api/settings",
  tags,
  summary: "Changes settings while the server runs: all that are given, or none",
  description:
    "They hold for the associations to come; those that run go on, also where the port changes. Where the new port cannot be listened on, the old one stays.",
  request: { body: jsonBody(settingsPatchSchema) },
  responses: { 200: json(settingsSchema, "the settings that hold now"), ...problems(400, 409, 422) },
});

const characterSets = createRoute({
  method: "get",
  path: "/api/character-sets",
  tags,
  summary: "The character sets to choose from",
  description: "Codes of languages and scripts are put into words by Intl.DisplayNames.",
  responses: { 200: json(characterSetsSchema, "in the order in which a page offers them") },
});

const listener = createRoute({
  method: "get",
  path: "/api/listener",
  tags,
  summary: "Whether DICOM is listened for",
  responses: { 200: json(listenerSchema, "as it is") },
});

const start = createRoute({
  method: "post",
  path: "/api/listener/start",
  tags,
  summary: "Takes DICOM associations again",
  responses: { 200: json(listenerSchema, "it listens"), ...problems(409) },
});

const stop = createRoute({
  method: "post",
  path: "/api/listener/stop",
  tags,
  summary: "Takes no more DICOM associations",
  description: "Those that are open may go on for a moment.",
  responses: { 200: json(listenerSchema, "it does not listen") },
});

export function addSettingsRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  const settings = () => representSettings(pacs.settings);
  const state = () => ({
    isListening: pacs.isListening,
    dicomPort: pacs.dicomPort,
    associationCount: pacs.associations.length,
  });
  api.openapi(get, (context) => context.json(settings(), 200));
  api.openapi(patch, async (context) => {
    await pacs.changeSettings(context.req.valid("json")).catch(refuse);
    return context.json(settings(), 200);
  });
  api.openapi(characterSets, (context) =>
    context.json({ items: CHARACTER_SETS, totalCount: CHARACTER_SETS.length }, 200),
  );
  api.openapi(listener, (context) => context.json(state(), 200));
  api.openapi(start, async (context) => {
    await pacs.startListener().catch(refuse);
    return context.json(state(), 200);
  });
  api.openapi(stop, async (context) => {
    await pacs.stopListener();
    return context.json(state(), 200);
  });
}

/** What cannot be is the request's fault, a port that is taken is not. The sentences are for people. */
function refuse(error: unknown): never {
  if (!isDicomError(error)) throw error;
  throw new HttpProblem(error.code.startsWith("CONFIG_") ? 422 : 409, error.code, error.message);
}

/** Under the names of the options, in the form in which they are given. */
function representSettings(settings: PacsSettings) {
  return {
    aeTitle: settings.aeTitle,
    port: settings.port,
    host: settings.host,
    charset: settings.charset.join("\\"),
    charsetFor: Object.fromEntries(
      Object.entries(settings.charsetFor).map(([aeTitle, terms]) => [aeTitle, terms.join("\\")]),
    ),
    unencodable: settings.unencodable,
    dataDir: settings.dataDir,
    onDuplicate: settings.onDuplicate,
    fsync: settings.syncsToDisk,
    requireCalledAe: settings.requiresCalledAe,
    allowAe: settings.allowedAeTitles,
    stationFilter: settings.filtersByStation,
    mpps: settings.mppsMode,
    updatesStepStatus: settings.updatesStepStatus,
    acceptSyntax: settings.acceptedTransferSyntaxes,
    maxPdu: settings.maxPduLength,
    acceptAnySopClass: settings.acceptsAnySopClass,
    maxAssociations: settings.maxAssociations,
    idleTimeoutSeconds: settings.idleTimeoutSeconds,
  };
}
