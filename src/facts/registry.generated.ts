// Generated from the folders by `npm run generate`. Do not edit.
import type { Fact } from "../core/fact.ts";


export const facts: Readonly<Record<string, Fact<unknown>>> = {

};
