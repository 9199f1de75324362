import { describeChat } from "../contract.ts";
import { openStage } from "./stage.ts";

describeChat("Discord", openStage);
