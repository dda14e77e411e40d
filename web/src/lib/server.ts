/** What the server says of itself before anything else is asked. */
export interface Server {
  apiKey: string;
  apiRoot: string;
  urlBase: string;
  version: string;
  instanceName: string;
}

/** The page's own address up to and without the last slash: the URL base, whatever it is. */
const base = new URL(".", document.baseURI).pathname.replace(/\/$/, "");

/** Loads `initialize.json`; who is not logged in is sent to the login page and this never settles. */
export async function loadServer(): Promise<Server> {
  const response = await fetch(`${base}/initialize.json`, { headers: { Accept: "application/json" } });
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.status === 401 || (response.redirected && !isJson)) return goToLogin();
  if (!response.ok || !isJson) throw new Error(`The server answered ${response.status}.`);
  return (await response.json()) as Server;
}

export function goToLogin(): Promise<never> {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`${base}/login?returnUrl=${encodeURIComponent(here)}`);
  return new Promise(() => undefined);
}
