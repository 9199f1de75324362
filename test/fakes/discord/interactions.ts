import { type MessageBody, messageProblems, modalProblems, type Upload } from "./limits.ts";
import { type Answer, editStored, invalid, refuse, storeMessage, unknownMessage } from "./rest.ts";
import { schemaProblems } from "./schema.ts";
import { type Interaction, messageOf, type StoredMessage, type World } from "./world.ts";

const ephemeral = 64;
const loading = 128;

const schemas: Record<number, string> = { 4: "CreateMessageInteractionCallbackRequest", 5: "CreateMessageInteractionCallbackRequest", 6: "UpdateMessageInteractionCallbackRequest", 7: "UpdateMessageInteractionCallbackRequest", 8: "ApplicationCommandAutocompleteCallbackRequest", 9: "ModalInteractionCallbackRequest" };

/** The first answer to an interaction: within 3 s, once, and of a kind that suits it. */
export function answerCallback(world: World, id: string, token: string, json: unknown, withResponse: boolean, files: readonly Upload[]): Answer {
  const interaction = world.interactions.get(id);
  if (interaction === undefined || interaction.token !== token) return refuse(404, 10062, "Unknown interaction");
  if (interaction.answered !== undefined) return refuse(400, 40060, "Interaction has already been acknowledged.");
  if (Date.now() - interaction.createdAt > world.answerWithinMs) return refuse(404, 10062, "Unknown interaction");
  const { type, data } = (json ?? {}) as { type?: number; data?: MessageBody & { choices?: { name: string; value: string }[] } };
  const name = schemas[type ?? 0];
  if (type === undefined || name === undefined) return invalid([`type: ${String(type)} is no callback that this fake knows`]);
  const problems = schemaProblems(name, json);
  const isAutocomplete = interaction.type === 4;
  if (isAutocomplete !== (type === 8)) problems.push("type: does not suit this interaction");
  if ((type === 6 || type === 7) && interaction.source === undefined) problems.push("type: only for components of a message");
  if (type === 9 && interaction.type === 5) problems.push("type: a modal cannot follow a modal");
  if (type === 9) problems.push(...modalProblems(data ?? {}));
  if (type === 4 || type === 7) problems.push(...messageProblems(data ?? {}, files, type === 4 ? "create" : "edit"));
  if (problems.length > 0) return invalid(problems);
  interaction.answered = type;
  interaction.answeredAt = Date.now();
  interaction.flags = data?.flags ?? 0;
  if (type === 8) interaction.choices = data?.choices ?? [];
  if (type === 9) interaction.modal = data as unknown as NonNullable<Interaction["modal"]>;
  let message: StoredMessage | undefined;
  if (type === 4 || type === 5) {
    const hidden = ((data?.flags ?? 0) & ephemeral) !== 0;
    message = storeMessage(world, interaction.channel, world.bot.id, type === 4 ? (data ?? {}) : { content: "" }, files, { interaction: id, webhook: true, flags: (data?.flags ?? 0) | (type === 5 ? loading : 0), ...(hidden ? { onlyFor: interaction.person } : {}) });
    interaction.original = message.id;
  }
  if (type === 6 || type === 7) {
    message = world.messages.get(interaction.source ?? "");
    if (message !== undefined) {
      interaction.original = message.id;
      if (type === 7) editStored(world, message, data ?? {}, files);
    }
  }
  world.changed();
  if (!withResponse) return { status: 204 };
  return { status: 200, body: { interaction: { id, type: interaction.type, ...(message === undefined ? {} : { response_message_id: message.id, response_message_loading: type === 5, response_message_ephemeral: message.onlyFor !== undefined }) }, resource: { type, ...(message === undefined ? {} : { message: messageOf(world, message) }) } } };
}

/** What follows the first answer, under the interaction's token, for 15 minutes. */
export function answerWebhook(world: World, method: string, rest: readonly string[], json: unknown, files: readonly Upload[]): Answer {
  const [application, token, messages, which] = rest;
  const interaction = [...world.interactions.values()].find((one) => one.token === token);
  if (application !== world.application || interaction === undefined) return refuse(404, 10015, "Unknown Webhook");
  if (Date.now() - interaction.createdAt > world.tokenLivesMs) return refuse(401, 50027, "Invalid Webhook Token");
  if (interaction.answered === undefined || interaction.answered === 8) return refuse(404, 10015, "Unknown Webhook");
  const body = (json ?? {}) as MessageBody;
  if (messages === undefined && method === "POST") {
    const problems = [...schemaProblems("IncomingWebhookRequestPartial", body), ...messageProblems(body, files, "create")];
    if (problems.length > 0) return invalid(problems);
    // After a defer the first follow-up takes the place of the placeholder.
    const placeholder = interaction.original === undefined ? undefined : world.messages.get(interaction.original);
    if (placeholder !== undefined && placeholder.deleted !== true && (placeholder.flags & loading) !== 0) {
      placeholder.flags &= ~loading;
      editStored(world, placeholder, body, files);
      return { status: 200, body: messageOf(world, placeholder) };
    }
    const hidden = ((body.flags ?? 0) & ephemeral) !== 0;
    const made = storeMessage(world, interaction.channel, world.bot.id, body, files, { interaction: interaction.id, webhook: true, ...(hidden ? { onlyFor: interaction.person } : {}) });
    interaction.followUps.push(made.id);
    return { status: 200, body: messageOf(world, made) };
  }
  const id = which === "@original" ? interaction.original : which;
  const message = id === undefined ? undefined : world.messages.get(id);
  if (message === undefined || message.deleted === true || (id !== interaction.original && !interaction.followUps.includes(id ?? ""))) return unknownMessage;
  if (method === "GET") return { status: 200, body: messageOf(world, message) };
  if (method === "DELETE") {
    message.deleted = true;
    world.changed();
    return { status: 204 };
  }
  if (method !== "PATCH") return refuse(405, 0, "405: Method Not Allowed");
  const problems = [...schemaProblems("IncomingWebhookUpdateRequestPartial", body), ...messageProblems(body, files, "edit")];
  if (problems.length > 0) return invalid(problems);
  message.flags &= ~loading;
  editStored(world, message, body, files);
  return { status: 200, body: messageOf(world, message) };
}
