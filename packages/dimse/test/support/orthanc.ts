/** Runs Orthanc on free ports with an empty archive of its own, and asks its REST API. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { freePort, type ServerTool, startServerTool } from "./server-tool.ts";

export const ORTHANC_TOOL = "/usr/sbin/Orthanc";
export const ORTHANC = "ORTHANC";

export interface Orthanc extends ServerTool {
  get<T>(path: string): Promise<T>;
  /** Returns the answer, which has to be a success. */
  post<T>(path: string, body: unknown): Promise<T>;
  /** Returns the bytes of an answer. */
  bytes(path: string): Promise<Uint8Array>;
  /** Returns the HTTP status alone. */
  statusOf(path: string, body: unknown): Promise<number>;
  /** Puts a Part 10 file into the archive. */
  add(file: Uint8Array): Promise<{ ID: string }>;
}

/** Starts Orthanc with its files in the folder; `modalities` are the AE titles and ports that it knows, on this machine. */
export async function startOrthanc(folder: string, modalities: Record<string, number>): Promise<Orthanc> {
  const httpPort = await freePort();
  const dicomPort = await freePort();
  const [storage, index, config] = ["storage", "index", "orthanc.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([mkdir(storage), mkdir(index)]);
  const settings = {
    Name: "interop",
    StorageDirectory: storage,
    IndexDirectory: index,
    Plugins: [],
    HttpPort: httpPort,
    DicomPort: dicomPort,
    DicomAet: ORTHANC,
    DicomCheckCalledAet: false,
    DicomAssociationCloseDelay: 0,
    DefaultEncoding: "Utf8",
    RemoteAccessAllowed: false,
    SaveJobs: false,
    OverwriteInstances: true,
    DicomModalities: Object.fromEntries(
      Object.entries(modalities).map(([AET, Port]) => [AET, { AET, Host: "127.0.0.1", Port }]),
    ),
  };
  await writeFile(config, JSON.stringify(settings));
  const tool = await startServerTool(ORTHANC_TOOL, () => ["--verbose", config], dicomPort);

  const ask = async (method: string, path: string, body?: string | Uint8Array) => {
    const asked = request({
      host: "127.0.0.1",
      port: httpPort,
      ...{ method, path, agent: false },
      ...(body !== undefined && { headers: { "content-length": Buffer.byteLength(body) } }),
    });
    asked.end(body);
    const [response] = await once(asked, "response");
    const parts: Uint8Array[] = [];
    for await (const part of response) parts.push(part);
    return { status: response.statusCode as number, bytes: Buffer.concat(parts) };
  };
  const succeed = async (method: string, path: string, body?: string | Uint8Array) => {
    const { status, bytes } = await ask(method, path, body);
    assert.is(status, 200, `${path}: ${bytes}\n${tool.output().slice(-1500)}`);
    return bytes;
  };
  const json = async (...args: Parameters<typeof succeed>) => JSON.parse(String(await succeed(...args)));
  const orthanc = {
    ...tool,
    get: <T>(path: string): Promise<T> => json("GET", path),
    post: <T>(path: string, body: unknown): Promise<T> => json("POST", path, JSON.stringify(body)),
    bytes: async (path: string) => new Uint8Array(await succeed("GET", path)),
    statusOf: async (path: string, body: unknown) => (await ask("POST", path, JSON.stringify(body))).status,
    add: (file: Uint8Array): Promise<{ ID: string }> => json("POST", "/instances", file),
  };
  await answersHttp(orthanc);
  return orthanc;
}

/** DICOM is listened for before HTTP. */
async function answersHttp(orthanc: Pick<Orthanc, "get">): Promise<void> {
  for (;;) {
    try {
      await orthanc.get("/system");
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "ECONNREFUSED") throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
