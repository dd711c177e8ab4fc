/**
 * `npm run pack [-- FOLDER]`: builds what is stale, puts the pages that a package's README names beside it, and packs every
 * package to a folder, `packed` by default, in place of what was packed there before. npm's own `prepack` is no place for it:
 * .npmrc lets no script run by itself.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { prepare, ROOT, workspaces } from "./prepare.mjs";

/** Returns the pages that a package takes along: those that its README names, `docs/errors.md`. */
export function packedPages(readme) {
  return [...new Set([...readme.matchAll(/`(docs\/[\w./-]+\.md)`/g)].map(([, page]) => page))];
}

/** Returns a page with links to what is packed and to the web; what else it links to stands there as words. */
export function packedText(page, text, pages) {
  return text.replace(/!?\[([^\]]*)\]\(([^)\s]+)\)/g, (link, words, target) => {
    const [path] = target.split("#");
    const isKept =
      path === "" || /^https?:/.test(path) || pages.includes(posix.join(posix.dirname(page), path));
    return isKept ? link : words;
  });
}

/** Writes the pages of a package to its folder `docs`, which git leaves out. */
function copyPages(folder) {
  const pages = packedPages(readFileSync(join(ROOT, folder, "README.md"), "utf8"));
  rmSync(join(ROOT, folder, "docs"), { recursive: true, force: true });
  for (const page of pages) {
    const path = join(ROOT, folder, page);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, packedText(page, readFileSync(join(ROOT, page), "utf8"), pages));
  }
}

/** Removes what was packed before: one glob would install two versions. */
function removeTarballs(folder) {
  const names = workspaces(ROOT).map((workspace) => {
    const { name } = JSON.parse(readFileSync(join(ROOT, workspace, "package.json"), "utf8"));
    return name.replace("@", "").replace("/", "-");
  });
  const ours = new RegExp(`^(${names.join("|")})-\\d[^/]*\\.tgz$`);
  for (const name of readdirSync(folder)) if (ours.test(name)) rmSync(join(folder, name));
}

function pack(folder) {
  prepare();
  workspaces(ROOT).forEach(copyPages);
  mkdirSync(folder, { recursive: true });
  removeTarballs(folder);
  const args = ["pack", "--workspaces", "--json", "--pack-destination", folder];
  const { status, stdout } = spawnSync("npm", args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`${stdout}\n"npm ${args.join(" ")}" failed.`);
  for (const { filename } of JSON.parse(stdout)) {
    process.stdout.write(`${relative(process.cwd(), join(folder, filename))}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    pack(resolve(process.argv[2] ?? "packed"));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
