/** ISO 3166-1 alpha-2 codes of the countries that we deliver to. */
export const servedCountries: ReadonlySet<string> = new Set([
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU'],
  ...['LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
  ...['CH', 'GB', 'IS', 'LI', 'NO'],
  ...['AU', 'CA', 'JP', 'NZ', 'US'],
]);
