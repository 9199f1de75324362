import type { ButtonInteraction, MessageContextMenuCommandInteraction, ModalSubmitInteraction } from "discord.js";
import type { Kept, Press } from "../../core/chat.ts";
import type { Submitted } from "../../core/form.ts";
import type { Conversation } from "../../core/queue.ts";
import { readModal } from "./forms.ts";
import { readPress } from "./press.ts";
import { placeOf } from "./said.ts";

type Acting = ButtonInteraction | MessageContextMenuCommandInteraction | ModalSubmitInteraction;

/** Who did it, as another process can ask for them again. */
const by = (interaction: Acting): Pick<Kept, "id" | "user" | "team"> => ({ id: `discord-${interaction.id}`, user: interaction.user.id, ...(interaction.guildId === null ? {} : { team: interaction.guildId }) });

/** Where a press or window came from. Nobody else sees a whisper, so nothing can answer to it. */
export function sourceOf(interaction: ButtonInteraction | ModalSubmitInteraction): Conversation {
  const { message } = interaction;
  return { ...placeOf(interaction), ...(message === null || message.flags.has("Ephemeral") ? {} : { message: message.id }) };
}

/** A message that somebody picked to have explained. */
export function menuOf(interaction: MessageContextMenuCommandInteraction): Kept {
  const target = interaction.targetMessage;
  const place = placeOf(interaction);
  const inThread = place.thread !== undefined || interaction.guildId === null;
  const text = [target.content, ...target.embeds.map((embed) => embed.description ?? "")].filter((one) => one !== "").join("\n").replace(/^```[a-z]*\n?|```$/gimu, "");
  return { ...by(interaction), conversation: { ...place, message: target.id, ...(inThread ? {} : { thread: target.id }) }, text, how: "picked" };
}

/** A button of this or an earlier process; undefined for what is not ours. */
export function pressOf(interaction: ButtonInteraction): (Kept & { pressed: Pick<Press, "action" | "value"> }) | undefined {
  const pressed = readPress(interaction.customId);
  return pressed === undefined ? undefined : { ...by(interaction), conversation: sourceOf(interaction), pressed: { action: pressed.id, value: pressed.value } };
}

/** A window of this or an earlier process; undefined for what is not ours. */
export function submitOf(interaction: ModalSubmitInteraction): (Kept & { sent: Submitted }) | undefined {
  const sent = readModal(interaction);
  return sent === undefined ? undefined : { ...by(interaction), conversation: sourceOf(interaction), sent };
}
