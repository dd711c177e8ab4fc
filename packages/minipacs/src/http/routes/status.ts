/** `/api/status`: who this server is, where modalities reach it, and how much it holds. */
import { networkInterfaces } from "node:os";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { IMPLEMENTATION_VERSION_NAME } from "@minipacs/dicom-core";
import type { ApiParts } from "../api.ts";
import { json } from "../define.ts";
import { statusSchema } from "../schemas/server.ts";

const get = createRoute({
  method: "get",
  path: "/api/status",
  tags: ["Server"],
  summary: "Who this server is, and how much it holds",
  responses: { 200: json(statusSchema, "the server as it is now") },
});

export function addStatusRoutes(api: OpenAPIHono, { pacs, streams, guard }: ApiParts): void {
  api.openapi(get, async (context) =>
    context.json(
      {
        aeTitle: pacs.settings.aeTitle,
        dicomPort: pacs.dicomPort,
        addresses: reachableAddresses(pacs.settings.host),
        host: pacs.settings.host,
        isListening: pacs.isListening,
        isPrivilegedPort: pacs.dicomPort < 1024,
        usesTls: pacs.config.tls !== undefined,
        usesToken: guard.isNeeded,
        platform: process.platform,
        dataDir: pacs.dataDir,
        httpPort: pacs.httpPort,
        SpecificCharacterSet: pacs.settings.charset,
        startedAt: pacs.startedAt,
        version: IMPLEMENTATION_VERSION_NAME,
        associationCount: pacs.associations.length,
        worklistCount: pacs.worklist.size,
        mppsCount: pacs.mpps.size,
        instanceCount: await pacs.index.count(),
        lastEventId: streams.cursor,
      },
      200,
    ),
  );
}

/** Returns what a modality on the network would be told: IPv4 first, loopback only where there is nothing else. */
function reachableAddresses(host: string | undefined): string[] {
  if (host !== undefined && host !== "0.0.0.0" && host !== "::") return [host];
  const outer = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .sort((a, b) => a.family.localeCompare(b.family));
  return outer.length > 0 ? outer.map(({ address }) => address) : ["127.0.0.1"];
}
