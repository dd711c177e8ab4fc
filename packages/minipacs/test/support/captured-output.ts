/** What a command in this process prints. */

/** Runs a command and returns its output, and what it threw. */
export async function captured(
  run: () => Promise<void>,
): Promise<{ stdout: string; stderr: string; error: (Error & { exitCode?: number }) | undefined }> {
  const streams = { stdout: process.stdout, stderr: process.stderr };
  const text = { stdout: "", stderr: "" };
  const originals = { stdout: streams.stdout.write, stderr: streams.stderr.write };
  for (const name of ["stdout", "stderr"] as const) {
    streams[name].write = (chunk: string | Uint8Array) => {
      text[name] += String(chunk);
      return true;
    };
  }
  let error: Error | undefined;
  try {
    await run();
  } catch (thrown) {
    error = thrown as Error;
  } finally {
    streams.stdout.write = originals.stdout;
    streams.stderr.write = originals.stderr;
  }
  return { ...text, error };
}
