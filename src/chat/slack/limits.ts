/**
 * What one Slack message holds, in characters or pieces: Slack's developer documentation, pages of the Block Kit blocks and of the methods
 * `chat.postMessage` and `chat.update`. One table; nothing else in the room knows a figure of the platform.
 */
export const limits = {
  blocks: 50,
  /** Plain text of a header block. */
  header: 150,
  /** One text object. */
  text: 3000,
  /** Over all blocks of a message. Not documented; Slack answers `msg_blocks_too_long` somewhere above 12,000. */
  blockTotal: 10_000,
  /** `text` of a message that can be edited later. */
  messageText: 4000,
  altText: 2000,
  contextElements: 10,
  buttons: 25,
  buttonText: 75,
  buttonValue: 2000,
  actionId: 255,
  /** Title and buttons of a modal; what travels with it. */
  viewTitle: 24,
  viewMetadata: 3000,
  inputLabel: 2000,
  inputHint: 2000,
  options: 100,
  optionText: 75,
  optionValue: 150,
  /** Uses of a response address. */
  responses: 5,
  /** ms that a response address lives. */
  responseMs: 30 * 60_000,
} as const;
