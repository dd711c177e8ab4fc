/** Addresses of the machine itself. Apart, because the page needs it too. */

/** Returns the address by which this machine reaches `httpAddress`: one for all addresses is none to open. */
export function addressToOpen(httpAddress: string): string {
  return httpAddress.replace(/^0\.0\.0\.0(?=:)/, "127.0.0.1").replace(/^\[::\](?=:)/, "[::1]");
}

/** Whether an address, or `localhost`, is reached from this machine alone. Other names are not looked up. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
