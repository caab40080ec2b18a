/** The programs of a shop that the demo speaks to, and the ports they have when nobody says otherwise. */
export const defaultPorts = {
  order: 3000,
  inventory: 3001,
  payment: 3002,
  shipping: 3003,
  notification: 3004,
  'psp-simulator': 3010,
  'mail-catcher': 3011,
} as const;

export type ProgramName = keyof typeof defaultPorts;

export type ProgramUrls = Readonly<Record<ProgramName, string>>;

export const programNames = Object.keys(defaultPorts) as readonly ProgramName[];
