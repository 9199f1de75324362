/**
 * What one Discord message holds, in characters or pieces: Discord's developer documentation, pages "Message resource", "Component
 * reference", "Application commands" and "Uploading files". One table; nothing else in the room knows a figure of the platform.
 */
export const limits = {
  content: 2000,
  embeds: 10,
  embedDescription: 4096,
  /** Over all embeds of a message. */
  embedTotal: 6000,
  embedFields: 25,
  rows: 5,
  buttonsInRow: 5,
  buttonLabel: 80,
  customId: 100,
  files: 10,
  /** Bytes of one file, without boosts. */
  fileBytes: 10 * 1024 * 1024,
  fileDescription: 1024,
  threadName: 100,
  nonce: 25,
  choices: 25,
  choiceText: 100,
  commandName: 32,
  commandDescription: 100,
  commandOptions: 25,
  /** Longest text of a slash command's option. */
  optionText: 6000,
  modalTitle: 45,
  modalLabel: 45,
  modalDescription: 100,
  modalText: 4000,
  modalInputs: 5,
  /** Over all texts that a modal only shows; undocumented for modals, a message of such components holds as much. */
  modalShown: 4000,
  /** ms for the first answer to an interaction, and that its token lives. */
  acknowledgeMs: 3_000,
  tokenMs: 15 * 60_000,
} as const;
