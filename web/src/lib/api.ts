import { goToLogin, type Server } from "./server";

/** An answer that is not the one wished for, with the server's own sentence. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

let server: Server | undefined;

/** Every call after this goes to that server. */
export function talkTo(found: Server): void {
  server = found;
}

export function get<T>(path: string): Promise<T> {
  return call<T>("GET", path);
}

export function post<T>(path: string, body: unknown): Promise<T> {
  return call<T>("POST", path, body);
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  if (!server) throw new Error("The API is asked before the server is known.");
  const response = await fetch(`${server.urlBase}${server.apiRoot}/${path}`, {
    method,
    headers: { "X-Api-Key": server.apiKey, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 401) return goToLogin();
  if (!response.ok) throw new ApiError(response.status, await sentence(response));
  return (await response.json()) as T;
}

/** Errors come as `{message}` or as a list of `{errorMessage}`. */
async function sentence(response: Response): Promise<string> {
  const fallback = `The server answered ${response.status}.`;
  try {
    const body: unknown = await response.json();
    if (Array.isArray(body)) return body.map((row: { errorMessage?: string }) => row.errorMessage).join(" ") || fallback;
    return (body as { message?: string }).message ?? fallback;
  } catch {
    return fallback;
  }
}
