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
const EC = ["-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA = ["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"];

/** Makes everything in about a second. */
export async function createCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), "certificates-"));
  const at = (name: string) => join(folder, name);
  const openssl = async (...args: string[]) => {
    const { code, output } = await runTool("openssl", args, { timeoutMs: 20_000 });
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${output}`);
  };
  const makeKey = async (name: string, kind: readonly string[]): Promise<string> => {
    await openssl("genpkey", ...kind, "-out", at(name));
    return at(name);
  };
  const take = async (name: string, keyPath: string): Promise<Certificate> => {
    const certPath = at(`${name}.pem`);
    const [cert, key] = await Promise.all([readFile(certPath, "utf8"), readFile(keyPath, "utf8")]);
    return { cert, key, certPath, keyPath };
  };
  const authority = async (name: string, key: string) => {
    await openssl(
      "req",
      "-x509",
      "-key",
      key,
      "-out",
      at(`${name}.pem`),
      "-subj",
      `/CN=${name}`,
      "-days",
      "2",
    );
    return take(name, key);
  };
  const issue = async (
    name: string,
    by: Certificate,
    key: string,
    options: { names?: string; days?: string } = {},
  ) => {
    const request = at(`${name}.csr`);
    await openssl("req", "-new", "-key", key, "-out", request, "-subj", `/O=MiniPACS test/CN=${name}`);
    await writeFile(at(`${name}.ext`), `${options.names ?? LOCAL}\n`);
    const signer = ["-CA", by.certPath, "-CAkey", by.keyPath, "-CAcreateserial"];
    const to = ["-out", at(`${name}.pem`), "-extfile", at(`${name}.ext`)];
    // With -days -1 it has ended before it began.
    await openssl("x509", "-req", "-in", request, ...signer, "-days", options.days ?? "2", ...to);
    return take(name, key);
  };
  // Two for all: to make one takes longer than all the rest. A client's is not its server's.
  const [own, other] = [await makeKey("own.key", RSA), await makeKey("other.key", RSA)];
  const [ca, otherCa] = [await authority("test-ca", own), await authority("other-ca", other)];
  return {
    ...{ folder, ca, otherCa },
    server: await issue("server", ca, own),
    wrongHost: await issue("wrong-host", ca, own, { names: "subjectAltName=DNS:elsewhere.example" }),
    expired: await issue("expired", ca, own, { days: "-1" }),
    client: await issue("client", ca, other),
    expiredClient: await issue("expired-client", ca, other, { days: "-1" }),
    strangeServer: await issue("strange-server", otherCa, own),
    strangeClient: await issue("strange-client", otherCa, other),
    ecServer: await issue("ec-server", ca, await makeKey("ec.key", EC)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
