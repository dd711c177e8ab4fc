/** Certificates made by openssl for as long as a test runs; no key is kept anywhere. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "./foreign-tools.ts";

export interface Certificate {
  cert: string;
  key: string;
  /** Files for foreign tools. */
  certPath: string;
  keyPath: string;
}

export interface Certificates {
  folder: string;
  ca: Certificate;
  otherCa: Certificate;
  /** For localhost and 127.0.0.1. */
  server: Certificate;
  /** For another host. */
  wrongHost: Certificate;
  expired: Certificate;
  client: Certificate;
  expiredClient: Certificate;
  /** Signed by the other authority. */
  strangeServer: Certificate;
  strangeClient: Certificate;
  /** As `server`, with an elliptic curve. */
  ecServer: Certificate;
  remove(): Promise<void>;
}

const LOCAL = "subjectAltName=DNS:localhost,IP:127.0.0.1";
const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA = ["-newkey", "rsa:2048"];

/** Makes everything in about a second. */
export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), "certificates-"));
  const at = (name: string) => join(folder, name);
  const openssl = async (...args: string[]) => {
    const { code, output } = await runTool("openssl", args, { timeoutMs: 20_000 });
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${output}`);
  };
  const take = async (name: string): Promise<Certificate> => {
    const [certPath, keyPath] = [at(`${name}.pem`), at(`${name}.key`)];
    const [cert, key] = await Promise.all([readFile(certPath, "utf8"), readFile(keyPath, "utf8")]);
    return { cert, key, certPath, keyPath };
  };
  const authority = async (name: string) => {
    const files = ["-nodes", "-keyout", at(`${name}.key`), "-out", at(`${name}.pem`)];
    await openssl("req", "-x509", ...RSA, ...files, "-subj", `/CN=${name}`, "-days", "2");
    return take(name);
  };
  const issue = async (
    name: string,
    by: Certificate,
    options: { names?: string; days?: string; key?: string[] } = {},
  ) => {
    const files = ["-nodes", "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`)];
    await openssl("req", ...(options.key ?? RSA), ...files, "-subj", `/O=MiniPACS test/CN=${name}`);
    await writeFile(at(`${name}.ext`), `${options.names ?? LOCAL}\n`);
    const signer = ["-CA", by.certPath, "-CAkey", by.keyPath, "-CAcreateserial"];
    const to = ["-out", at(`${name}.pem`), "-extfile", at(`${name}.ext`)];
    // With -days -1 it has ended before it began.
    await openssl("x509", "-req", "-in", at(`${name}.csr`), ...signer, "-days", options.days ?? "2", ...to);
    return take(name);
  };
  const [ca, otherCa] = [await authority("test-ca"), await authority("other-ca")];
  return {
    ...{ folder, ca, otherCa },
    server: await issue("server", ca),
    wrongHost: await issue("wrong-host", ca, { names: "subjectAltName=DNS:elsewhere.example" }),
    expired: await issue("expired", ca, { days: "-1" }),
    client: await issue("client", ca),
    expiredClient: await issue("expired-client", ca, { days: "-1" }),
    strangeServer: await issue("strange-server", otherCa),
    strangeClient: await issue("strange-client", otherCa),
    ecServer: await issue("ec-server", ca, { key: EC }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
