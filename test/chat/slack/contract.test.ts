import { describeChat } from "../contract.ts";
import { openStage } from "./stage.ts";

describeChat("Slack over Socket Mode", () => openStage("socket"));
describeChat("Slack over HTTP", () => openStage("http"));
