// Connects as a web page would, prints each message as a line of JSON, and leaves after the first about a film.
const signalR = require("@microsoft/signalr");

const [, , url, key] = process.argv;
const connection = new signalR.HubConnectionBuilder()
  .withUrl(url, { accessTokenFactory: () => key })
  .configureLogging(signalR.LogLevel.Warning)
  .build();

connection.on("receiveMessage", async (message) => {
  console.log(JSON.stringify(message));
  if (message.name === "movie") {
    await connection.stop();
    process.exit(0);
  }
});
connection.start().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
