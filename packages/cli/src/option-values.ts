import { InvalidArgumentError } from 'commander';

/** A port number, for commander. */
export const portNumber = (text: string): number => wholeNumber(text, 0, 65_535);

/** How many people a synthetic province has, for commander. */
export const personCount = (text: string): number => wholeNumber(text, 0, 1_000_000);

function wholeNumber(text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
  throw new InvalidArgumentError(`A whole number from ${minimum} to ${maximum}.`);
}
