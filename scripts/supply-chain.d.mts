export interface ProductionPackage {
  name: string;
  version: string;
  licence: string;
  integrity: boolean;
  installScript: boolean;
  optional: boolean;
}
export function productionPackages(): ProductionPackage[];
export function isAllowed(licence: string): boolean;
