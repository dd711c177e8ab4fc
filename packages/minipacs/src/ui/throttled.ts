/** Many calls in a short time are one, at its end; while that one runs, further ones wait for its end. */
export function throttled(run: () => Promise<unknown>, delayMs: number): () => void {
  let isWaiting = false;
  let isRunning = false;
  let isWantedAgain = false;
  const call = () => {
    if (isRunning) isWantedAgain = true;
    if (isWaiting || isRunning) return;
    isWaiting = true;
    setTimeout(async () => {
      isWaiting = false;
      isRunning = true;
      // A failure waits for the next call: the connection's state tells of it already.
      await run().catch(() => {});
      isRunning = false;
      if (isWantedAgain) {
        isWantedAgain = false;
        call();
      }
    }, delayMs);
  };
  return call;
}
