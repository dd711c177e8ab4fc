/** Serves the example page on this machine: a page from disk may not fetch its image. `npm run example` calls it. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../", import.meta.url);
const PAGE = "/example/index.html";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".dcm": "application/dicom" };

/** Serves the folders `example` and `dist` of the package; port 0 takes a free one. Resolves when it listens. */
export async function serveExample(port = 8081) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://example/");
    if (pathname === "/") {
      response.writeHead(302, { Location: PAGE }).end();
      return;
    }
    try {
      if (!/^\/(example|dist)\/[\w.-]+$/.test(pathname)) throw new Error("not of the example");
      const body = await readFile(fileURLToPath(new URL(`.${pathname}`, FOLDER)));
      response.writeHead(200, { "Content-Type": TYPES[extname(pathname)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : port}`;
  return { url: `${origin}${PAGE}`, close: () => server.close() };
}
