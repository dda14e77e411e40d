import type { HubConnection, IRetryPolicy } from "@microsoft/signalr";
import { useEffect, useState } from "react";

import { connection, keys, queryClient } from "./queries";
import type { Server } from "./server";
import type { Command } from "./types";

export type Liveness = "connecting" | "live" | "lost";

interface Message {
  name: string;
  body: { action?: string; resource?: unknown };
}

/** What is out of date after a message of that name. */
const STALE: Record<string, readonly (readonly string[])[]> = {
  queue: [keys.queue, keys.history],
  "queue/details": [keys.queue],
  "queue/status": [keys.queue],
  movie: [keys.history, keys.missing, keys.cutoff],
  moviefile: [keys.history, keys.missing, keys.cutoff, keys.disk],
  history: [keys.history],
  "wanted/missing": [keys.missing],
  "wanted/cutoff": [keys.cutoff],
  "system/task": [keys.tasks],
  health: [keys.health],
  rootfolder: [keys.disk],
};

const forEver: IRetryPolicy = {
  nextRetryDelayInMilliseconds: ({ previousRetryCount }) => Math.min(1000 * 2 ** previousRetryCount, 15_000),
};

/** Keeps one live connection for as long as the page is shown. */
export function useLive(server: Server): Liveness {
  const [state, setState] = useState<Liveness>("connecting");
  useEffect(() => {
    let hub: HubConnection | undefined;
    let over = false;
    const set = (next: Liveness) => {
      connection.live = next === "live";
      setState(next);
    };
    void connect(server, set, () => over).then((made) => {
      if (over) void made?.stop();
      else hub = made;
    });
    return () => {
      over = true;
      void hub?.stop();
    };
  }, [server]);
  return state;
}

async function connect(server: Server, set: (state: Liveness) => void, isOver: () => boolean) {
  // Not needed for the first view, so it is not in the first script.
  const { HubConnectionBuilder, LogLevel } = await import("@microsoft/signalr");
  const hub = new HubConnectionBuilder()
    .withUrl(`${server.urlBase}/signalr/messages`, { accessTokenFactory: () => server.apiKey })
    .withAutomaticReconnect(forEver)
    .configureLogging(LogLevel.None)
    .build();
  hub.on("receiveMessage", receive);
  hub.onreconnecting(() => set("lost"));
  hub.onreconnected(() => {
    set("live");
    // Nobody said what happened meanwhile.
    void queryClient.invalidateQueries();
  });
  for (let tries = 0; !isOver(); tries += 1) {
    try {
      await hub.start();
      set("live");
      return hub;
    } catch {
      set("lost");
      await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** tries, 15_000)));
    }
  }
  return hub;
}

function receive(message: Message): void {
  if (message.name === "command" && message.body.resource) keepCommand(message.body.resource as Command);
  for (const queryKey of STALE[message.name] ?? []) void queryClient.invalidateQueries({ queryKey });
}

/** A command message carries the whole command: no need to ask again. */
function keepCommand(command: Command): void {
  queryClient.setQueryData<Command[]>(keys.commands, (known = []) => [
    command,
    ...known.filter((one) => one.id !== command.id),
  ]);
}
