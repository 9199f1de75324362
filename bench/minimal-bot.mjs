// The least that a bot on the same SDKs can do: acknowledge, say one thing. What duo-triage is measured against. Argument: platform.
import { App, LogLevel } from "@slack/bolt";
import { Client, Events, GatewayIntentBits, Routes } from "discord.js";

const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, PORT, SLACK_API_URL, DISCORD_TOKEN, DISCORD_API_URL } = process.env;
if (process.argv[2].startsWith("slack")) {
  const way = SLACK_APP_TOKEN === undefined ? { signingSecret: SLACK_SIGNING_SECRET, port: Number(PORT) } : { appToken: SLACK_APP_TOKEN, socketMode: true };
  const app = new App({ token: SLACK_BOT_TOKEN, ...way, logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl: `${SLACK_API_URL}/` } });
  app.command("/duo", async ({ ack, command, client }) => {
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: "PASS" });
  });
  await app.start();
} else {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } });
  client.on(Events.InteractionCreate, async (interaction) => {
    await interaction.deferReply();
    await client.rest.patch(Routes.webhookMessage(interaction.applicationId, interaction.token), { body: { content: "PASS" } });
  });
  client.once(Events.ClientReady, () => client.rest.put(Routes.applicationCommands(client.application.id), { body: [{ name: "duo", description: "asks", options: [{ type: 1, name: "check", description: "checks", options: [{ type: 3, name: "stack", description: "which" }] }] }] }));
  await client.login(DISCORD_TOKEN);
}
process.on("disconnect", () => process.exit(0));
