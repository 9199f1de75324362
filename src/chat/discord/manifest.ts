import { GatewayIntentBits, PermissionFlagsBits } from "discord.js";
import { applicationCommands, type Verb } from "./commands.ts";

/** What the bot needs in a channel, and why nothing more. */
const permissions = {
  ViewChannel: PermissionFlagsBits.ViewChannel,
  SendMessages: PermissionFlagsBits.SendMessages,
  SendMessagesInThreads: PermissionFlagsBits.SendMessagesInThreads,
  CreatePublicThreads: PermissionFlagsBits.CreatePublicThreads,
  EmbedLinks: PermissionFlagsBits.EmbedLinks,
  AttachFiles: PermissionFlagsBits.AttachFiles,
  /** Finds a message that an unsure attempt has left, so that none is posted twice. */
  ReadMessageHistory: PermissionFlagsBits.ReadMessageHistory,
} as const;

/**
 * What a person sets up in the Developer Portal, and what the bot registers by itself. Discord takes no manifest file: this one is for
 * review and for comparing.
 */
export function discordManifest(verbs: readonly Verb[]): Record<string, unknown> {
  const bits = Object.values(permissions).reduce((sum, bit) => sum | bit, 0n).toString();
  return {
    name: "duo-triage",
    description: "Says what is broken in GitLab Duo Self-Hosted, how it knows, and what to do.",
    install: {
      scopes: ["applications.commands", "bot"],
      permissions: Object.keys(permissions),
      permission_bits: bits,
      url: `https://discord.com/oauth2/authorize?client_id=APPLICATION_ID&scope=bot+applications.commands&permissions=${bits}`,
    },
    intents: {
      always: { Guilds: GatewayIntentBits.Guilds, GuildMessages: GatewayIntentBits.GuildMessages, DirectMessages: GatewayIntentBits.DirectMessages },
      passive_channels: { MessageContent: GatewayIntentBits.MessageContent },
      portal_switch: "Bot > Privileged Gateway Intents > Message Content Intent: only when a channel of chat.discord has `passive: true`",
    },
    commands: applicationCommands(verbs),
  };
}
