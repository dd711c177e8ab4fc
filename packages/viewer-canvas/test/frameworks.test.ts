/** The snippets for React and Vue of docs/use-the-viewer.md, as they stand: each shows an image in Chromium. */
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import * as assert from "uvu/assert";
import { compileScript, parse } from "vue/compiler-sfc";
import { launchBrowser, openPage } from "../../../tools/test/browser.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { runTypeScript } from "../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { inlineWorker } from "../inline-worker.ts";
import { phantom } from "./support/phantom.ts";
import { assertShows, servePage, settled, snapshot } from "./support/viewer-page.ts";

const test = testSuite("viewer/frameworks", { tools: ["chromium"], timeoutMs: 90_000 });

const IMAGE = phantom();
const SECOND = phantom({ frames: 2 });

let browser: Browser;
let docs: string;

test.before(async () => {
  docs = await readFile(repositoryPath("docs/use-the-viewer.md"), "utf8");
  browser = await launchBrowser();
});
test.after(() => browser.close());

/** The one snippet of a language. */
function snippet(language: string): string {
  const found = [...docs.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language);
  assert.is(found.length, 1, language);
  return found[0]![2]!;
}

/** A page's entry beside the snippet, which it imports from `./slice`. */
async function bundle(entry: string, slice: string): Promise<string> {
  const resolveDir = repositoryPath("packages/viewer-canvas/test");
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir, loader: "js" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    conditions: ["@minipacs/source"],
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "false",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    plugins: [
      inlineWorker,
      {
        name: "snippet",
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /^\.\/slice$/ }, () => ({ path: "slice", namespace: "snippet" }));
          onLoad({ filter: /.*/, namespace: "snippet" }, () => ({
            contents: slice,
            loader: "jsx",
            resolveDir,
          }));
        },
      },
    ],
    logLevel: "error",
  });
  return outputFiles[0]!.text;
}

/** Opens the page, has the first image looked at pixel by pixel, and returns what the page wrote to its console. */
async function assertShown(code: string): Promise<string[]> {
  const site = await servePage(code, { "/image.dcm": IMAGE, "/second.dcm": SECOND });
  const { page, complaints, close } = await openPage(browser, site.origin);
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  try {
    await page.goto(`${site.origin}/`);
    await settled(page);
    await page.getByRole("toolbar").first().waitFor();
    await page.evaluate(() =>
      document.querySelector("dicom-viewer")!.viewer!.dispatch({ type: "actual-size" }),
    );
    await assertShows(await snapshot(page), IMAGE);
    await page.evaluate(() =>
      document.querySelector("dicom-viewer")!.viewer!.dispatch({ type: "frame", index: 2 }),
    );
    await page.waitForTimeout(300);
    assert.equal(complaints, []);
    return said;
  } finally {
    await close();
    await site.close();
  }
}

test("React sets the properties of the element and hears its events", async () => {
  const said = await assertShown(
    await bundle(
      `import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Slice } from "./slice";
const root = document.body.appendChild(document.createElement("div"));
const slice = createElement(Slice, { files: ["/image.dcm", "/second.dcm"] });
createRoot(root).render(createElement(StrictMode, undefined, slice));`,
      snippet("jsx"),
    ),
  );
  assert.is(said.at(-1), "2");
});

test("Vue does, with a list that it watches", async () => {
  const { descriptor, errors } = parse(snippet("vue"), { filename: "slice.vue" });
  assert.equal(errors, []);
  const { content } = compileScript(descriptor, {
    id: "slice",
    inlineTemplate: true,
    templateOptions: { compilerOptions: { isCustomElement: (tag) => tag === "dicom-viewer" } },
  });
  const said = await assertShown(
    await bundle(
      `import { createApp, reactive } from "vue";
import Slice from "./slice";
const get = async (url) => new File([await (await fetch(url)).blob()], url);
const files = reactive([await get("/image.dcm"), await get("/second.dcm")]);
createApp(Slice, { files }).mount(document.body.appendChild(document.createElement("div")));`,
      content,
    ),
  );
  assert.is(said.at(-1), "2");
});

test("with the declaration React's compiler knows the element, and what it does not take", async () => {
  const folder = await mkdtemp(join(tmpdir(), "minipacs-jsx-"));
  try {
    await symlink(repositoryPath("node_modules"), join(folder, "node_modules"));
    const compilerOptions = {
      ...{ strict: true, noEmit: true, jsx: "react-jsx", skipLibCheck: true, target: "es2022", types: [] },
      ...{ module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom", "dom.iterable"] },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.tsx"] }));
    await writeFile(join(folder, "dicom-viewer.tsx"), snippet("tsx"));
    await writeFile(
      join(folder, "slice.tsx"),
      `export const right = <dicom-viewer src={["a.dcm", new Blob()]} controls="tools" labels={{ invert: "Umkehren" }} />;
// @ts-expect-error a number is no source
export const wrong = <dicom-viewer src={5} />;`,
    );
    const { code, stdout } = await runTypeScript(["-p", folder], { timeoutMs: 80_000 });
    assert.is(code, 0, stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
});
