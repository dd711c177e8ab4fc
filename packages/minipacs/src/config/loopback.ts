/** Addresses of the machine itself. Apart, because the page needs it too. */

/** Whether an address, or `localhost`, is reached from this machine alone. Other names are not looked up. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
