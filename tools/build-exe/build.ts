/** Makes executables of `minipacs`: Node itself with the command, the page and SQLite inside. */
import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { inject } from "postject";
import { PAGE_LIST_ASSET, pageAsset } from "../../packages/minipacs/src/executable/embedded-page.ts";
import { ADDON_ASSET } from "../../packages/minipacs/src/executable/sqlite-addon.ts";
import { isPageFile } from "../../packages/minipacs/src/http/assets.ts";
import { repositoryPath } from "../test/data.ts";
import { bundleCommand } from "./bundle.ts";
import { removeSignature } from "./unsigned.ts";

const run = promisify(execFile);

/** What Node looks for in itself; postject turns the 0 behind it into a 1. */
export const SEA_FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

export interface ExecutableTarget {
  /** The Node to put everything into, of the version that builds. */
  node: string;
  /** Of the native part of SQLite: `linux-x64`, `win32-x64`, … */
  platform: string;
  output: string;
}

/** Returns the native part of SQLite for a platform. Its file is named after glibc on systems without one, too. */
export function sqliteAddonPath(platform: string): string {
  const prebuilds = repositoryPath("node_modules/@photostructure/sqlite/prebuilds");
  return join(prebuilds, platform, "@photostructure+sqlite.glibc.node");
}

/** Writes executables; the page has to be built. */
export async function buildExecutables(targets: readonly ExecutableTarget[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "minipacs-exe-"));
  try {
    const main = join(folder, "minipacs.cjs");
    await bundleCommand(main);
    const assets = await pageAssets(folder);
    for (const target of targets) {
      const blob = await makeBlob(folder, main, {
        ...assets,
        [ADDON_ASSET]: sqliteAddonPath(target.platform),
      });
      await mkdir(dirname(target.output), { recursive: true });
      await copyFile(target.node, target.output);
      await chmod(target.output, 0o755);
      await removeSignature(target.output, target.platform);
      await withoutNoteWarnings(() =>
        inject(target.output, "NODE_SEA_BLOB", blob, {
          sentinelFuse: SEA_FUSE,
          ...(target.platform.startsWith("darwin") ? { machoSegmentName: "NODE_SEA" } : {}),
        }),
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of names that the sections of Node's notes do not have and nobody asks for. */
const NOTE_WARNING = /^warning: Can't find string offset for section name '\.note(\.\d+)?'$/;

/** postject warns on the console, by the function that is there when it begins. */
async function withoutNoteWarnings(inject: () => Promise<void>): Promise<void> {
  const { warn } = console;
  console.warn = (...texts: unknown[]) => {
    if (!NOTE_WARNING.test(String(texts[0]))) warn(...texts);
  };
  try {
    await inject();
  } finally {
    console.warn = warn;
  }
}

/** Writes what goes with an executable beside it: the licences, and a README with what it is not to be used for. */
export async function writeCompanions(folder: string): Promise<void> {
  for (const name of ["LICENSE", "NOTICE.txt", "licenses"]) {
    await cp(repositoryPath(name), join(folder, name), { recursive: true });
  }
  const readme = await readFile(repositoryPath("README.md"), "utf8");
  await writeFile(join(folder, "README.txt"), readmeText(readme));
}

/** Returns what README.md says of its use, as plain text. */
function readmeText(readme: string): string {
  const quoted = [...readme.matchAll(/^> (.*)$/gm)].map(([, line = ""]) => line).join("\n");
  const warning = quoted.replaceAll("**", "").replace(/\[(.*?)\]\((.*?)\)/g, "$1: $2");
  return `MiniPACS: a small DICOM server for development, test and integration, in one file.

${warning}

Without arguments it runs the server and tells where its page is; --help lists the commands.
Licences: LICENSE, NOTICE.txt and the folder licenses go with it.
`;
}

/** Returns the version of Node whose licence file is in `licenses`. */
export async function licensedNode(): Promise<string> {
  const text = await readFile(repositoryPath("licenses/nodejs.txt"), "utf8");
  return text.split("\n", 1)[0]!.replace("Node.js ", "");
}

async function pageAssets(folder: string): Promise<Record<string, string>> {
  const page = repositoryPath("packages/minipacs/dist/ui");
  const names = (await readdir(page)).filter(isPageFile);
  if (!names.includes("index.html")) throw new Error("the page is not built: npm run build");
  const list = join(folder, "page.json");
  await writeFile(list, JSON.stringify(names));
  return {
    [PAGE_LIST_ASSET]: list,
    ...Object.fromEntries(names.map((name) => [pageAsset(name), join(page, name)])),
  };
}

/** Neither snapshot nor code cache: these are of the system that makes them. */
async function makeBlob(folder: string, main: string, assets: Record<string, string>): Promise<Buffer> {
  const output = join(folder, "minipacs.blob");
  const config = join(folder, "sea.json");
  const settings = { disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: false };
  await writeFile(config, JSON.stringify({ main, output, assets, ...settings }));
  await run(process.execPath, ["--experimental-sea-config", config], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return readFile(output);
}
