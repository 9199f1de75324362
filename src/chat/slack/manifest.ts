import { metadataType } from "./press.ts";

/** What of a command the manifest shows. */
export interface ListedCommand {
  synopsis: string;
  practiceOnly?: boolean;
}

export interface ManifestOptions {
  /** Reads all messages of channels that it is invited to; answers only in those that are configured as passive. */
  passive: boolean;
  /** Roles name user groups. */
  groups?: boolean;
}

/**
 * Scopes that the bot token needs, and no more: mention, direct message, command, answer, file, who somebody is, and to be told of its own
 * messages, so that one whose answer was lost is not posted twice.
 */
export function neededScopes({ passive, groups = true }: ManifestOptions): string[] {
  return [
    "app_mentions:read", "chat:write", "commands", "files:write", "im:history", "metadata.message:read", "users:read",
    ...(groups ? ["usergroups:read"] : []),
    ...(passive ? ["channels:history", "groups:history"] : []),
  ].toSorted();
}

/** Slack's manifest of the app, from the command table. https://docs.slack.dev/reference/app-manifest */
export function slackManifest(commands: readonly ListedCommand[], options: ManifestOptions): Record<string, unknown> {
  const usage = commands.filter((command) => command.practiceOnly !== true).map((command) => command.synopsis);
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: "duo-triage",
      description: "Says what is broken in GitLab Duo Self-Hosted, how it knows, and what to do.",
      background_color: "#2f2a3f",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "duo", always_online: true },
      slash_commands: [{ command: "/duo", description: "Diagnose GitLab Duo Self-Hosted", usage_hint: usageHint(usage), should_escape: true }],
      shortcuts: [{ name: "Explain this error", type: "message", callback_id: "explain_error", description: "What a code, message or log line means" }],
    },
    oauth_config: { scopes: { bot: neededScopes({ ...options, groups: options.groups ?? true }) } },
    settings: {
      event_subscriptions: { bot_events: ["app_home_opened", "app_mention", "message.im", "message_metadata_posted", ...(options.passive ? ["message.channels", "message.groups"] : [])].toSorted(), metadata_subscriptions: [{ app_id: "*", event_type: metadataType }] },
      interactivity: { is_enabled: true },
      org_deploy_enabled: false,
      socket_mode_enabled: true,
      token_rotation_enabled: false,
    },
  };
}

// Slack shows one short line beside the command.
function usageHint(synopses: readonly string[], limit = 1000): string {
  let hint = "";
  for (const synopsis of synopses) {
    const longer = hint === "" ? synopsis : `${hint} | ${synopsis}`;
    if (longer.length > limit) break;
    hint = longer;
  }
  return hint;
}
