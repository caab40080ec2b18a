import { randomInt } from 'node:crypto';

/** Without the letters and digits that people mistake for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 12;

/** A tracking code for a carrier that gives none; drawn at the edge, since rules have no randomness. */
export const newTrackingCode = (): string =>
  `TM-${Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')}`;
