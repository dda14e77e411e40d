import { Alert, Button, Center, Container, Grid, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Health } from "../features/health/Health";
import { History } from "../features/history/History";
import { Queue } from "../features/queue/Queue";
import { Numbers } from "../features/status/Numbers";
import { Status } from "../features/status/Status";
import { Tasks } from "../features/tasks/Tasks";
import { talkTo } from "../lib/api";
import { useLive } from "../lib/live";
import { loadServer, type Server } from "../lib/server";
import { Bar } from "./Bar";

export function App() {
  const server = useQuery({ queryKey: ["initialize"], queryFn: loadServer, retry: 3 });
  if (server.data) return <Front server={server.data} />;
  return (
    <Center mih="100vh" p="md">
      {server.isError ? (
        <Alert color="red" title="Cinearr does not answer">
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{server.error.message}</Text>
            <Button variant="default" size="xs" onClick={() => void server.refetch()}>
              Try again
            </Button>
          </Stack>
        </Alert>
      ) : (
        <Loader aria-label="Loading" />
      )}
    </Center>
  );
}

function Front({ server }: { server: Server }) {
  talkTo(server);
  const liveness = useLive(server);
  return (
    <>
      <Bar liveness={liveness} />
      <Container component="main" size="lg" py="md">
        <Stack gap="md">
          <Health />
          <Numbers />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Stack gap="md">
                <Queue />
                <History />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Stack gap="md">
                <Tasks />
                <Status />
              </Stack>
            </Grid.Col>
          </Grid>
        </Stack>
      </Container>
    </>
  );
}
