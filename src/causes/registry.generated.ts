// Generated from the folders by `npm run generate`. Do not edit.
import type { Cause } from "../facts/rules.ts";


export const causes: Readonly<Record<string, Cause>> = {

};
